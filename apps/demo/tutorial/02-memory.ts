import { Agent, type AttributeValue, defineEvent, InputEvent, MemoryRef, OutputEvent } from '@millrace/api';
import { AgentsExecutionEnvironment } from '@millrace/runtime';
import { z } from 'zod';

// #region events
// Types, not interfaces: TypeScript lets only those pass as attribute values, which is what memory and events hold.
type Item = { readonly name: string; readonly priceCents: number };
type Order = { readonly customer: string; readonly items: readonly Item[] };

// A reference into memory travels as plain data, so the schema of an event that carries one describes that data.
const memoryRef = z.object({ memory_type: z.enum(['sensory', 'short_term']), path: z.string() });

const OrderTaken = defineEvent('OrderTaken', z.object({ items: memoryRef }));
const OrderPriced = defineEvent('OrderPriced', z.object({ totalCents: z.int().nonnegative() }));
// #endregion events

const largeOrderCents = 1000;

// #region actions
const counter = new Agent('counter')
  .addAction('take-order', [InputEvent], (event: InputEvent<Order>, ctx) => {
    const { items } = event.input;
    // Sensory memory ends with the run: the place for what only the actions of this order need.
    ctx.sendEvent(new OrderTaken({ items: ctx.sensoryMemory.set('items', items).toJSON() }));
  })
  .addAction('price', [OrderTaken], (event, ctx) => {
    const items = MemoryRef.fromJson(event.attributes.items).resolve<readonly Item[]>(ctx) ?? [];
    const totalCents = items.reduce((sum, { priceCents }) => sum + priceCents, 0);
    if (totalCents >= largeOrderCents) {
      ctx.shortTermMemory.update<number>('stamps', (stamps = 0) => stamps + 1);
    }
    ctx.sendEvent(new OrderPriced({ totalCents }));
  })
  .addAction('stamp', [OrderTaken], (_event, ctx) => {
    // Neither action sees what the other one wrote, and with get and set the later commit would win. Updates are applied one after the other.
    ctx.shortTermMemory.update<number>('stamps', (stamps = 0) => stamps + 1);
  })
  .addAction('write-receipt', [OrderPriced], (event, ctx) => {
    const { totalCents } = event.attributes;
    const itemCount = ctx.sensoryMemory.get<readonly Item[]>('items')?.length ?? 0;
    // Short-term memory belongs to the key, here the customer, and is kept from order to order.
    const stamps = ctx.shortTermMemory.get<number>('stamps') ?? 0;
    ctx.sendEvent(new OutputEvent({ customer: ctx.key, itemCount, totalCents, stamps }));
  });
// #endregion actions

const coffee: Item = { name: 'coffee', priceCents: 300 };
const cake: Item = { name: 'cake', priceCents: 450 };
const orders: readonly Order[] = [
  { customer: 'ada', items: [coffee, coffee, cake] },
  { customer: 'bob', items: [coffee] },
  { customer: 'ada', items: [cake] },
];

export async function takeOrders(): Promise<readonly AttributeValue[]> {
  const env = new AgentsExecutionEnvironment();
  const receipts = env
    .fromList(orders)
    .keyBy((order) => order.customer)
    .apply(counter)
    .toList();
  await env.execute();
  return receipts.map(({ value }) => value);
}

if (process.argv[1] === import.meta.filename) {
  for (const receipt of await takeOrders()) {
    console.log(JSON.stringify(receipt));
  }
}
