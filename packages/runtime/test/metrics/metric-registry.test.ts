import { describe, expect, test } from 'vitest';
import { MetricRegistry } from '../../src/metrics/metric-registry.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { errorOf } from '../support/expect-error.js';

describe('asking again gives the same', () => {
  const registry = new MetricRegistry();
  const lookups: readonly (readonly [string, () => unknown])[] = [
    ['sub-group', () => registry.getSubGroup('group')],
    ['sub-group of a dimension value', () => registry.getSubGroup('model', 'small')],
    ['gauge', () => registry.gauge('gauge')],
    ['counter', () => registry.counter('counter')],
    ['meter', () => registry.meter('meter')],
    ['meter over a counter', () => registry.meter('meterOverCounter', registry.counter('counter'))],
    ['histogram', () => registry.histogram('histogram')],
    ['histogram with a window size', () => registry.histogram('sizedHistogram', 10)],
  ];

  test.each(lookups)('%s', (_, lookUp) => {
    expect(lookUp()).toBe(lookUp());
  });

  test('and the first arguments count: a histogram keeps its window, a meter its counter', () => {
    const metrics = new MetricRegistry();
    const histogram = metrics.histogram('histogram', 2);
    metrics.histogram('histogram', 100);
    for (const value of [1, 2, 3]) {
      histogram.update(value);
    }
    expect(histogram.statistics.count).toBe(2);
    const [first, second] = [metrics.counter('first'), metrics.counter('second')];
    metrics.meter('meter', first);
    metrics.meter('meter', second).markEvent();
    expect([first.count, second.count]).toEqual([1, 0]);
  });
});

describe('groups', () => {
  test('metrics of two groups with the same name are two metrics', () => {
    const registry = new MetricRegistry();
    registry.counter('count').inc();
    registry.getSubGroup('group').counter('count').inc(2);
    expect(registry.snapshot()).toEqual({ count: 1, 'group.count': 2 });
  });

  test('a group for a dimension value is apart from the group that has only the name', () => {
    const registry = new MetricRegistry();
    registry.getSubGroup('model').counter('count').inc();
    registry.getSubGroup('model', 'small').counter('count').inc(2);
    registry.getSubGroup('model', '').counter('count').inc(3);
    expect(registry.snapshot()).toEqual({ 'model.count': 1, 'model=small.count': 2, 'model=.count': 3 });
  });

  test('values that differ have groups that differ, whatever characters they are made of', () => {
    const registry = new MetricRegistry();
    const values = ['gpt-4.1', 'gpt-4_1', 'gpt-4=1', 'gpt-4%2E1', 'a.b.c', 'a.b=c', 'org/model:tag', ' ', '%'];
    values.forEach((value, index) => {
      registry
        .getSubGroup('model', value)
        .counter('count')
        .inc(index + 1);
    });
    expect(Object.values(registry.snapshot())).toEqual(values.map((_, index) => index + 1));
    for (const name of Object.keys(registry.snapshot())) {
      expect(name).toMatch(/^model=[^.=]*\.count$/);
    }
  });
});

describe('names', () => {
  test.each(['', 'a.b', 'a=b', '.', '='])('%j is refused for every kind of metric and group', (name) => {
    const registry = new MetricRegistry();
    const lookups = [
      () => registry.counter(name),
      () => registry.meter(name),
      () => registry.histogram(name),
      () => registry.gauge(name),
      () => registry.getSubGroup(name),
      () => registry.getSubGroup(name, 'value'),
    ];
    expect(lookups.map(errorOf)).toEqual(lookups.map(() => ({ code: 'METRIC_NAME_INVALID', path: 'name' })));
    expect(registry.snapshot()).toEqual({});
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('a histogram cannot keep %d values', (windowSize) => {
    expect(errorOf(() => new MetricRegistry().histogram('histogram', windowSize))).toEqual({
      code: 'METRIC_WINDOW_INVALID',
      path: 'windowSize',
    });
  });
});

describe('a snapshot', () => {
  test('has every metric of the group and the groups below it, by dotted name', () => {
    const clock = new ManualClock();
    const registry = new MetricRegistry(clock);
    registry.counter('counter').inc(3);
    registry.gauge('gauge').update('busy');
    const group = registry.getSubGroup('action', 'summarize').getSubGroup('calls');
    group.meter('meter').markEvent(30);
    group.histogram('histogram').update(5);
    expect(registry.snapshot()).toEqual({
      counter: 3,
      gauge: 'busy',
      'action=summarize.calls.meter.count': 30,
      'action=summarize.calls.meter.rate': 0.5,
      'action=summarize.calls.histogram.count': 1,
      'action=summarize.calls.histogram.min': 5,
      'action=summarize.calls.histogram.max': 5,
      'action=summarize.calls.histogram.mean': 5,
      'action=summarize.calls.histogram.p50': 5,
      'action=summarize.calls.histogram.p95': 5,
      'action=summarize.calls.histogram.p99': 5,
    });
  });

  test('of a group has the names within the group', () => {
    const registry = new MetricRegistry();
    const group = registry.getSubGroup('group');
    group.counter('count').inc();
    expect(group.snapshot()).toEqual({ count: 1 });
  });

  test('leaves out gauges that have no value yet', () => {
    const registry = new MetricRegistry();
    registry.gauge('gauge');
    expect(registry.snapshot()).toEqual({});
  });

  test('does not change with the metrics, and meters below use the clock of the registry', () => {
    const clock = new ManualClock();
    const registry = new MetricRegistry(clock);
    registry.getSubGroup('group').meter('meter').markEvent(60);
    const before = registry.snapshot();
    clock.advance(60_000);
    expect(before['group.meter.rate']).toBe(1);
    expect(registry.snapshot()['group.meter.rate']).toBe(0);
  });
});
