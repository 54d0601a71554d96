import { expect, test } from 'vitest';
import { quantile, spreadOf } from '../../src/harness/spread.js';

test('the median of an even number of values lies between the two in the middle', () => {
  expect(spreadOf([4, 1, 10, 2])).toEqual({ median: 3, min: 1, max: 10 });
});

test('the median of an odd number of values is one of them', () => {
  expect(spreadOf([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9 });
});

test('there is no median of nothing', () => {
  expect(() => spreadOf([])).toThrow(RangeError);
});

test('a quantile is the value that the share does not exceed', () => {
  const values = Float64Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(quantile(values, 0.99)).toBe(99);
  expect(quantile(values, 1)).toBe(100);
  expect(quantile(values, 0)).toBe(1);
});
