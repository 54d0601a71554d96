import type { Counter, Gauge, Histogram, Meter, MetricGroup } from '@millrace/api';

/** Counters, and nothing else a test of this package needs. */
export class InMemoryMetricGroup implements MetricGroup {
  readonly #groups = new Map<string, InMemoryMetricGroup>();
  readonly #counters = new Map<string, InMemoryCounter>();

  getSubGroup(key: string, value?: string): InMemoryMetricGroup {
    return getOrCreate(this.#groups, JSON.stringify([key, value]), () => new InMemoryMetricGroup());
  }

  counter(name: string): Counter {
    return getOrCreate(this.#counters, name, () => new InMemoryCounter());
  }

  meter(): Meter {
    throw new Error('Not needed here.');
  }

  histogram(): Histogram {
    throw new Error('Not needed here.');
  }

  gauge(): Gauge {
    throw new Error('Not needed here.');
  }
}

class InMemoryCounter implements Counter {
  count = 0;

  inc(n = 1): void {
    this.count += n;
  }
}

function getOrCreate<V>(map: Map<string, V>, name: string, create: () => V): V {
  const value = map.get(name) ?? create();
  map.set(name, value);
  return value;
}
