import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CosineIndex } from '../../src/store/cosine-index.js';

const vector = fc
  .array(fc.integer({ min: -5, max: 5 }), { minLength: 3, maxLength: 3 })
  .map((values) => Float32Array.from(values));

describe('CosineIndex', () => {
  it('finds what comparing with everything finds', () => {
    fc.assert(
      fc.property(
        fc.array(vector, { maxLength: 20 }),
        vector,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 20 }),
        (vectors, wanted, limit, below) => {
          const index = new CosineIndex<number>(100);
          for (const [position, each] of vectors.entries()) index.put(String(position), position, each);
          const expected = vectors
            .map((each, position) => ({ position, cosine: cosine(wanted, each) }))
            .filter(({ position }) => position < below)
            .sort((left, right) => right.cosine - left.cosine)
            .slice(0, limit);
          const found = index.search(wanted, limit, (position) => position < below);

          expect(found.length).toBe(expected.length);
          for (const [rank, { score, item }] of found.entries()) {
            expect(score).toBeCloseTo(expected[rank]?.cosine ?? Number.NaN, 5);
            expect(cosine(wanted, vectors[item] ?? wanted)).toBeCloseTo(score, 5);
          }
        },
      ),
      { seed: 3, numRuns: 300 },
    );
  });

  it('replaces an item that is put again, which keeps its place', () => {
    const index = new CosineIndex<string>(10);
    index.put('a', 'first', Float32Array.of(1, 0));
    index.put('b', 'second', Float32Array.of(1, 0));
    index.put('a', 'changed', Float32Array.of(1, 0));

    expect(index.items()).toEqual(['changed', 'second']);
    expect(index.search(Float32Array.of(1, 0), 1, () => true)).toEqual([{ item: 'changed', score: 1 }]);
  });

  it('holds no more than its bound: the item added first makes room', () => {
    const index = new CosineIndex<string>(2);
    for (const id of ['a', 'b', 'a', 'c']) index.put(id, id, Float32Array.of(1));

    expect(index.items()).toEqual(['b', 'c']);
  });
});

function cosine(left: Float32Array, right: Float32Array): number {
  const dot = (a: Float32Array, b: Float32Array): number =>
    a.reduce((sum, value, position) => sum + value * (b[position] ?? 0), 0);
  const lengths = Math.sqrt(dot(left, left)) * Math.sqrt(dot(right, right));
  return lengths === 0 ? 0 : dot(left, right) / lengths;
}
