import type { Lap } from '../harness/lap.js';
import { runListJob } from '../harness/millrace-job.js';
import { withScratchDirectory } from '../harness/scratch-directory.js';
import { type BurningOrder, burnRoundsKey } from './burning-agent.js';
import type { Order } from './order.js';

/** How the keys are divided, and how much an action computes. */
export interface SubtasksOptions {
  readonly parallelism: number;
  /** Rounds of arithmetic per input; 0: the action only makes its calls. */
  readonly burnRounds: number;
  /** How many inputs are processed before the time is taken: threads are new in every lap, and what they run is compiled anew in each. */
  readonly untimedInputs: number;
}

/** Durable calls as in row C, by one subtask on this thread or by several in threads of their own. It is its own floor: two subtasks are held against one. */
export async function runSubtasks(
  orders: readonly Order[],
  { parallelism, burnRounds, untimedInputs }: SubtasksOptions,
): Promise<Lap> {
  const inputs: readonly BurningOrder[] = orders.map((order, index) =>
    index < untimedInputs ? { ...order, warmsUp: true } : order,
  );
  return await withScratchDirectory('subtasks', async (stateDir) =>
    runListJob({
      agent: new URL('./burning-agent.js', import.meta.url),
      inputs,
      environment: {
        stateDir,
        config: {
          'checkpoint.interval': 0,
          'savepoints.retained': 0,
          'restart-strategy': 'none',
          'in-flight-keys.max': 64,
          [burnRoundsKey]: burnRounds,
          parallelism,
        },
      },
      onOutput: () => {},
      untimedOutputs: untimedInputs,
    }),
  );
}
