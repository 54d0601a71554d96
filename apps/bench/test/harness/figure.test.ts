import { expect, test } from 'vitest';
import { isReached, plainFigure, ratioFigure } from '../../src/harness/figure.js';

test('a ratio is taken round by round, not of the medians', () => {
  const rounds = [
    { workload: 10, floor: 100 },
    { workload: 90, floor: 100 },
    { workload: 50, floor: 50 },
  ];
  const figure = ratioFigure({ name: 'throughput', unit: '/s', limit: { atLeast: 0.5 } }, rounds, (lap) => lap);
  expect(figure.workload.median / (figure.floor?.median ?? 0)).toBe(0.5);
  expect(figure.result).toEqual({ median: 0.9, min: 0.1, max: 1 });
});

test('a limit is reached by the median, from the side it is set on', () => {
  const figure = (values: readonly number[], limit: Parameters<typeof plainFigure>[0]['limit']) =>
    plainFigure({ name: 'memory', unit: 'B', limit }, values);
  expect(isReached(figure([1, 2, 9], { atMost: 2 }))).toBe(true);
  expect(isReached(figure([1, 3, 9], { atMost: 2 }))).toBe(false);
  expect(isReached(figure([1, 3, 9], { atLeast: 3 }))).toBe(true);
  expect(isReached(figure([1, 2, 9], { atLeast: 3 }))).toBe(false);
});
