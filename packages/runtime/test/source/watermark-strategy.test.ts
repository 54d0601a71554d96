import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boundedOutOfOrderness,
  MAX_WATERMARK,
  monotonousTimestamps,
  type WatermarkStrategy,
} from '../../src/source/watermark-strategy.js';
import { errorOf } from '../support/expect-error.js';

/** The watermarks behind records with these timestamps. */
function watermarksOf(strategy: WatermarkStrategy, timestamps: readonly number[]): readonly (number | undefined)[] {
  const generator = strategy.createGenerator();
  return timestamps.map((timestampMs) => generator.onTimestamp(timestampMs));
}

test('with monotonous timestamps the watermark trails the newest by one millisecond', () => {
  expect(watermarksOf(monotonousTimestamps(), [1000, 1001, 5000])).toEqual([999, 1000, 4999]);
});

test('with bounded out-of-orderness it trails by the bound and one millisecond', () => {
  expect(watermarksOf(boundedOutOfOrderness(100), [1000, 1050, 2000])).toEqual([899, 949, 1899]);
});

test('a record that is not newer than one before it brings no watermark', () => {
  expect(watermarksOf(boundedOutOfOrderness(100), [1000, 1000, 950, 1001])).toEqual([899, undefined, undefined, 900]);
});

test('timestamps before the epoch have watermarks, too', () => {
  expect(watermarksOf(monotonousTimestamps(), [-1000, 0, 1])).toEqual([-1001, -1, 0]);
});

test('each generator has watermarks of its own', () => {
  const strategy = monotonousTimestamps();
  expect(watermarksOf(strategy, [5000])).toEqual([4999]);
  expect(watermarksOf(strategy, [1000])).toEqual([999]);
});

test('the idle timeout is what it was given, by default none', () => {
  expect([monotonousTimestamps().idleTimeoutMs, boundedOutOfOrderness(1).idleTimeoutMs]).toEqual([
    undefined,
    undefined,
  ]);
  expect(monotonousTimestamps({ idleTimeoutMs: 10 }).idleTimeoutMs).toBe(10);
  expect(boundedOutOfOrderness(1, { idleTimeoutMs: 20 }).idleTimeoutMs).toBe(20);
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('a delay of %d is refused', (maxDelayMs) => {
  expect(errorOf(() => boundedOutOfOrderness(maxDelayMs))).toEqual({
    code: 'WATERMARK_DELAY_INVALID',
    path: 'maxDelayMs',
  });
});

test('no timestamp of a date is later than the last watermark', () => {
  expect(MAX_WATERMARK).toBeGreaterThan(8.64e15);
});

describe('whatever the timestamps', () => {
  const timestamps = fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 50, size: 'max' });

  test('watermarks grow, and a record within the bound is never late', () => {
    fc.assert(
      fc.property(fc.nat(300), timestamps, (maxDelayMs, all) => {
        const watermarks = watermarksOf(boundedOutOfOrderness(maxDelayMs), all);
        const emitted = watermarks.filter((watermark) => watermark !== undefined);
        expect(emitted).toEqual([...new Set(emitted)].toSorted((a, b) => a - b));
        const late = all.filter((timestampMs, index) => {
          const newest = Math.max(...all.slice(0, index));
          const before = watermarks.slice(0, index).filter((watermark) => watermark !== undefined);
          return timestampMs >= newest - maxDelayMs && before.some((watermark) => timestampMs <= watermark);
        });
        expect(late).toEqual([]);
        expect(emitted.at(-1)).toBe(all.length === 0 ? undefined : Math.max(...all) - maxDelayMs - 1);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });
});
