import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { AgentsExecutionEnvironment, type JobReport } from '@millrace/runtime';
import { z } from 'zod';
import { LocalShop } from './custom/local-shop.js';
import { PagedSource } from './custom/paged-source.js';
import { type WebhookEntry, WebhookSink } from './custom/webhook-sink.js';

type Order = z.infer<typeof Order>;
const Order = z.object({ customer: z.string(), cups: z.int().positive() });

const totals = new Agent('totals').addAction('add', [InputEvent], (event: InputEvent<Order>, ctx) => {
  const { customer, cups } = event.input;
  const total = (ctx.shortTermMemory.get<number>('cups') ?? 0) + cups;
  ctx.shortTermMemory.set('cups', total);
  ctx.sendEvent(new OutputEvent({ customer, total }));
});

// #region source
function ordersOf(shopUrl: string): PagedSource<Order> {
  return new PagedSource({
    id: 'orders',
    pageSize: 2,
    fetchPage: async ({ offset, limit, signal }) => {
      const response = await fetch(`${shopUrl}?offset=${offset}&limit=${limit}`, { signal });
      // What comes from outside is checked where it comes in; an error here fails the job and says which source it was.
      return z.array(Order).parse(await response.json());
    },
  });
}
// #endregion source

const orders: readonly Order[] = [
  { customer: 'ada', cups: 2 },
  { customer: 'bob', cups: 1 },
  { customer: 'ada', cups: 1 },
  { customer: 'bob', cups: 3 },
  { customer: 'ada', cups: 5 },
];

export async function postTotals(): Promise<{
  readonly received: readonly WebhookEntry[];
  readonly report: JobReport;
}> {
  const shop = new LocalShop(orders);
  const url = await shop.open();
  try {
    // #region job
    const env = new AgentsExecutionEnvironment({ config: { 'job-identifier': 'totals' } });
    env
      .fromSource(ordersOf(url))
      .keyBy((order) => order.customer)
      .apply(totals)
      .sinkTo(new WebhookSink(url, 2));
    const report = await env.execute();
    // #endregion job
    return { received: shop.received, report };
  } finally {
    await shop.close();
  }
}

if (process.argv[1] === import.meta.filename) {
  const { received, report } = await postTotals();
  for (const { value } of received) {
    console.log(JSON.stringify(value));
  }
  console.log(`${report.status}: ${report.inputsProcessed} inputs, ${report.outputs} outputs`);
}
