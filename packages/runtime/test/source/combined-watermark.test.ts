import { expect, test } from 'vitest';
import { CombinedWatermark } from '../../src/source/combined-watermark.js';

test('one input is its own watermark', () => {
  const combined = new CombinedWatermark(1);
  expect([combined.advance(0, 1), combined.advance(0, 5)]).toEqual([1, 5]);
});

test('several inputs are as far as the last of them, and nothing is known before all have spoken', () => {
  const combined = new CombinedWatermark(2);
  expect(combined.advance(0, 10)).toBeUndefined();
  expect(combined.advance(1, 5)).toBe(5);
  expect(combined.advance(1, 20)).toBe(10);
  expect(combined.advance(0, 10)).toBeUndefined();
});

test('an input that goes back does not take the others with it', () => {
  const combined = new CombinedWatermark(1);
  combined.advance(0, 10);
  expect(combined.advance(0, 3)).toBeUndefined();
  expect(combined.advance(0, 10)).toBeUndefined();
  expect(combined.advance(0, 11)).toBe(11);
});

test('an idle input holds nobody back', () => {
  const combined = new CombinedWatermark(2);
  combined.advance(0, 10);
  expect(combined.markIdle(1)).toBe(10);
  expect(combined.advance(0, 20)).toBe(20);
});

test('when all are idle the watermark stays', () => {
  const combined = new CombinedWatermark(2);
  combined.advance(0, 10);
  combined.advance(1, 5);
  expect(combined.markIdle(1)).toBe(10);
  expect(combined.markIdle(0)).toBeUndefined();
});

test('an input that is active again holds the others back, but the watermark does not go back for it', () => {
  const combined = new CombinedWatermark(2);
  combined.advance(1, 5);
  combined.markIdle(1);
  expect(combined.advance(0, 10)).toBe(10);
  combined.markActive(1);
  expect(combined.advance(0, 20)).toBeUndefined();
  expect(combined.advance(1, 8)).toBeUndefined();
  expect(combined.advance(1, 15)).toBe(15);
});

test('a watermark makes an idle input active', () => {
  const combined = new CombinedWatermark(2);
  combined.markIdle(1);
  combined.advance(0, 10);
  expect(combined.advance(1, 12)).toBeUndefined();
  expect(combined.advance(0, 20)).toBe(12);
});
