import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { AgentsExecutionEnvironment } from '@millrace/runtime';
import { collectGarbage } from '../harness/contest.js';
import { Countdown } from '../harness/countdown.js';
import { GatedSource } from '../harness/gated-source.js';
import { type Lap, Stopwatch } from '../harness/lap.js';
import { withScratchDirectory } from '../harness/scratch-directory.js';
import { callNames, callService } from './called-service.js';
import type { Order } from './order.js';

/** How many keys have memory, and whether checkpoints are taken. */
export interface CheckpointedLoad {
  readonly keys: number;
  readonly memoryBytesPerKey: number;
  readonly orders: readonly Order[];
  /** Time from one checkpoint to the next; 0: none while it is measured. */
  readonly checkpointIntervalMs: number;
}

/** A lap with a look at the event loop. */
export interface CheckpointedLap extends Lap {
  /** The longest time that passed between two turns of a timer that is due every millisecond. */
  readonly longestPauseMs: number;
  readonly checkpoints: number;
}

/** An order, or what fills the memory of a customer. */
type Input = Order | { readonly customer: number; readonly profile: string };

/** As `callingAgent`, for customers with something in their memory. */
function rememberingAgent(): Agent {
  return new Agent('calls').addAction('process', [InputEvent<Input>], async (event, ctx) => {
    const input = event.input;
    if ('profile' in input) {
      ctx.shortTermMemory.set('profile', input.profile);
      ctx.sendEvent(new OutputEvent('filled'));
      return;
    }
    const results = [];
    for (const name of callNames) {
      results.push(await ctx.durableExecute(name, async () => await callService(name, input)));
    }
    ctx.sendEvent(new OutputEvent({ order: input, results }));
  });
}

/** Fills the memory of all keys, puts all of it into a checkpoint, and only then measures the orders, with and without further checkpoints. Everything but those is the same. */
export async function runCheckpointedCalls(load: CheckpointedLoad): Promise<CheckpointedLap> {
  const { keys, memoryBytesPerKey, orders, checkpointIntervalMs } = load;
  return await withScratchDirectory('checkpointed', async (stateDir) => {
    const env = new AgentsExecutionEnvironment({
      stateDir,
      config: {
        'checkpoint.interval': checkpointIntervalMs,
        'savepoints.retained': 0,
        'restart-strategy': 'none',
        'in-flight-keys.max': 64,
        // All keys stay in memory, and changes of all of them ask for no checkpoint.
        'state.max-cached-keys': keys * 4,
      },
    });
    const filled = new Countdown(keys);
    const done = new Countdown(orders.length);
    const delays = monitorEventLoopDelay({ resolution: 1 });
    let stopwatch = new Stopwatch();
    let time = stopwatch.stop();
    const profile = 'x'.repeat(memoryBytesPerKey);
    const source = new GatedSource<Input>([
      { deliver: Array.from({ length: keys }, (_, customer) => ({ customer, profile })) },
      {
        wait: async () => {
          await filled.done;
          await env.savepoint('filled');
          collectGarbage();
          delays.enable();
          stopwatch = new Stopwatch();
        },
      },
      { deliver: orders },
      { wait: () => done.done },
    ]);
    env
      .fromSource<Input>(source)
      .keyBy(({ customer }) => customer)
      .apply(rememberingAgent())
      .sinkTo({
        write: ({ value }) => {
          if (value === 'filled') {
            filled.tick();
            return;
          }
          done.tick();
          time = stopwatch.stop();
        },
      });
    void done.done.then(() => delays.disable());
    await env.execute({ handleSignals: false });
    return {
      inputs: orders.length,
      ...time,
      longestPauseMs: delays.max / 1e6,
      checkpoints: checkpointIntervalMs === 0 ? 0 : Math.floor((time.seconds * 1000) / checkpointIntervalMs),
    };
  });
}
