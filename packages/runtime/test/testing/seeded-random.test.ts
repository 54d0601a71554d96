import { expect, test } from 'vitest';
import { SeededRandom } from '../../src/testing/index.js';

const draw = (seed: number, count: number): readonly number[] => {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, () => random.number());
};

test('the same seed gives the same numbers, another seed others', () => {
  expect(draw(1, 100)).toEqual(draw(1, 100));
  expect(draw(1, 100)).not.toEqual(draw(2, 100));
});

test('numbers lie in [0, 1) and are spread evenly', () => {
  const numbers = draw(7, 10_000);
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  const tenths = Array.from({ length: 10 }, (_, tenth) =>
    numbers.filter((number) => Math.floor(number * 10) === tenth),
  );
  for (const { length } of tenths) {
    expect(length).toBeGreaterThan(900);
    expect(length).toBeLessThan(1100);
  }
});

test('below gives every whole number below the bound, and no other', () => {
  const random = new SeededRandom(3);
  const drawn = new Set(Array.from({ length: 1000 }, () => random.below(7)));
  expect(drawn).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
  expect(random.below(1)).toBe(0);
});
