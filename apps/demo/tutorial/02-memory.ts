import {
  Agent,
  type AttributeValue,
  defineEvent,
  InputEvent,
  MemoryRef,
  type MemoryRefJson,
  OutputEvent,
} from '@millrace/api';
import { AgentsExecutionEnvironment } from '@millrace/runtime';
import { z } from 'zod';

interface Order {
  readonly customer: string;
  readonly items: readonly string[];
}

const pricesCents: Readonly<Record<string, number>> = { coffee: 300, cake: 450 };
const largeOrderCents = 1000;

// #region events
// A reference into memory, as set returns it. It travels as JSON.
const memoryRef = z.custom<MemoryRefJson>(MemoryRef.is);

const OrderTaken = defineEvent('OrderTaken', z.object({ items: memoryRef }));
const OrderPriced = defineEvent('OrderPriced', z.object({ totalCents: z.int().nonnegative() }));
// #endregion events

// #region actions
const counter = new Agent('counter')
  .addAction('take-order', [InputEvent], (event: InputEvent<Order>, ctx) => {
    // Sensory memory ends with the run: the place for what only the actions of this order need.
    ctx.sendEvent(new OrderTaken({ items: ctx.sensoryMemory.set('items', event.input.items) }));
  })
  .addAction('price', [OrderTaken], async (event, ctx) => {
    const items = MemoryRef.fromJson(event.attributes.items).resolve<readonly string[]>(ctx) ?? [];
    const totalCents = await ctx.durableExecuteAsync('look-up-prices', () => lookUpTotalCents(items));
    if (totalCents >= largeOrderCents) {
      ctx.shortTermMemory.update<number>('stamps', (stamps = 0) => stamps + 1);
    }
    ctx.sendEvent(new OrderPriced({ totalCents }));
  })
  .addAction('stamp', [OrderTaken], (_event, ctx) => {
    // This runs while prices are looked up. With get and set, one action would overwrite the other's stamp; updates add up.
    ctx.shortTermMemory.update<number>('stamps', (stamps = 0) => stamps + 1);
  })
  .addAction('write-receipt', [OrderPriced], (event, ctx) => {
    const { totalCents } = event.attributes;
    const itemCount = ctx.sensoryMemory.get<readonly string[]>('items')?.length ?? 0;
    // Short-term memory belongs to the key, here the customer, and is kept from order to order.
    const stamps = ctx.shortTermMemory.get<number>('stamps') ?? 0;
    ctx.sendEvent(new OutputEvent({ customer: ctx.key, itemCount, totalCents, stamps }));
  });
// #endregion actions

async function lookUpTotalCents(items: readonly string[]): Promise<number> {
  return items.reduce((totalCents, item) => totalCents + (pricesCents[item] ?? 0), 0);
}

const orders: readonly Order[] = [
  { customer: 'ada', items: ['coffee', 'coffee', 'cake'] },
  { customer: 'bob', items: ['coffee'] },
  { customer: 'ada', items: ['cake'] },
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
