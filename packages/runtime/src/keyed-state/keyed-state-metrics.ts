import type { Counter, Gauge, MetricGroup } from '@millrace/api';

/** The built-in metrics of keyed state that is stored beside memory. */
export class KeyedStateMetrics {
  readonly #cachedKeys: Gauge;
  readonly #loads: Counter;
  readonly #evictions: Counter;

  constructor(group: MetricGroup) {
    this.#cachedKeys = group.gauge('cachedKeys');
    this.#loads = group.counter('numOfKeysLoaded');
    this.#evictions = group.counter('numOfKeysEvicted');
  }

  /** A key was not in memory. @param cachedKeys how many are now. */
  loaded(cachedKeys: number): void {
    this.#loads.inc();
    this.#cachedKeys.update(cachedKeys);
  }

  /** A key was dropped from memory. */
  evicted(): void {
    this.#evictions.inc();
  }
}
