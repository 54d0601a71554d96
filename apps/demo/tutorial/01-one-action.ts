import { Agent, type AttributeValue, InputEvent, OutputEvent } from '@millrace/api';
import { AgentsExecutionEnvironment } from '@millrace/runtime';

// #region agent
interface Order {
  readonly customer: string;
  readonly cups: number;
  readonly cupPriceCents: number;
}

// An agent is a description. Nothing runs before an environment executes it, so it can be declared anywhere and tested alone.
const cashier = new Agent('cashier').addAction('write-receipt', [InputEvent], (event: InputEvent<Order>, ctx) => {
  const { customer, cups, cupPriceCents } = event.input;
  ctx.sendEvent(new OutputEvent({ customer, totalCents: cups * cupPriceCents }));
});
// #endregion agent

const orders: readonly Order[] = [
  { customer: 'ada', cups: 2, cupPriceCents: 300 },
  { customer: 'bob', cups: 1, cupPriceCents: 250 },
  { customer: 'ada', cups: 1, cupPriceCents: 450 },
];

// #region job
export async function writeReceipts(): Promise<readonly AttributeValue[]> {
  const env = new AgentsExecutionEnvironment();
  const receipts = env
    .fromList(orders)
    .keyBy((order) => order.customer)
    .apply(cashier)
    .toList();
  // The list fills while the job runs; it is complete when the promise resolves.
  await env.execute();
  return receipts.map(({ value }) => value);
}
// #endregion job

// #region main
if (process.argv[1] === import.meta.filename) {
  for (const receipt of await writeReceipts()) {
    console.log(JSON.stringify(receipt));
  }
}
// #endregion main
