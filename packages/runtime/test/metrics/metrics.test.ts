import { describe, expect, test } from 'vitest';
import { MinuteMeter, SimpleCounter, UpdatableGauge, WindowHistogram } from '../../src/metrics/metrics.js';
import { ManualClock } from '../../src/testing/manual-clock.js';

test('a counter counts by one, or by what it is told', () => {
  const counter = new SimpleCounter();
  expect(counter.count).toBe(0);
  counter.inc();
  counter.inc(41);
  expect(counter.count).toBe(42);
});

describe('a gauge', () => {
  test('has no value before the first update', () => {
    expect(new UpdatableGauge().value).toBeUndefined();
  });

  test.each([42, 0, -17, 2 ** 31 - 1, -(2 ** 31), 0.1, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, Number.MIN_VALUE])(
    'holds %d',
    (value) => {
      const gauge = new UpdatableGauge();
      gauge.update(value);
      expect(gauge.value).toBe(value);
    },
  );

  test('holds text, and the last of several updates', () => {
    const gauge = new UpdatableGauge();
    gauge.update(1);
    gauge.update('idle');
    expect(gauge.value).toBe('idle');
    gauge.update('');
    expect(gauge.value).toBe('');
  });
});

describe('a meter', () => {
  test('counts what it marks, with the counter it was given', () => {
    const counter = new SimpleCounter();
    counter.inc(5);
    const meter = new MinuteMeter(counter, new ManualClock());
    meter.markEvent();
    meter.markEvent(2);
    expect([meter.count, counter.count]).toEqual([8, 8]);
  });

  test('tells events per second over the last minute', () => {
    const clock = new ManualClock();
    const meter = new MinuteMeter(new SimpleCounter(), clock);
    meter.markEvent(60);
    expect(meter.rate).toBe(1);
    clock.advance(30_000);
    meter.markEvent(120);
    expect(meter.rate).toBe(3);
  });

  test('forgets what is a minute old, and nothing younger', () => {
    const clock = new ManualClock();
    const meter = new MinuteMeter(new SimpleCounter(), clock);
    meter.markEvent(60);
    clock.advance(1000);
    meter.markEvent(600);
    clock.advance(58_999);
    expect(meter.rate).toBe(11);
    clock.advance(1);
    expect(meter.rate).toBe(10);
    clock.advance(1000);
    expect(meter.rate).toBe(0);
    expect(meter.count).toBe(660);
  });

  test('forgets everything after a long silence, however long', () => {
    const clock = new ManualClock(1_700_000_000_123);
    const meter = new MinuteMeter(new SimpleCounter(), clock);
    meter.markEvent(60);
    clock.advance(365 * 24 * 3_600_000);
    expect(meter.rate).toBe(0);
    meter.markEvent(60);
    expect(meter.rate).toBe(1);
  });

  test('a steady stream has its rate, whenever it is asked after the first minute', () => {
    const clock = new ManualClock(500);
    const meter = new MinuteMeter(new SimpleCounter(), clock);
    const rates = new Set<number>();
    for (let second = 0; second < 200; second++) {
      meter.markEvent(7);
      if (second >= 60) {
        rates.add(meter.rate);
      }
      clock.advance(1000);
    }
    expect([...rates]).toEqual([7]);
  });

  test('a clock that is set back loses no count and forgets nothing early', () => {
    let nowMs = 100_000;
    const meter = new MinuteMeter(new SimpleCounter(), { now: () => nowMs, setTimer: () => ({ cancel: () => {} }) });
    meter.markEvent(60);
    nowMs = 40_000;
    meter.markEvent(60);
    expect(meter.rate).toBe(2);
    nowMs = 130_000;
    expect(meter.rate).toBe(2);
  });
});

describe('a histogram', () => {
  test('is all zero when it has no values', () => {
    expect(new WindowHistogram(10).statistics).toEqual({ count: 0, min: 0, max: 0, mean: 0, p50: 0, p95: 0, p99: 0 });
  });

  test('tells one value as every statistic', () => {
    const histogram = new WindowHistogram(10);
    histogram.update(-3.5);
    expect(histogram.statistics).toEqual({
      count: 1,
      min: -3.5,
      max: -3.5,
      mean: -3.5,
      p50: -3.5,
      p95: -3.5,
      p99: -3.5,
    });
  });

  test('tells percentiles that are values that occurred', () => {
    const histogram = new WindowHistogram(100);
    for (let value = 100; value >= 1; value--) {
      histogram.update(value);
    }
    expect(histogram.statistics).toEqual({ count: 100, min: 1, max: 100, mean: 50.5, p50: 50, p95: 95, p99: 99 });
  });

  test('keeps the most recent values only', () => {
    const histogram = new WindowHistogram(3);
    for (const value of [1000, 1, 2, 3]) {
      histogram.update(value);
    }
    expect(histogram.statistics).toMatchObject({ count: 3, min: 1, max: 3, mean: 2 });
  });

  test('sorts numbers as numbers, and asking changes nothing', () => {
    const histogram = new WindowHistogram(10);
    for (const value of [10, 9, -1, 100]) {
      histogram.update(value);
    }
    const first = histogram.statistics;
    expect(first).toMatchObject({ min: -1, max: 100, p50: 9 });
    expect(histogram.statistics).toEqual(first);
  });
});
