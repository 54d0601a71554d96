import { Agent, type Attributes, InputEvent, OutputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { AgentsExecutionEnvironment, monotonousTimestamps, type SourceRecord } from '../../src/index.js';
import { ManualClock } from '../../src/testing/index.js';
import { Gate } from '../support/gate.js';
import { HandFedSource } from '../support/hand-fed-source.js';
import { RecordingSink } from '../support/recording-sink.js';
import { quiet, until } from '../support/until.js';

/** Numbers without end. Counts how far it was read. */
class EndlessSource {
  readonly id = 'endless';
  readonly replayable = true;
  #position = 0;

  *read(): Generator<SourceRecord<number>> {
    for (; ; this.#position++) {
      yield { value: this.#position, position: this.#position };
    }
  }

  /** Records that were delivered. */
  get delivered(): number {
    return this.#position + 1;
  }
}

/** Every input waits for the gate of its number. */
function gated(gates: Map<unknown, Gate>): Agent {
  return new Agent().addAction('wait', [InputEvent], async (event, ctx) => {
    const gate = new Gate();
    gates.set(event.input, gate);
    await ctx.durableExecuteAsync({ id: 'wait', call: () => gate.promise, resource: String(event.input) });
    ctx.sendEvent(new OutputEvent(event.input));
  });
}

/** Runs a job over an endless source until nothing moves any more, hands it to `look`, and stops it. */
async function withStalledJob(
  setup: {
    readonly config?: Attributes;
    readonly agent: Agent;
    readonly source?: EndlessSource;
    readonly sink?: RecordingSink;
    readonly keyOf?: (value: number) => number;
  },
  look: (source: EndlessSource) => void | Promise<void>,
): Promise<void> {
  const {
    config = {},
    agent,
    source = new EndlessSource(),
    sink = new RecordingSink(),
    keyOf = (value) => value,
  } = setup;
  const stop = new AbortController();
  const env = new AgentsExecutionEnvironment({ config: { ...config, 'stop.grace': 0, 'call.settle-timeout': 0 } });
  env.fromSource(source).keyBy(keyOf).apply(agent).sinkTo(sink);
  const executing = env.execute({ signal: stop.signal });
  try {
    await quiet();
    await look(source);
  } finally {
    stop.abort();
    await executing;
  }
}

const echo = (): Agent =>
  new Agent().addAction('echo', [InputEvent], (event, ctx) => ctx.sendEvent(new OutputEvent(event.input)));

describe('a source is read no further than there is room', () => {
  test('for outputs that wait for a slow sink', async () => {
    const gates: Gate[] = [];
    const sink = new RecordingSink({
      write: () => {
        const gate = new Gate();
        gates.push(gate);
        return gate.promise;
      },
    });
    await withStalledJob({ config: { 'waiting-outputs.max': 5 }, agent: echo(), sink }, async (source) => {
      // What waits at the limit, and at most one record that was on its way.
      expect(source.delivered).toBeGreaterThanOrEqual(5);
      expect(source.delivered).toBeLessThanOrEqual(7);
      const before = source.delivered;
      gates.shift()?.open();
      await quiet();
      expect(source.delivered).toBe(before + 1);
      expect(sink.violations).toEqual([]);
      for (const gate of gates) {
        gate.open();
      }
    });
  });

  test('for keys in flight', async () => {
    const gates = new Map<unknown, Gate>();
    await withStalledJob({ config: { 'in-flight-keys.max': 3 }, agent: gated(gates) }, async (source) => {
      expect(source.delivered).toBe(3);
      expect([...gates.keys()]).toEqual([0, 1, 2]);
      gates.get(1)?.open();
      await quiet();
      expect(source.delivered).toBe(4);
      expect([...gates.keys()]).toEqual([0, 1, 2, 3]);
    });
  });

  test('for inputs behind an earlier input of their key', async () => {
    const gates = new Map<unknown, Gate>();
    const config = { 'pending-inputs.max': 4 };
    await withStalledJob({ config, agent: gated(gates), keyOf: () => 0 }, async (source) => {
      expect(source.delivered).toBe(5);
      gates.get(0)?.open();
      await quiet();
      // The next input has started, which made room for one more, though its own run goes on.
      expect([...gates.keys()]).toEqual([0, 1]);
      expect(source.delivered).toBe(6);
    });
  });

  test('for inputs of the one key that is full, also when other keys would have room', async () => {
    const gates = new Map<unknown, Gate>();
    const config = { 'pending-inputs.max': 100, 'pending-inputs.max-per-key': 2 };
    const keyOf = (value: number): number => (value < 3 ? value : 0);
    await withStalledJob({ config, agent: gated(gates), keyOf }, async (source) => {
      // 0 runs, 3 and 4 wait for it; 1 and 2 have keys of their own.
      expect(source.delivered).toBe(5);
      gates.get(1)?.open();
      await quiet();
      expect(source.delivered).toBe(5);
      gates.get(0)?.open();
      await quiet();
      expect(source.delivered).toBe(6);
    });
  });

  test('for several sources together', async () => {
    const gates = new Map<unknown, Gate>();
    const sources = [new HandFedSource<number>('one'), new HandFedSource<number>('two')] as const;
    for (let number = 0; number < 10; number++) {
      sources[0].give(number);
      sources[1].give(100 + number);
    }
    const stop = new AbortController();
    const env = new AgentsExecutionEnvironment({
      config: { 'in-flight-keys.max': 4, 'stop.grace': 0, 'call.settle-timeout': 0 },
    });
    env
      .fromSource(sources[0])
      .union(env.fromSource(sources[1]))
      .keyBy((value) => value)
      .apply(gated(gates));
    const executing = env.execute({ signal: stop.signal });
    await quiet();
    // Each source may have a record on its way when the last place is taken.
    expect(gates.size).toBeGreaterThanOrEqual(4);
    expect(gates.size).toBeLessThanOrEqual(5);
    expect(sources[0].asked + sources[1].asked).toBeLessThanOrEqual(6);
    stop.abort();
    await executing;
  });
});

test('a job that is slowed down everywhere still processes everything, in order per key', async () => {
  const sink = new RecordingSink({ write: () => new Promise((resolve) => setImmediate(resolve)) });
  const env = new AgentsExecutionEnvironment({
    config: {
      'in-flight-keys.max': 2,
      'pending-inputs.max': 3,
      'pending-inputs.max-per-key': 2,
      'waiting-outputs.max': 2,
      'num-async-threads': 1,
    },
  });
  const agent = new Agent().addAction('work', [InputEvent], async (event, ctx) => {
    await ctx.durableExecuteAsync('call', () => new Promise((resolve) => setImmediate(resolve)));
    ctx.sendEvent(new OutputEvent(event.input));
    ctx.sendEvent(new OutputEvent(event.input));
  });
  env
    .fromList(Array.from({ length: 200 }, (_, index) => index))
    .keyBy((value) => (value * 7) % 5)
    .apply(agent)
    .sinkTo(sink);
  const report = await env.execute();
  expect(report.inputsProcessed).toBe(200);
  expect(sink.violations).toEqual([]);
  for (let key = 0; key < 5; key++) {
    const ofKey = sink.outputs.filter((output) => output.key === key).map(({ value }) => Number(value));
    expect(ofKey).toEqual(ofKey.toSorted((a, b) => a - b));
    expect(ofKey).toHaveLength(80);
  }
});

test('a source that waits for room is not idle: its records are not late when they are read', async () => {
  const clock = new ManualClock();
  const gate = new Gate();
  const sink = new RecordingSink({ write: () => gate.promise });
  const [behind, ahead] = [new HandFedSource<number>('behind'), new HandFedSource<number>('ahead')];
  const env = new AgentsExecutionEnvironment({ clock, config: { 'waiting-outputs.max': 1 } });
  const watermarks = monotonousTimestamps({ idleTimeoutMs: 1000 });
  env
    .fromSource(behind, { watermarks })
    .union(env.fromSource(ahead, { watermarks }))
    .keyBy((value) => value)
    .apply(echo())
    .sinkTo(sink);
  const executing = env.execute();
  behind.give(1, 100);
  ahead.give(2, 500);
  behind.give(3, 101);
  ahead.give(4, 501);
  await quiet();
  clock.advance(5000);
  await quiet();
  gate.open();
  await until(() => sink.outputs.length === 4);
  await quiet();
  const early = sink.departures.slice(0, sink.departures.indexOf(3));
  expect(early).not.toContainEqual({ watermarkMs: 499 });
  behind.end();
  ahead.end();
  await executing;
});
