/** Counts things. */
export interface Counter {
  /** @param n default 1. */
  inc(n?: number): void;
  readonly count: number;
}

/** Counts things and how often they happen. */
export interface Meter {
  /** @param n default 1. */
  markEvent(n?: number): void;
  readonly count: number;
  /** Events per second, over the last minute. */
  readonly rate: number;
}

/** What the most recent values of a histogram look like. All zero when there are none. */
export interface HistogramStatistics {
  /** How many values the window holds. */
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Distribution of the most recent values. */
export interface Histogram {
  update(value: number): void;
  readonly statistics: HistogramStatistics;
}

/** The latest value of something. */
export interface Gauge {
  update(value: number | string): void;
  /** `undefined` before the first update. */
  readonly value: number | string | undefined;
}

/**
 * A named place for metrics. Every lookup gets or creates: asking again for a name, even with other arguments, gives the instance of the first time.
 */
export interface MetricGroup {
  /** A group below this one. */
  getSubGroup(name: string): MetricGroup;
  /** A group below this one for one value of a dimension, for example `('model', 'qwen3')`; apart from the group that is only named `key`. */
  getSubGroup(key: string, value: string): MetricGroup;
  counter(name: string): Counter;
  /** @param counter counts the events of the meter; default: one of its own. */
  meter(name: string, counter?: Counter): Meter;
  /** @param windowSize how many recent values are kept. Default 100. */
  histogram(name: string, windowSize?: number): Histogram;
  gauge(name: string): Gauge;
}
