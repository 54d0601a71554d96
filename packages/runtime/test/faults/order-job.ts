import { Agent, Event, InputEvent, type Logger, OutputEvent } from '@millrace/api';
import { AgentsExecutionEnvironment, type JobReport, JsonLinesFileSink } from '../../src/index.js';
import { makeDurableDirectory } from '../../src/storage/durable-directory.js';
import type { FileSystem } from '../../src/storage/file-system.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { SimulatedSource } from '../../src/testing/simulated-source.js';
import { simulatedStateDirectory } from '../../src/testing/simulated-state-directory.js';
import { CollectingLogger } from '../support/collecting-logger.js';
import { textOf, untilSettled } from './life.js';
import type { Answer, OrderService } from './order-service.js';

/** A record of the source. A type, not an interface, so that it is an attribute value. */
export type Order = { readonly order: number; readonly customer: string };

/** A line of the output file. */
type Line = {
  readonly order: number;
  readonly customer: string;
  /** How many orders of the customer there had been, this one included. */
  readonly nth: number;
  readonly part: 'receipt' | 'mail';
  readonly answers: readonly Answer[];
};

/** Where the job keeps what survives it. */
export const outputPath = '/data/orders.jsonl';

/** What a job is run with. */
export interface OrderJobOptions {
  readonly fileSystem: FileSystem;
  readonly service: OrderService;
  readonly orders: readonly Order[];
  readonly config?: Readonly<Record<string, string | number>>;
  /** Default: keeps diagnostics to itself. */
  readonly logger?: Logger;
}

/** Orders of a few customers, one after another. */
export function ordersOf(count: number, customers: number): readonly Order[] {
  return Array.from({ length: count }, (_, order) => ({ order, customer: `customer ${order % customers}` }));
}

/** Memory, siblings, calls of every kind that depend on each other, events, and two outputs per input. */
function createAgent(service: OrderService): Agent {
  return new Agent('orders')
    .addAction('charge', [InputEvent], async (event: InputEvent<Order>, ctx) => {
      const { order, customer } = event.input;
      const nth = (ctx.shortTermMemory.get<number>('orders') ?? 0) + 1;
      ctx.shortTermMemory.set('orders', nth);
      const price = await ctx.durableExecuteAsync(service.call(`price ${order}`));
      const receipt = await ctx.durableExecute(
        service.call(`charge ${order}`, { after: [price], args: nth, reconciles: true }),
      );
      ctx.sendEvent(new OutputEvent({ order, customer, nth, part: 'receipt', answers: [price, receipt] }));
      ctx.sendEvent(new Event('charged', { order, customer, nth, receipt }));
    })
    .addAction('look up', [InputEvent], async (event: InputEvent<Order>, ctx) => {
      const answer = await ctx.durableExecuteAsync(service.call(`look up ${event.input.order}`, { readOnly: true }));
      ctx.shortTermMemory.set('last', answer);
    })
    .addAction('confirm', ['charged'], async (event, ctx) => {
      const { receipt, ...rest } = event.attributes as Omit<Line, 'part' | 'answers'> & { readonly receipt: Answer };
      const mail = await ctx.durableExecute(service.call(`mail ${rest.order}`, { after: [receipt] }));
      ctx.sendEvent(new OutputEvent({ ...rest, part: 'mail', answers: [receipt, mail] }));
    });
}

/** Runs the job to its end, checkpoint after checkpoint. @throws what it fails with */
export async function runOrderJob({
  fileSystem,
  service,
  orders,
  config = {},
  logger = new CollectingLogger(),
}: OrderJobOptions): Promise<JobReport> {
  await makeDurableDirectory(fileSystem, '/data');
  const clock = new ManualClock();
  const env = new AgentsExecutionEnvironment({
    stores: simulatedStateDirectory(fileSystem, { journal: { segmentBytes: 3000 } }),
    clock,
    logger,
    config: { 'checkpoint.interval': 20, 'restart-strategy': 'none', 'pending-inputs.max': 4, ...config },
  });
  const sink = new JsonLinesFileSink(outputPath, {
    fileSystem,
    bufferBytes: 300,
    format: ({ value }) => {
      service.witness((value as Line).answers);
      return value;
    },
  });
  env
    .fromSource(
      new SimulatedSource(
        'orders',
        orders.map((value) => ({ value })),
      ),
    )
    .keyBy((value) => (value as Order).customer)
    .apply(createAgent(service))
    .sinkTo(sink);
  return await untilSettled(env.execute({ handleSignals: false }), clock);
}

/** The text of the output file; empty while there is none. */
export function outputTextOf(fileSystem: FileSystem): Promise<string> {
  return textOf(fileSystem, outputPath);
}

/** What is wrong with the outputs of a finished job: each has to be there once, those of a customer in their order. `undefined`: nothing. */
export function outputProblem(text: string, orders: readonly Order[]): string | undefined {
  const expected = new Map<string, string[]>();
  for (const { order, customer } of orders) {
    const before = expected.get(customer) ?? [];
    const nth = before.length / 2 + 1;
    expected.set(customer, [...before, `order ${order}, ${nth}, receipt`, `order ${order}, ${nth}, mail`]);
  }
  const found = new Map<string, string[]>();
  const lines = linesOf(text);
  if (lines === undefined) {
    return `there is something else in the file: ${text}`;
  }
  for (const { order, customer, nth, part } of lines) {
    found.set(customer, [...(found.get(customer) ?? []), `order ${order}, ${nth}, ${part}`]);
  }
  for (const customer of new Set([...expected.keys(), ...found.keys()])) {
    const [wanted, there] = [expected.get(customer)?.join('; '), found.get(customer)?.join('; ')];
    if (wanted !== there) {
      return `${customer} has the outputs ${there}, and not ${wanted}`;
    }
  }
  return undefined;
}

/** The answers in all lines. */
export function answersIn(text: string): readonly Answer[] {
  return (linesOf(text) ?? []).flatMap(({ answers }) => answers);
}

/** `undefined` when the job cannot have written that. */
function linesOf(text: string): readonly Line[] | undefined {
  try {
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
  } catch {
    return undefined;
  }
}
