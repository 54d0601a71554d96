import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KeySegment } from '../../src/queue/key-segment.js';
import { SegmentedQueue } from '../../src/queue/segmented-queue.js';

type Step =
  | { readonly do: 'arrive'; readonly key: number }
  | { readonly do: 'finish'; readonly key: number }
  | { readonly do: 'watermark' }
  | { readonly do: 'pop' };

const allKeys = [0, 1, 2, 3, 4];

const key = fc.constantFrom(...allKeys);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('arrive' as const), key }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('finish' as const), key }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('watermark' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pop' as const) }) },
);

interface Observed {
  readonly segments: readonly (readonly number[])[];
  readonly watermarks: readonly number[];
}

/** The queue, written down with plain lists: a segment is a list of keys. */
class NaiveQueue {
  readonly #segments: number[][] = [];
  readonly #watermarks: number[] = [];

  addKeyToLastSegment(key: number): void {
    if (this.#segments.length === 0) {
      this.#segments.push([]);
    }
    this.#segments.at(-1)?.push(key);
  }

  addWatermark(watermark: number): void {
    this.#watermarks.push(watermark);
    this.#segments.push([]);
  }

  removeKey(key: number): boolean {
    const segment = this.#segments.find((keys) => keys.includes(key));
    segment?.splice(segment.indexOf(key), 1);
    return segment !== undefined;
  }

  popOldestWatermark(): number | undefined {
    if (this.#watermarks.length === 0 || this.#segments[0]?.length !== 0) {
      return undefined;
    }
    this.#segments.shift();
    return this.#watermarks.shift();
  }

  observe(): Observed {
    return {
      segments: this.#segments.map((keys) => keys.toSorted((a, b) => a - b)),
      watermarks: [...this.#watermarks],
    };
  }
}

function observe(queue: SegmentedQueue<number>): Observed {
  return {
    segments: queue.segments.map((segment) => allKeys.flatMap((each) => Array(segment.count(each)).fill(each))),
    watermarks: queue.watermarks,
  };
}

function take(queue: NaiveQueue | SegmentedQueue<number>, each: Step, watermark: number): unknown {
  switch (each.do) {
    case 'arrive':
      queue.addKeyToLastSegment(each.key);
      return undefined;
    case 'finish':
      return queue.removeKey(each.key);
    case 'watermark':
      queue.addWatermark(watermark);
      return undefined;
    case 'pop':
      return queue.popOldestWatermark();
  }
}

test('the queue behaves as its description in plain lists, used in any order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const queue = new SegmentedQueue<number>();
      const naive = new NaiveQueue();
      steps.forEach((each, index) => {
        expect(take(queue, each, index)).toBe(take(naive, each, index));
        expect(observe(queue)).toEqual(naive.observe());
        expect(queue.segments.length - queue.watermarks.length).toBeOneOf([0, 1]);
      });
    }),
    { seed: 1, numRuns: 1000 },
  );
});

/** A subtask that always releases what it can after each step, with the arrival number of everything that is in the queue. */
class Subtask {
  readonly queue = new SegmentedQueue<number>();
  readonly unfinished: { readonly key: number; readonly arrival: number; readonly segment: KeySegment<number> }[] = [];
  readonly held: number[] = [];

  /** Returns the watermarks that left. */
  take(each: Step, arrival: number): readonly number[] {
    if (each.do === 'arrive') {
      this.unfinished.push({ key: each.key, arrival, segment: this.queue.addKeyToLastSegment(each.key) });
    } else if (each.do === 'finish') {
      this.#finish(each.key);
    } else {
      this.queue.addWatermark(arrival);
      this.held.push(arrival);
    }
    const left: number[] = [];
    for (let next = this.queue.popOldestWatermark(); next !== undefined; next = this.queue.popOldestWatermark()) {
      left.push(next);
    }
    return left;
  }

  hasUnfinishedBefore(arrival: number): boolean {
    return this.unfinished.some((input) => input.arrival < arrival);
  }

  /** Inputs of a key finish in the order in which they arrived. */
  #finish(key: number): void {
    const index = this.unfinished.findIndex((input) => input.key === key);
    const [finished] = index === -1 ? [] : this.unfinished.splice(index, 1);
    this.queue.removeKey(key, finished?.segment);
  }
}

test('a watermark never passes an unfinished older input, and none stays when nothing is in front of it', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100, size: 'max' }), (steps) => {
      const subtask = new Subtask();
      steps.forEach((each, arrival) => {
        const left = subtask.take(each, arrival);
        expect(left).toEqual(subtask.held.splice(0, left.length));
        expect(left.filter((watermark) => subtask.hasUnfinishedBefore(watermark))).toEqual([]);
        expect(subtask.held.filter((watermark) => !subtask.hasUnfinishedBefore(watermark))).toEqual([]);
      });
    }),
    { seed: 2, numRuns: 2000 },
  );
});
