import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fifo } from '../../src/queue/fifo.js';

type Step =
  | { readonly do: 'add'; readonly count: number }
  | { readonly do: 'poll'; readonly count: number }
  | { readonly do: 'pollAt'; readonly offset: number }
  | { readonly do: 'clear' };

/** Steps with counts on both sides of the size from which a queue gives memory back. */
const count = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 8 }) }, fc.integer({ min: 500, max: 3000 }));

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), count }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('poll' as const), count }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pollAt' as const), offset: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
);

/** The queue, written down as an array that is pushed to and shifted from. */
class ArrayQueue implements Pick<Fifo<number>, 'length' | 'add' | 'peek' | 'poll' | 'pollAt' | 'toArray' | 'clear'> {
  #items: number[] = [];

  get length(): number {
    return this.#items.length;
  }

  add(item: number): void {
    this.#items.push(item);
  }

  peek(): number | undefined {
    return this.#items[0];
  }

  poll(): number | undefined {
    return this.#items.shift();
  }

  pollAt(offset: number): number | undefined {
    return this.#items.splice(offset, 1)[0];
  }

  toArray(): number[] {
    return [...this.#items];
  }

  clear(): void {
    this.#items = [];
  }
}

/** Everything that can be observed of `queue` while it takes the steps. */
function trace(queue: ArrayQueue | Fifo<number>, steps: readonly Step[]): readonly unknown[] {
  let next = 0;
  const polled: unknown[] = [];
  const take = (each: Step): void => {
    switch (each.do) {
      case 'add':
        for (let added = 0; added < each.count; added++) {
          queue.add(next++);
        }
        break;
      case 'poll':
        for (let times = 0; times < each.count; times++) {
          polled.push(queue.poll());
        }
        break;
      case 'pollAt':
        polled.push(queue.pollAt(each.offset));
        break;
      case 'clear':
        queue.clear();
        break;
    }
  };
  const seen = steps.map((each) => {
    take(each);
    return [queue.length, queue.peek()];
  });
  return [polled, seen, queue.toArray()];
}

test('a queue behaves as an array that is pushed to and shifted from', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30, size: 'max' }), (steps) => {
      expect(trace(new Fifo(), steps)).toEqual(trace(new ArrayQueue(), steps));
    }),
    { seed: 1, numRuns: 200 },
  );
});
