import { interleave, type Round } from '../harness/contest.js';
import { ratioFigure } from '../harness/figure.js';
import { inputsPerSecond } from '../harness/lap.js';
import { processorNote } from '../harness/processor-note.js';
import { spreadOf } from '../harness/spread.js';
import { type InMemoryLap, runInMemory } from '../workloads/in-memory.js';
import { runInMemoryFloor } from '../workloads/in-memory-floor.js';
import { keysInTurn } from '../workloads/key-choice.js';
import { makeOrders } from '../workloads/order.js';
import type { Row, Scale } from './row.js';

/** What a floor has in progress that bounds it. The floor of the table does not, and collects more garbage. */
const maxBegun = 1024;

/** Two actions per input, everything in memory. */
export const inMemory: Row = {
  id: 'A',
  title: 'in memory: two actions per input, 10,000 keys',
  floor:
    'a promise chain per key with the same two functions, a Map per key, an array as outbox, an object with a random id per event',
  measure: async (scale) => {
    const orders = inMemoryOrders(scale);
    const rounds = await interleave({
      workload: () => runInMemory(orders),
      floor: () => runInMemoryFloor(orders),
      rounds: scale.isQuick ? 2 : 7,
    });
    const boundedRounds = await interleave({
      workload: () => runInMemory(orders),
      floor: () => runInMemoryFloor(orders, { maxBegun }),
      rounds: 3,
      warmsUp: false,
    });
    expectSameWork([...rounds, ...boundedRounds]);
    const ratio = spreadOf(
      boundedRounds.map(({ workload, floor }) => inputsPerSecond(workload) / inputsPerSecond(floor)),
    ).median;
    return {
      figures: [ratioFigure({ name: 'throughput', unit: '/s', limit: { atLeast: 0.4 } }, rounds, inputsPerSecond)],
      notes: [
        processorNote(rounds),
        `Against a floor that begins no more than ${maxBegun} inputs at a time, so that what it leaves stays in the caches of the processor: ratio ${ratio.toFixed(2)}.`,
      ],
    };
  },
};

export function inMemoryOrders({ isQuick }: Scale): ReturnType<typeof makeOrders> {
  return makeOrders({ count: isQuick ? 20_000 : 100_000, keys: keysInTurn(10_000), bytes: 100 });
}

/** @throws Error when workload and floor have not counted the same. */
export function expectSameWork(rounds: readonly Round<InMemoryLap, InMemoryLap>[]): void {
  for (const { workload, floor } of rounds) {
    if (workload.counted !== floor.counted) {
      throw new Error(`The workload counted ${workload.counted}, the floor ${floor.counted}.`);
    }
  }
}
