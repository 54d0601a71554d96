import { interleave } from '../harness/contest.js';
import { ratioFigure } from '../harness/figure.js';
import { inputsPerSecond } from '../harness/lap.js';
import { processorNote } from '../harness/processor-note.js';
import { runDurableCalls } from '../workloads/durable-calls.js';
import { runDurableCallsFloor } from '../workloads/durable-calls-floor.js';
import { keysInTurn } from '../workloads/key-choice.js';
import { makeOrders } from '../workloads/order.js';
import { checkFlushes } from './flush-check.js';
import type { Row } from './row.js';

/** All inputs have the same key, so one waits for the other. */
export const hotKey: Row = {
  id: 'D',
  title: 'C with one hot key',
  floor: 'that of C with one chain',
  measure: async ({ isQuick }) => {
    const keys = keysInTurn(1);
    const check = await checkFlushes(makeOrders({ count: 300, keys, bytes: 100 }), 1);
    const orders = makeOrders({ count: isQuick ? 500 : 3000, keys, bytes: 100 });
    const untimedOutputs = isQuick ? 200 : 1000;
    const rounds = await interleave({
      workload: () => runDurableCalls(orders, { keysInFlight: 1, untimedOutputs }),
      floor: () => runDurableCallsFloor(orders, check.recordBytes, untimedOutputs),
      rounds: isQuick ? 2 : 6,
    });
    return {
      figures: [
        ratioFigure({ name: 'throughput', unit: '/s', limit: { atLeast: 0.7 } }, rounds, inputsPerSecond),
        ratioFigure({ name: 'p99 latency', unit: 'ms', limit: { atMost: 3 } }, rounds, ({ p99Ms }) => p99Ms),
      ],
      notes: [check.note, `The time is taken from output ${untimedOutputs} on.`, processorNote(rounds)],
    };
  },
};
