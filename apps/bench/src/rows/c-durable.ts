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

const keysInFlight = 64;

/** Three durable calls per input, 64 keys. */
export const durable: Row = {
  id: 'C',
  title: 'durable: three calls per input, 64 keys in flight, journal with `sync`',
  floor: '64 chains that await the same flushes of the same bytes, fdatasync back to back',
  measure: async ({ isQuick }) => {
    const keys = keysInTurn(keysInFlight);
    const check = await checkFlushes(makeOrders({ count: 2000, keys, bytes: 100 }), keysInFlight);
    const orders = makeOrders({ count: isQuick ? 6000 : 40_000, keys, bytes: 100 });
    const untimedOutputs = isQuick ? 2000 : 10_000;
    const rounds = await interleave({
      workload: () => runDurableCalls(orders, { keysInFlight, untimedOutputs }),
      floor: () => runDurableCallsFloor(orders, check.recordBytes, untimedOutputs),
      rounds: isQuick ? 2 : 6,
    });
    return {
      figures: [
        ratioFigure({ name: 'throughput', unit: '/s', limit: { atLeast: 0.5 } }, rounds, inputsPerSecond),
        ratioFigure({ name: 'p99 latency', unit: 'ms', limit: { atMost: 3 } }, rounds, ({ p99Ms }) => p99Ms),
      ],
      notes: [check.note, `The time is taken from output ${untimedOutputs} on.`, processorNote(rounds)],
    };
  },
};
