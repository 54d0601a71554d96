import { setTimeout as after } from 'node:timers/promises';
import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { AgentsExecutionEnvironment } from '@millrace/runtime';
import { Countdown } from '../harness/countdown.js';
import { GatedSource } from '../harness/gated-source.js';
import { type ProcessMemory, settledMemory } from '../harness/process-memory.js';
import { withScratchDirectory } from '../harness/scratch-directory.js';

/** What runs cost that do nothing but wait. */
export interface SuspendedRuns {
  readonly residentBytesPerRun: number;
  readonly liveBytesPerRun: number;
  /** Time of all processors, of all threads of the process, while everything waited, by the time that passed. */
  readonly processorShare: number;
}

type Question = { readonly customer: number };

const warmUpRuns = 1000;
/** Garbage that was collected to look at memory is still being swept for a while. */
const settleMs = 1000;
const waitMs = 2000;

/** Lets a number of runs, each of a key of its own, wait in a durable call for an answer that does not come, and looks at memory and processor meanwhile. */
export async function measureSuspendedRuns(runs: number): Promise<SuspendedRuns> {
  return await withScratchDirectory('suspended', async (stateDir) => {
    const config = {
      'checkpoint.interval': 0,
      'savepoints.retained': 0,
      'restart-strategy': 'none',
      'in-flight-keys.max': runs * 2,
      'num-async-threads': runs * 2,
    };
    const env = new AgentsExecutionEnvironment({ stateDir, config });
    const warmedUp = new Countdown(warmUpRuns);
    const suspended = new Countdown(runs + warmUpRuns);
    let answer: () => void = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const asking = new Agent('ask').addAction('ask', [InputEvent<Question>], async (event, ctx) => {
      const { customer } = event.input;
      await ctx.durableExecuteAsync('ask', () => {
        suspended.tick();
        return customer < 0 ? Promise.resolve() : answered;
      });
      ctx.sendEvent(new OutputEvent(customer));
    });
    let before: ProcessMemory = { resident: 0, live: 0 };
    let result: SuspendedRuns | undefined;
    const source = new GatedSource<Question>([
      { deliver: Array.from({ length: warmUpRuns }, (_, index) => ({ customer: -1 - index })) },
      {
        wait: async () => {
          await warmedUp.done;
          before = await settledMemory();
        },
      },
      { deliver: Array.from({ length: runs }, (_, customer) => ({ customer })) },
      {
        wait: async () => {
          await suspended.done;
          const during = await settledMemory();
          await after(settleMs);
          result = {
            residentBytesPerRun: (during.resident - before.resident) / runs,
            liveBytesPerRun: (during.live - before.live) / runs,
            processorShare: await processorShareOf(() => after(waitMs)),
          };
          answer();
        },
      },
    ]);
    env
      .fromSource(source)
      .keyBy(({ customer }) => customer)
      .apply(asking)
      .sinkTo({ write: () => warmedUp.tick() });
    await env.execute({ handleSignals: false });
    if (result === undefined) {
      throw new Error('The runs were not measured.');
    }
    return result;
  });
}

async function processorShareOf(waiting: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  const before = process.cpuUsage();
  await waiting();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (performance.now() - startedAtMs);
}
