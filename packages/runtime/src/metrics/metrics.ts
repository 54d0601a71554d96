import type { Counter, Gauge, Histogram, HistogramStatistics, Meter } from '@millrace/api';
import type { Clock } from '../clock.js';

/** Counts in a plain field. */
export class SimpleCounter implements Counter {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  inc(n = 1): void {
    this.#count += n;
  }
}

const meterWindowSeconds = 60;

/** Events per second over the last minute, counted in one bucket per second. */
export class MinuteMeter implements Meter {
  readonly #counter: Counter;
  readonly #clock: Clock;
  readonly #buckets = new Float64Array(meterWindowSeconds);
  #second: number;

  constructor(counter: Counter, clock: Clock) {
    this.#counter = counter;
    this.#clock = clock;
    this.#second = Math.floor(clock.now() / 1000);
  }

  get count(): number {
    return this.#counter.count;
  }

  get rate(): number {
    this.#forgetOldSeconds();
    return this.#buckets.reduce((sum, count) => sum + count, 0) / meterWindowSeconds;
  }

  markEvent(n = 1): void {
    this.#counter.inc(n);
    this.#forgetOldSeconds();
    const bucket = this.#second % meterWindowSeconds;
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + n;
  }

  #forgetOldSeconds(): void {
    const second = Math.floor(this.#clock.now() / 1000);
    const elapsed = Math.min(Math.max(0, second - this.#second), meterWindowSeconds);
    for (let past = 1; past <= elapsed; past++) {
      this.#buckets[(this.#second + past) % meterWindowSeconds] = 0;
    }
    if (second > this.#second) {
      this.#second = second;
    }
  }
}

/** Statistics over the most recent values, computed when they are asked for. */
export class WindowHistogram implements Histogram {
  readonly #values: Float64Array;
  #updates = 0;

  constructor(windowSize: number) {
    this.#values = new Float64Array(windowSize);
  }

  get statistics(): HistogramStatistics {
    const sorted = this.#values.slice(0, Math.min(this.#updates, this.#values.length)).sort();
    const count = sorted.length;
    if (count === 0) {
      return { count, min: 0, max: 0, mean: 0, p50: 0, p95: 0, p99: 0 };
    }
    const at = (index: number): number => sorted[index] ?? 0;
    // Nearest rank: the smallest value that at least this share of the values does not exceed.
    const percentile = (share: number): number => at(Math.ceil(share * count) - 1);
    return {
      count,
      min: at(0),
      max: at(count - 1),
      mean: sorted.reduce((sum, value) => sum + value, 0) / count,
      p50: percentile(0.5),
      p95: percentile(0.95),
      p99: percentile(0.99),
    };
  }

  update(value: number): void {
    this.#values[this.#updates % this.#values.length] = value;
    this.#updates++;
  }
}

/** Holds the value of the last update. */
export class UpdatableGauge implements Gauge {
  #value: number | string | undefined;

  get value(): number | string | undefined {
    return this.#value;
  }

  update(value: number | string): void {
    this.#value = value;
  }
}
