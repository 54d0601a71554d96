import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import type { Lap } from '../harness/lap.js';
import { runListJob } from '../harness/millrace-job.js';
import { withScratchDirectory } from '../harness/scratch-directory.js';
import { callNames, callService } from './called-service.js';
import type { Order } from './order.js';

/** How the keys are divided, and how much an action computes. */
export interface SubtasksOptions {
  readonly parallelism: number;
  /** Rounds of arithmetic per input; 0: the action only makes its calls. */
  readonly burnRounds: number;
}

/** Durable calls as in row C, by several subtasks. It is its own floor: two subtasks are held against one. */
export async function runSubtasks(
  orders: readonly Order[],
  { parallelism, burnRounds }: SubtasksOptions,
): Promise<Lap> {
  return await withScratchDirectory('subtasks', async (stateDir) =>
    runListJob({
      agent: burningAgent(burnRounds),
      inputs: orders,
      environment: {
        stateDir,
        config: { 'checkpoint.interval': 0, 'savepoints.retained': 0, 'restart-strategy': 'none', parallelism },
      },
      onOutput: () => {},
    }),
  );
}

function burningAgent(burnRounds: number): Agent {
  return new Agent('burn').addAction('process', [InputEvent<Order>], async (event, ctx) => {
    const order = event.input;
    const results = [];
    for (const name of callNames) {
      results.push(await ctx.durableExecute(name, async () => await callService(name, order)));
    }
    ctx.sendEvent(new OutputEvent({ order, results, burnt: burn(order.customer, burnRounds) }));
  });
}

/** Arithmetic that nobody can leave out, because its result is sent. */
function burn(seed: number, rounds: number): number {
  let mixed = seed | 1;
  for (let round = 0; round < rounds; round++) {
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  }
  return mixed >>> 0;
}
