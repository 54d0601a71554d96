import { expect, test } from 'vitest';
import { keysInTurn, zipfKeys } from '../../src/workloads/key-choice.js';

test('keys in turn come equally often', () => {
  expect(Array.from({ length: 6 }, (_, index) => keysInTurn(3)(index))).toEqual([0, 1, 2, 0, 1, 2]);
});

test('with a Zipf distribution the second key comes half as often as the first, and every run draws the same', () => {
  const draw = (): readonly number[] => {
    const keys = zipfKeys(100);
    return Array.from({ length: 100_000 }, (_, index) => keys(index));
  };
  const drawn = draw();
  const count = (key: number): number => drawn.filter((other) => other === key).length;
  expect(count(1) / count(0)).toBeCloseTo(0.5, 1);
  expect(count(9) / count(0)).toBeCloseTo(0.1, 1);
  expect(Math.max(...drawn)).toBe(99);
  expect(draw()).toEqual(drawn);
});
