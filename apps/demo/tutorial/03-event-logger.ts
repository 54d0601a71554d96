import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, type EventLogger, type EventLoggerFactory, errorMessage, InputEvent, OutputEvent } from '@millrace/api';
import { fileEventLogger, readEventLog } from '@millrace/eventlog-file';
import { AgentsExecutionEnvironment } from '@millrace/runtime';
import { type LoggedEvent, RingBufferEventLogger } from './custom/ring-buffer-event-logger.js';

interface Order {
  readonly customer: string;
  readonly cups: number;
}

const cashier = new Agent('cashier').addAction('check', [InputEvent], (event: InputEvent<Order>, ctx) => {
  if (event.input.cups < 1) {
    throw new Error(`nobody can order ${event.input.cups} cups`);
  }
  ctx.sendEvent(new OutputEvent(event.input.cups));
});

async function sell(orders: readonly Order[], eventLogger: EventLogger | EventLoggerFactory): Promise<void> {
  const env = new AgentsExecutionEnvironment({ eventLogger });
  env
    .fromList(orders)
    .keyBy((order) => order.customer)
    .apply(cashier);
  await env.execute();
}

// #region ring-buffer
/** The newest three events before a failure, and the failure. */
export async function explainFailure(): Promise<readonly string[]> {
  const newest = new RingBufferEventLogger(3);
  const orders = [1, 2, 3, 0].map((cups) => ({ customer: 'ada', cups }));
  try {
    await sell(orders, newest);
    return [];
  } catch (failure) {
    return [...newest.events.map(describe), errorMessage(failure)];
  }
}
// #endregion ring-buffer

// #region file
/** What a log in files says of two orders; any process can read it. */
export async function readLoggedEvents(baseLogDir: string): Promise<readonly string[]> {
  const orders = [
    { customer: 'ada', cups: 1 },
    { customer: 'bob', cups: 2 },
  ];
  await sell(orders, fileEventLogger({ baseLogDir }));
  const lines: string[] = [];
  for await (const record of readEventLog(baseLogDir)) {
    lines.push(describe(record));
  }
  return lines;
}
// #endregion file

function describe({ context, event }: LoggedEvent): string {
  const { type, attributes, upstreamActionName = 'the source' } = event;
  return `${context.key} run ${context.runNumber}: ${type} ${JSON.stringify(attributes)} from ${upstreamActionName}`;
}

if (process.argv[1] === import.meta.filename) {
  const baseLogDir = await mkdtemp(join(tmpdir(), 'event-log-'));
  const lines = [...(await explainFailure()), ...(await readLoggedEvents(baseLogDir))];
  await rm(baseLogDir, { recursive: true });
  console.log(lines.join('\n'));
}
