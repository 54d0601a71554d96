import type { Contest } from '../harness/contest.js';
import type { Lap } from '../harness/lap.js';
import { checkFlushes } from '../rows/flush-check.js';
import type { Scale } from '../rows/row.js';
import { runDurableCalls } from '../workloads/durable-calls.js';
import { runDurableCallsFloor } from '../workloads/durable-calls-floor.js';
import { runInMemory } from '../workloads/in-memory.js';
import { runInMemoryFloor } from '../workloads/in-memory-floor.js';
import { type KeyChoice, keysInTurn, zipfKeys } from '../workloads/key-choice.js';
import { makeOrders, type Order } from '../workloads/order.js';

/** Both sides of a curve at one size. */
export interface CurveStep {
  readonly label: string;
  readonly contest: () => Promise<Omit<Contest<Lap, Lap>, 'rounds'>>;
}

/** Something that is measured at several sizes. */
export interface Curve {
  readonly id: string;
  readonly title: string;
  readonly axis: string;
  readonly steps: (scale: Scale) => readonly CurveStep[];
}

/** What a point needs to know. */
interface Point {
  readonly label: string;
  readonly keys: KeyChoice;
  readonly bytes: number;
  /** How many inputs to measure, of a usual number of them. */
  readonly share: number;
}

const keyPoints: readonly Point[] = [
  { label: '1', keys: keysInTurn(1), bytes: 100, share: 0.08 },
  { label: '10', keys: keysInTurn(10), bytes: 100, share: 0.4 },
  { label: '100', keys: keysInTurn(100), bytes: 100, share: 1 },
  { label: '1,000', keys: keysInTurn(1000), bytes: 100, share: 1 },
  { label: '10,000', keys: keysInTurn(10_000), bytes: 100, share: 1 },
  { label: 'Zipf', keys: zipfKeys(10_000), bytes: 100, share: 0.6 },
];

function sizePoints(keys: KeyChoice): readonly Point[] {
  return [
    { label: '100 B', keys, bytes: 100, share: 1 },
    { label: '1 KB', keys, bytes: 1000, share: 0.6 },
    { label: '10 KB', keys, bytes: 10_000, share: 0.15 },
  ];
}

function inMemoryStep({ label, keys, bytes, share }: Point, { isQuick }: Scale): CurveStep {
  const count = (isQuick ? 10_000 : 100_000) * Math.max(share, 0.5);
  return {
    label,
    contest: async () => {
      const orders = makeOrders({ count, keys, bytes });
      return { workload: () => runInMemory(orders), floor: () => runInMemoryFloor(orders) };
    },
  };
}

/** As many keys in flight as there are: the floor has no limit of its own. */
const keysInFlight = 10_000;

function durableStep({ label, keys, bytes, share }: Point, { isQuick }: Scale): CurveStep {
  const count = Math.round((isQuick ? 900 : 20_000) * share);
  return {
    label,
    contest: async () => {
      const { recordBytes } = await checkFlushes(makeOrders({ count: 300, keys, bytes }), keysInFlight);
      const orders: readonly Order[] = makeOrders({ count, keys, bytes });
      return {
        workload: () => runDurableCalls(orders, { keysInFlight }),
        floor: () => runDurableCallsFloor(orders, recordBytes),
      };
    },
  };
}

/** A plot each. */
export const curves: readonly Curve[] = [
  {
    id: 'in-memory-by-keys',
    title: 'A, in memory: inputs per second by number of keys',
    axis: 'keys, and 10,000 keys with a Zipf distribution',
    steps: (scale) => keyPoints.map((point) => inMemoryStep(point, scale)),
  },
  {
    id: 'in-memory-by-size',
    title: 'A, in memory: inputs per second by size of an input',
    axis: 'size of an input as JSON text, 10,000 keys',
    steps: (scale) => sizePoints(keysInTurn(10_000)).map((point) => inMemoryStep(point, scale)),
  },
  {
    id: 'durable-by-keys',
    title: 'C, durable: inputs per second by number of keys',
    axis: 'keys, all of them in flight, and 10,000 keys with a Zipf distribution',
    steps: (scale) => keyPoints.map((point) => durableStep(point, scale)),
  },
  {
    id: 'durable-by-size',
    title: 'C, durable: inputs per second by size of an input',
    axis: 'size of an input as JSON text, 64 keys',
    steps: (scale) => sizePoints(keysInTurn(64)).map((point) => durableStep(point, scale)),
  },
];
