import {
  type Counter,
  type Gauge,
  type Histogram,
  InvalidValueError,
  type Meter,
  type MetricGroup,
} from '@millrace/api';
import { type Clock, systemClock } from '../clock.js';
import { MinuteMeter, SimpleCounter, UpdatableGauge, WindowHistogram } from './metrics.js';

/** The value of every metric of a group and the groups below it, by dotted name: counts, rates (`….rate`), histogram statistics (`….p95`), gauges. */
export interface MetricSnapshot {
  readonly [name: string]: number | string;
}

/**
 * A group of metrics that are kept in memory and read by {@link MetricRegistry.snapshot}.
 *
 * Names have no `.` and no `=`, which separate groups and dimension values in snapshots. In a dimension value they are escaped as in a URL: `model=gpt-4%2E1`.
 */
export class MetricRegistry implements MetricGroup {
  readonly #clock: Clock;
  readonly #groups = new Map<string, MetricRegistry>();
  readonly #counters = new Map<string, SimpleCounter>();
  readonly #meters = new Map<string, MinuteMeter>();
  readonly #histograms = new Map<string, WindowHistogram>();
  readonly #gauges = new Map<string, UpdatableGauge>();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  getSubGroup(key: string, value?: string): MetricRegistry {
    // A dimension value comes from outside (a model's name, say) and may hold anything; a name is written in code.
    const name = value === undefined ? checkName(key) : `${checkName(key)}=${escapeValue(value)}`;
    return getOrCreate(this.#groups, name, () => new MetricRegistry(this.#clock));
  }

  counter(name: string): Counter {
    return getOrCreate(this.#counters, checkName(name), () => new SimpleCounter());
  }

  meter(name: string, counter?: Counter): Meter {
    return getOrCreate(
      this.#meters,
      checkName(name),
      () => new MinuteMeter(counter ?? new SimpleCounter(), this.#clock),
    );
  }

  histogram(name: string, windowSize = 100): Histogram {
    if (!Number.isSafeInteger(windowSize) || windowSize < 1) {
      throw new InvalidValueError('METRIC_WINDOW_INVALID', `A histogram cannot keep ${windowSize} values.`, {
        path: 'windowSize',
        hint: 'Use a whole number from 1.',
      });
    }
    return getOrCreate(this.#histograms, checkName(name), () => new WindowHistogram(windowSize));
  }

  gauge(name: string): Gauge {
    return getOrCreate(this.#gauges, checkName(name), () => new UpdatableGauge());
  }

  /** All metrics of this group and those below it, as they are now. Gauges without a value are left out. */
  snapshot(): MetricSnapshot {
    const values: { [name: string]: number | string } = {};
    this.#collect('', values);
    return values;
  }

  #collect(prefix: string, values: { [name: string]: number | string }): void {
    for (const [name, counter] of this.#counters) {
      values[`${prefix}${name}`] = counter.count;
    }
    for (const [name, meter] of this.#meters) {
      values[`${prefix}${name}.count`] = meter.count;
      values[`${prefix}${name}.rate`] = meter.rate;
    }
    for (const [name, histogram] of this.#histograms) {
      for (const [statistic, value] of Object.entries(histogram.statistics)) {
        values[`${prefix}${name}.${statistic}`] = value;
      }
    }
    for (const [name, gauge] of this.#gauges) {
      if (gauge.value !== undefined) {
        values[`${prefix}${name}`] = gauge.value;
      }
    }
    for (const [name, group] of this.#groups) {
      group.#collect(`${prefix}${name}.`, values);
    }
  }
}

function getOrCreate<T>(metrics: Map<string, T>, name: string, create: () => T): T {
  let metric = metrics.get(name);
  if (metric === undefined) {
    metric = create();
    metrics.set(name, metric);
  }
  return metric;
}

/** So that no two values share a group, and a snapshot's names can be taken apart. */
function escapeValue(value: string): string {
  return value.replaceAll('%', '%25').replaceAll('.', '%2E').replaceAll('=', '%3D');
}

function checkName(name: string): string {
  if (name === '' || /[.=]/.test(name)) {
    throw new InvalidValueError('METRIC_NAME_INVALID', `${JSON.stringify(name)} cannot name a metric or a group.`, {
      path: 'name',
      hint: 'Use a non-empty name without "." and "=".',
    });
  }
  return name;
}
