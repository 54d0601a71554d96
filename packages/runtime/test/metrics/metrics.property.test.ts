import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MinuteMeter, SimpleCounter, WindowHistogram } from '../../src/metrics/metrics.js';
import { ManualClock } from '../../src/testing/manual-clock.js';

const value = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.integer());

/** The smallest value that at least `percent` of the values do not exceed. */
function percentile(values: readonly number[], percent: number): number | undefined {
  return values
    .toSorted((a, b) => a - b)
    .find((candidate) => values.filter((each) => each <= candidate).length * 100 >= percent * values.length);
}

test('statistics of a histogram are those of a sorted array of its last values', () => {
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 300, size: 'max' }),
      fc.integer({ min: 1, max: 150 }),
      (values, windowSize) => {
        const histogram = new WindowHistogram(windowSize);
        for (const each of values) {
          histogram.update(each);
        }
        const window = values.slice(-windowSize);
        const { mean, ...exact } = histogram.statistics;
        expect(exact).toEqual({
          count: window.length,
          min: Math.min(...window),
          max: Math.max(...window),
          p50: percentile(window, 50),
          p95: percentile(window, 95),
          p99: percentile(window, 99),
        });
        expect(mean).toBeCloseTo(
          window.reduce((sum, each) => sum + each / window.length, 0),
          3,
        );
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

const mark = fc.record({ afterMs: fc.oneof(fc.nat(1500), fc.nat(100_000)), events: fc.nat(100) });

test('the rate of a meter is what was marked in this second and the 59 before it, per second', () => {
  fc.assert(
    fc.property(fc.nat(2_000_000_000), fc.array(mark, { maxLength: 100, size: 'max' }), (startMs, marks) => {
      const clock = new ManualClock(startMs);
      const meter = new MinuteMeter(new SimpleCounter(), clock);
      const all: { readonly second: number; readonly events: number }[] = [];
      for (const { afterMs, events } of marks) {
        clock.advance(afterMs);
        const now = Math.floor(clock.now() / 1000);
        meter.markEvent(events);
        all.push({ second: now, events });
        const recent = all.filter(({ second }) => second > now - 60).reduce((sum, each) => sum + each.events, 0);
        expect(meter.rate).toBeCloseTo(recent / 60, 9);
        expect(meter.count).toBe(all.reduce((sum, each) => sum + each.events, 0));
      }
    }),
    { seed: 2, numRuns: 300 },
  );
});
