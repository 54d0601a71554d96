import type { Counter, Gauge, Histogram, Meter, MetricGroup } from '@millrace/api';

/** Counts, and shows what was counted below which names. Nothing else is measured by connections. */
export class CountingMetricGroup implements MetricGroup {
  readonly #counts: Map<string, number>;
  readonly #prefix: string;

  constructor(counts: Map<string, number> = new Map(), prefix = '') {
    this.#counts = counts;
    this.#prefix = prefix;
  }

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  getSubGroup(key: string, value?: string): MetricGroup {
    return new CountingMetricGroup(this.#counts, `${this.#prefix}${value === undefined ? key : `${key}=${value}`}/`);
  }

  counter(name: string): Counter {
    const counts = this.#counts;
    const path = `${this.#prefix}${name}`;
    return {
      inc: (n = 1) => counts.set(path, (counts.get(path) ?? 0) + n),
      get count(): number {
        return counts.get(path) ?? 0;
      },
    };
  }

  meter(): Meter {
    throw new Error('no connection uses meters');
  }

  histogram(): Histogram {
    throw new Error('no connection uses histograms');
  }

  gauge(): Gauge {
    throw new Error('no connection uses gauges');
  }
}
