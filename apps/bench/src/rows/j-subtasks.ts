import { interleave, type Round } from '../harness/contest.js';
import { ratioFigure } from '../harness/figure.js';
import { inputsPerSecond, type Lap } from '../harness/lap.js';
import { processorNote } from '../harness/processor-note.js';
import { keysInTurn } from '../workloads/key-choice.js';
import { makeOrders } from '../workloads/order.js';
import { runSubtasks } from '../workloads/subtasks.js';
import type { Row } from './row.js';

/** Ten times as many as are in flight: of so many, the hash gives each subtask about half. */
const keyCount = 640;
/** About a millisecond of arithmetic per input. */
const burnRounds = 500_000;

/** Two subtasks in threads against one. */
export const subtasks: Row = {
  id: 'J',
  title: 'subtasks: C by two threads, with actions that compute and with actions that do not',
  floor: 'the same job with one subtask',
  measure: async ({ isQuick }) => {
    const untimedInputs = isQuick ? 2000 : 20_000;
    const contest = async (count: number, burnt: number): Promise<readonly Round<Lap, Lap>[]> => {
      const orders = makeOrders({ count: count + untimedInputs, keys: keysInTurn(keyCount), bytes: 100 });
      const lap = (parallelism: number): Promise<Lap> =>
        runSubtasks(orders, { parallelism, burnRounds: burnt, untimedInputs });
      // Every lap begins cold anyway.
      return await interleave({ workload: () => lap(2), floor: () => lap(1), rounds: isQuick ? 1 : 5, warmsUp: false });
    };
    const computing = await contest(isQuick ? 800 : 3000, burnRounds);
    const calling = await contest(isQuick ? 3000 : 30_000, 0);
    return {
      figures: [
        ratioFigure({ name: 'computing', unit: '/s', limit: { atLeast: 1.6 } }, computing, inputsPerSecond),
        ratioFigure({ name: 'calling only', unit: '/s', limit: { atLeast: 1 } }, calling, inputsPerSecond),
      ],
      notes: [
        `The first ${untimedInputs} inputs of a lap are not timed: threads are new in every lap, and what they run is compiled anew.`,
        `Computing: ${processorNote(computing)}`,
        `Calling only: ${processorNote(calling)}`,
      ],
    };
  },
};
