import { interleave } from '../harness/contest.js';
import { ratioFigure } from '../harness/figure.js';
import { inputsPerSecond } from '../harness/lap.js';
import { processorNote } from '../harness/processor-note.js';
import { spreadOf } from '../harness/spread.js';
import { runCheckpointedCalls } from '../workloads/checkpointed-calls.js';
import { makeOrders } from '../workloads/order.js';
import type { Row } from './row.js';

/** A prime, so that consecutive orders are of keys that lie far apart, and every key comes once before any comes again. */
const stride = 7919;

/** Durable calls while checkpoints are taken. */
export const checkpoints: Row = {
  id: 'E',
  title: 'C with a checkpoint every second over 100,000 keys with 1 KB of memory each',
  floor: 'the same run without checkpoints',
  measure: async ({ isQuick }) => {
    const keys = isQuick ? 5000 : 100_000;
    const orders = makeOrders({
      count: isQuick ? 8000 : 100_000,
      keys: (index) => (index * stride) % keys,
      bytes: 100,
    });
    const load = { keys, memoryBytesPerKey: 1000, orders };
    const rounds = await interleave({
      workload: () => runCheckpointedCalls({ ...load, checkpointIntervalMs: isQuick ? 250 : 1000 }),
      floor: () => runCheckpointedCalls({ ...load, checkpointIntervalMs: 0 }),
      rounds: isQuick ? 1 : 3,
      // Filling the memory warms up.
      warmsUp: false,
    });
    const pauses = rounds.map(({ workload, floor }) => workload.longestPauseMs - floor.longestPauseMs);
    const taken = spreadOf(rounds.map(({ workload }) => workload.checkpoints));
    return {
      figures: [
        ratioFigure({ name: 'throughput', unit: '/s', limit: { atLeast: 0.85 } }, rounds, inputsPerSecond),
        {
          name: 'longest event-loop pause, difference',
          unit: 'ms',
          workload: spreadOf(rounds.map(({ workload }) => workload.longestPauseMs)),
          floor: spreadOf(rounds.map(({ floor }) => floor.longestPauseMs)),
          result: spreadOf(pauses),
          resultUnit: 'ms',
          limit: { atMost: 20 },
        },
      ],
      notes: [processorNote(rounds), `At most ${taken.max} checkpoints per lap, ${keys} keys.`],
    };
  },
};
