import { Agent, Event, InputEvent, OutputEvent } from '@millrace/api';
import { fileEventLogger } from '@millrace/eventlog-file';
import type { Lap } from '../harness/lap.js';
import { memberOf, runListJob } from '../harness/millrace-job.js';
import type { Order } from './order.js';

/** A lap of {@link runInMemory}, or of its floor. */
export interface InMemoryLap extends Lap {
  /** Sum of what the first action has counted: equal on both sides, or they did different work. */
  readonly counted: number;
}

/** Where the event log goes; `undefined`: events are not logged. */
export interface InMemoryOptions {
  readonly eventLogDirectory?: string | undefined;
}

/** Counts the orders of a customer, in two actions: the first one reads and writes memory and sends an event, the second one answers it with an output. */
export function countingAgent(): Agent {
  return new Agent('count')
    .addAction('count', [InputEvent], async (event, ctx) => {
      const { shortTermMemory } = ctx;
      const seen = shortTermMemory.get('count');
      const count = (typeof seen === 'number' ? seen : 0) + 1;
      shortTermMemory.set('count', count);
      ctx.sendEvent(new Event('counted', { count, order: event.input }));
    })
    .addAction('answer', ['counted'], async (event, ctx) => {
      const { count, order } = event.attributes;
      ctx.sendEvent(new OutputEvent({ count, order }));
    });
}

export async function runInMemory(orders: readonly Order[], options: InMemoryOptions = {}): Promise<InMemoryLap> {
  const { eventLogDirectory } = options;
  let counted = 0;
  const lap = await runListJob({
    agent: countingAgent(),
    inputs: orders,
    environment:
      eventLogDirectory === undefined ? {} : { eventLogger: fileEventLogger({ baseLogDir: eventLogDirectory }) },
    onOutput: ({ value }) => {
      counted += Number(memberOf(value, 'count'));
    },
  });
  return { ...lap, counted };
}
