import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import type { DurableStores } from '@millrace/runtime';
import type { TimedLap } from '../harness/lap.js';
import { runListJob } from '../harness/millrace-job.js';
import { withScratchDirectory } from '../harness/scratch-directory.js';
import { callNames, callService } from './called-service.js';
import type { Order } from './order.js';
import { OutputTimes } from './output-times.js';

/** How a lap of {@link runDurableCalls} is set up. */
export interface DurableCallsOptions {
  /** Keys that may have a run in progress. */
  readonly keysInFlight: number;
  /** Further configuration. */
  readonly config?: Readonly<Record<string, number>>;
  /** Stores to use instead of a fresh state directory. */
  readonly stores?: DurableStores;
  /** Told when a call starts. */
  readonly onCall?: (customer: number) => void;
  /** Told when an output leaves. */
  readonly onOutput?: (customer: number) => void;
  /** How many outputs come before the time is taken: what depends on the job is compiled anew in each. Default 0. */
  readonly untimedOutputs?: number;
}

/** Processes an order in three durable calls, one after the other, and answers with an output. */
export function callingAgent(onCall: (customer: number) => void = () => {}): Agent {
  return new Agent('calls').addAction('process', [InputEvent<Order>], async (event, ctx) => {
    const order = event.input;
    const results = [];
    for (const name of callNames) {
      results.push(
        await ctx.durableExecute(name, async () => {
          onCall(order.customer);
          return await callService(name, order);
        }),
      );
    }
    ctx.sendEvent(new OutputEvent({ order, results }));
  });
}

/** Flushes with `sync`; checkpoints are taken at the beginning and at the end only, outside of what is measured. */
export async function runDurableCalls(orders: readonly Order[], options: DurableCallsOptions): Promise<TimedLap> {
  const { keysInFlight, stores, onCall, onOutput, untimedOutputs = 0 } = options;
  const times = new OutputTimes(orders, untimedOutputs);
  return await withScratchDirectory('durable', async (stateDir) => {
    const lap = await runListJob({
      agent: callingAgent(onCall),
      inputs: orders,
      environment: {
        ...(stores === undefined ? { stateDir } : { stores }),
        config: {
          'checkpoint.interval': 0,
          'savepoints.retained': 0,
          'restart-strategy': 'none',
          'in-flight-keys.max': keysInFlight,
          ...options.config,
        },
      },
      onOutput: ({ key }) => {
        times.add(Number(key));
        onOutput?.(Number(key));
      },
      untimedOutputs,
    });
    return { ...lap, p99Ms: times.p99Ms() };
  });
}
