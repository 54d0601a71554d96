import {
  Agent,
  AgentConfiguration,
  type Event,
  type EventContext,
  type EventLogger,
  type EventLoggerOpenParams,
  InputEvent,
  OutputEvent,
} from '@millrace/api';
import { defineTool } from '@millrace/plan';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  AgentsExecutionEnvironment,
  boundedOutOfOrderness,
  formatJobReport,
  IterableSource,
  ListSink,
  MAX_WATERMARK,
  monotonousTimestamps,
  RuntimeOptions,
  type Source,
} from '../../src/index.js';
import { CollectingLogger } from '../support/collecting-logger.js';
import { codeOf, failureOf, thrownBy } from '../support/failure-of.js';
import { HandFedSource } from '../support/hand-fed-source.js';
import { RecordingSink } from '../support/recording-sink.js';
import { until } from '../support/until.js';

interface Order {
  readonly customer: string;
  readonly amount: number;
}

const orders: readonly Order[] = [
  { customer: 'ada', amount: 70 },
  { customer: 'bob', amount: 20 },
  { customer: 'ada', amount: 60 },
];

/** Puts out the sum of the amounts of each customer so far. */
function totals(): Agent {
  return new Agent('totals').addAction('add', [InputEvent], async (event, ctx) => {
    const { customer, amount } = Object(event.input);
    const before = await ctx.durableExecuteAsync('look up', () => ctx.runNumber);
    const total = (ctx.shortTermMemory.get<number>('total') ?? 0) + amount;
    ctx.shortTermMemory.set('total', total);
    ctx.sendEvent(new OutputEvent([customer, before, total]));
  });
}

function echo(): Agent {
  return new Agent('echo').addAction('echo', [InputEvent], (event, ctx) => ctx.sendEvent(new OutputEvent(event.input)));
}

describe('a job', () => {
  test('reads a list, keeps keys apart, and fills a list with outputs', async () => {
    const env = new AgentsExecutionEnvironment();
    const outputs = env
      .fromList(orders)
      .keyBy(({ customer }) => customer)
      .apply(totals())
      .toList();
    const report = await env.execute();
    expect(outputs.map(({ value }) => value)).toEqual([
      ['ada', 0, 70],
      ['bob', 0, 20],
      ['ada', 1, 130],
    ]);
    expect(outputs.map(({ key, timestamp }) => [key, timestamp])).toEqual([
      ['ada', undefined],
      ['bob', undefined],
      ['ada', undefined],
    ]);
    expect(report).toMatchObject({
      agentName: 'totals',
      status: 'finished',
      sources: [{ id: 'list', records: 3, bad: 0 }],
      inputsProcessed: 3,
      outputs: 3,
      deadLetters: 0,
      inputsAbandoned: 0,
      metrics: { numOfInputs: 3, keysInFlight: 0, 'action=add.numOfActionsExecuted': 3 },
    });
  });

  test('reports in a few lines what it did and what it guarantees', async () => {
    const env = new AgentsExecutionEnvironment({ config: { 'job-identifier': 'job 7' } });
    env
      .fromList(orders, { id: 'orders' })
      .keyBy(({ customer }) => customer)
      .apply(totals());
    const report = await env.execute();
    expect(formatJobReport({ ...report, durationMs: 1234 })).toBe(
      [
        'Job totals (job 7) finished after 1.2 s.',
        '  source orders: 3 records',
        '  3 inputs processed, 3 outputs, 0 dead letters',
        `  guarantee: ${report.guarantee}`,
      ].join('\n'),
    );
    expect(report.guarantee).toMatch(/^in memory: /);
    expect(
      formatJobReport({
        ...report,
        status: 'stopped',
        durationMs: 0,
        inputsAbandoned: 2,
        sources: [{ id: 'x', records: 5, bad: 1 }],
      }),
    ).toBe(
      [
        'Job totals (job 7) stopped after 0.0 s.',
        '  source x: 5 records, 1 of them bad',
        '  3 inputs processed, 3 outputs, 0 dead letters',
        '  2 inputs were begun and not finished',
        `  guarantee: ${report.guarantee}`,
      ].join('\n'),
    );
  });

  test('reads anything that can be iterated, at once or over time', async () => {
    function* generate(): Generator<number> {
      yield* [1, 2, 3];
    }
    async function* generateSlowly(): AsyncGenerator<number> {
      for (const value of generate()) {
        await new Promise((resolve) => setImmediate(resolve));
        yield value;
      }
    }
    for (const elements of [[1, 2, 3], new Set([1, 2, 3]), generate(), generateSlowly()]) {
      const env = new AgentsExecutionEnvironment();
      const outputs = env.fromList<number>(elements).keyBy(String).apply(echo()).toList();
      await env.execute();
      expect(outputs.map(({ value }) => value)).toEqual([1, 2, 3]);
    }
  });

  test('without input ends at once', async () => {
    const env = new AgentsExecutionEnvironment();
    const outputs = env.fromList([]).keyBy(String).apply(echo()).toList();
    expect((await env.execute()).status).toBe('finished');
    expect(outputs).toEqual([]);
  });

  test('finishes every run that is in progress when the input ends, also those behind them', async () => {
    const env = new AgentsExecutionEnvironment();
    const agent = new Agent().addAction('wait', [InputEvent], async (event, ctx) => {
      await ctx.durableExecuteAsync('wait', () => new Promise((resolve) => setImmediate(resolve)));
      ctx.sendEvent(new OutputEvent(event.input));
    });
    const outputs = env
      .fromList(Array.from({ length: 100 }, (_, index) => index))
      .keyBy((index) => index % 7)
      .apply(agent)
      .toList();
    await env.execute();
    expect(outputs.map(({ value }) => Number(value)).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, index) => index),
    );
  });

  test('takes records as they are when they are read: the source may go on changing them', async () => {
    const record = { list: [1] };
    function* changing(): Generator<typeof record> {
      yield record;
      record.list.push(2);
      yield record;
    }
    const env = new AgentsExecutionEnvironment();
    const agent = new Agent().addAction('late', [InputEvent], async (event, ctx) => {
      await ctx.durableExecuteAsync('wait', () => new Promise((resolve) => setImmediate(resolve)));
      ctx.sendEvent(new OutputEvent(event.input));
    });
    const outputs = env
      .fromList(changing())
      .keyBy(() => 'a')
      .apply(agent)
      .toList();
    await env.execute();
    expect(outputs.map(({ value }) => value)).toEqual([{ list: [1] }, { list: [1, 2] }]);
  });

  test('two jobs side by side do not know of each other', async () => {
    const run = async (values: readonly string[]): Promise<readonly unknown[]> => {
      const env = new AgentsExecutionEnvironment();
      const outputs = env
        .fromList(values)
        .keyBy(() => 'same key')
        .apply(echo())
        .toList();
      await env.execute();
      return outputs.map(({ value }) => value);
    };
    expect(await Promise.all([run(['a', 'b']), run(['c'])])).toEqual([['a', 'b'], ['c']]);
  });

  test('makes the same output ids every time it is given the same input and identifier', async () => {
    const ids = async (jobIdentifier: string): Promise<readonly string[]> => {
      const env = new AgentsExecutionEnvironment({ config: { 'job-identifier': jobIdentifier } });
      const outputs = env
        .fromList(orders)
        .keyBy(({ customer }) => customer)
        .apply(totals())
        .toList();
      await env.execute();
      return outputs.map(({ outputId }) => outputId);
    };
    const first = await ids('job');
    expect(new Set(first).size).toBe(3);
    expect(await ids('job')).toEqual(first);
  });
});

describe('sinks', () => {
  test('each of several gets every output, in order', async () => {
    const sinks = [new ListSink(), new ListSink()];
    const env = new AgentsExecutionEnvironment();
    const stream = env
      .fromList(['a', 'b', 'c'])
      .keyBy((key) => key)
      .apply(echo());
    const outputs = stream.toList();
    for (const sink of sinks) {
      stream.sinkTo(sink);
    }
    await env.execute();
    expect(outputs.map(({ value }) => value)).toEqual(['a', 'b', 'c']);
    for (const sink of sinks) {
      expect(sink.outputs).toEqual(outputs);
    }
  });

  test('a slow one and a quick one get the same outputs in the same order', async () => {
    const slow = new RecordingSink({ write: () => new Promise((resolve) => setImmediate(resolve)) });
    const quick = new RecordingSink();
    const env = new AgentsExecutionEnvironment();
    env
      .fromList(Array.from({ length: 20 }, (_, index) => index))
      .keyBy((index) => index)
      .apply(echo())
      .sinkTo(quick)
      .sinkTo(slow)
      .sinkTo(quick);
    await env.execute();
    const expected = Array.from({ length: 20 }, (_, index) => index);
    expect(slow.departures).toEqual(expected);
    expect(quick.departures).toEqual(expected.flatMap((value) => [value, value]));
    expect([...slow.violations]).toEqual([]);
  });

  test('are opened first, flushed when everything is written, and closed last', async () => {
    const log: string[] = [];
    const env = new AgentsExecutionEnvironment();
    env
      .fromList([1, 2])
      .keyBy(String)
      .apply(echo())
      .sinkTo(new RecordingSink({}, 'one', log))
      .sinkTo(new RecordingSink({}, 'two', log));
    await env.execute();
    expect(log).toEqual([
      'one open',
      'two open',
      'one write',
      'two write',
      'one write',
      'two write',
      'one flush',
      'two flush',
      'one close',
      'two close',
    ]);
  });
});

describe('event time', () => {
  const record = (timestamp: number) => ({ timestamp });

  test('comes from the source or from the record, and outputs carry it', async () => {
    const env = new AgentsExecutionEnvironment();
    const source: Source<string> = {
      id: 'timed',
      replayable: true,
      read: () => [
        { value: 'own', position: 0, timestamp: 11 },
        { value: 'none', position: 1 },
      ],
    };
    const byRecord = env.fromList<unknown>([record(22)], { timestampOf: (value) => Object(value).timestamp });
    const outputs = env
      .fromSource<unknown>(source)
      .union(byRecord)
      .keyBy(() => 1)
      .apply(echo())
      .toList();
    await env.execute();
    expect(new Set(outputs.map(({ timestamp }) => timestamp))).toEqual(new Set([11, 22, undefined]));
  });

  test('watermarks trail the records they follow, and the end of the input sends the last one', async () => {
    const sink = new RecordingSink();
    const env = new AgentsExecutionEnvironment();
    env
      .fromList([10, 30, 20, 40].map(record), {
        timestampOf: ({ timestamp }) => timestamp,
        watermarks: boundedOutOfOrderness(10),
      })
      .keyBy(() => 1)
      .apply(echo())
      .sinkTo(sink);
    await env.execute();
    expect(sink.departures).toEqual([
      record(10),
      { watermarkMs: -1 },
      record(30),
      { watermarkMs: 19 },
      record(20),
      record(40),
      { watermarkMs: 29 },
      { watermarkMs: MAX_WATERMARK },
    ]);
  });

  test('without a strategy there are no watermarks', async () => {
    const sink = new RecordingSink();
    const env = new AgentsExecutionEnvironment();
    env.fromList([1]).keyBy(String).apply(echo()).sinkTo(sink);
    await env.execute();
    expect(sink.departures).toEqual([1]);
  });

  test('of several sources the slowest decides, until it ends or is idle', async () => {
    const fast = new HandFedSource<number>('fast');
    const slow = new HandFedSource<number>('slow');
    const sink = new RecordingSink();
    const env = new AgentsExecutionEnvironment();
    env
      .fromSource(fast, { watermarks: monotonousTimestamps() })
      .union(env.fromSource(slow, { watermarks: monotonousTimestamps() }))
      .keyBy((value) => value)
      .apply(new Agent())
      .sinkTo(sink);
    const executing = env.execute();
    const watermarks = (): readonly unknown[] => sink.departures;
    fast.give(1, 100);
    slow.give(2, 50);
    await until(() => watermarks().length === 1);
    fast.give(3, 200);
    slow.give(4, 150);
    await until(() => watermarks().length === 2);
    slow.end();
    await until(() => watermarks().length === 3);
    fast.end();
    await executing;
    expect(watermarks()).toEqual([
      { watermarkMs: 49 },
      { watermarkMs: 149 },
      { watermarkMs: 199 },
      { watermarkMs: MAX_WATERMARK },
    ]);
  });
});

describe('several sources', () => {
  test('are read side by side, and the report tells them apart', async () => {
    const env = new AgentsExecutionEnvironment();
    const outputs = env
      .fromList([1, 2, 3], { id: 'one' })
      .union(env.fromList([4, 5], { id: 'two' }))
      .keyBy((value) => value)
      .apply(echo())
      .toList();
    const report = await env.execute();
    expect(new Set(outputs.map(({ value }) => value))).toEqual(new Set([1, 2, 3, 4, 5]));
    expect(report.sources).toEqual([
      { id: 'one', records: 3, bad: 0 },
      { id: 'two', records: 2, bad: 0 },
    ]);
  });

  test('need names of their own', () => {
    const env = new AgentsExecutionEnvironment();
    expect(codeOf(thrownBy(() => env.fromList([1]).union(env.fromList([2]))))).toBe('SOURCE_ID_DUPLICATE');
  });

  test('a quick one does not keep a slow one from being read', async () => {
    function* endless(): Generator<number> {
      for (let number = 0; ; number++) {
        yield number;
      }
    }
    const slow = new HandFedSource<number>('slow');
    const stop = new AbortController();
    const env = new AgentsExecutionEnvironment();
    const agent = new Agent().addAction('stop', ['type == "_input_event" && attributes.input == -1'], () => {
      stop.abort();
    });
    env
      .fromList(endless())
      .union(env.fromSource(slow))
      .keyBy((value) => value % 5)
      .apply(agent);
    const executing = env.execute({ signal: stop.signal });
    setImmediate(() => slow.give(-1));
    expect((await executing).status).toBe('stopped');
  });
});

describe('configuration and resources', () => {
  const shout = defineTool({
    name: 'shout',
    description: 'shouts',
    parameters: z.object({ text: z.string() }),
    call: ({ text }) => text.toUpperCase(),
  });
  const whisper = defineTool({
    name: 'shout',
    description: 'whispers',
    parameters: z.object({ text: z.string() }),
    call: ({ text }) => text.toLowerCase(),
  });
  const usesTool = (): Agent =>
    new Agent().addAction('describe', [InputEvent], (_event, ctx) =>
      ctx.sendEvent(new OutputEvent(ctx.getResource('shout', 'tool').description)),
    );

  test('may be nested, dotted, or set one by one until the job starts', async () => {
    const env = new AgentsExecutionEnvironment({ config: { stop: { grace: 5 }, 'in-flight-keys.max': 7 } });
    env.config.set(RuntimeOptions.maxPendingInputs, 9);
    const agent = new Agent().addAction('look', [InputEvent], (_event, ctx) => {
      ctx.sendEvent(
        new OutputEvent([
          ctx.config.get(RuntimeOptions.stopGraceMs),
          ctx.config.get(RuntimeOptions.maxKeysInFlight),
          ctx.config.get(RuntimeOptions.maxPendingInputs),
        ]),
      );
    });
    const outputs = env.fromList([1]).keyBy(String).apply(agent).toList();
    await env.execute();
    expect(outputs.map(({ value }) => value)).toEqual([[5, 7, 9]]);
  });

  test('a configuration object is used as it is', () => {
    const config = new AgentConfiguration({ a: 1 });
    expect(new AgentsExecutionEnvironment({ config }).config).toBe(config);
  });

  test.each([
    ['a value of the wrong type', { 'in-flight-keys.max': 'many' }, 'in-flight-keys.max'],
    ['a limit of nothing', { 'waiting-outputs.max': 0 }, 'waiting-outputs.max'],
    ['a negative duration', { 'call.settle-timeout': -1 }, 'call.settle-timeout'],
    ['a negative grace', { 'stop.grace': -1 }, 'stop.grace'],
  ])('%s is refused before anything runs', async (_what, config, path) => {
    const sink = new RecordingSink();
    const env = new AgentsExecutionEnvironment({ config });
    env.fromList([1]).keyBy(String).apply(echo()).sinkTo(sink);
    const failure = await failureOf(env.execute());
    expect(failure).toMatchObject({ code: 'CONFIG_VALUE_INVALID', path });
    expect(sink.outputs).toEqual([]);
  });

  test('resources of the environment are there for the agent, whose own win', async () => {
    for (const [agent, expected] of [
      [usesTool(), 'whispers'],
      [usesTool().addResource('shout', 'tool', shout), 'shouts'],
    ] as const) {
      const env = new AgentsExecutionEnvironment().addResource('shout', 'tool', whisper);
      const outputs = env.fromList([1]).keyBy(String).apply(agent).toList();
      await env.execute();
      expect(outputs.map(({ value }) => value)).toEqual([expected]);
    }
  });
});

describe('the event log of a job', () => {
  class MemoryEventLogger implements EventLogger {
    readonly lines: string[] = [];

    open({ jobId, taskName, subtaskIndex }: EventLoggerOpenParams): void {
      this.lines.push(`open ${jobId} ${taskName} ${subtaskIndex}`);
    }

    append({ eventType, key, runNumber }: EventContext, _event: Event): void {
      this.lines.push(`${eventType} ${key} ${runNumber}`);
    }

    flush(): void {}

    close(): void {
      this.lines.push('close');
    }
  }

  test('gets every event between open and close, from a logger or from one that is made for the job', async () => {
    const given = new MemoryEventLogger();
    const made: MemoryEventLogger[] = [];
    const make = (): MemoryEventLogger => {
      const logger = new MemoryEventLogger();
      made.push(logger);
      return logger;
    };
    const heard: string[] = [];
    for (const eventLogger of [given, make]) {
      const env = new AgentsExecutionEnvironment({
        eventLogger,
        config: { 'job-identifier': 'j' },
        listeners: [{ onEventProcessed: ({ eventType }) => void heard.push(eventType) }],
      });
      env
        .fromList(['x'])
        .keyBy((key) => key)
        .apply(echo());
      await env.execute();
    }
    for (const { lines } of [given, ...made]) {
      expect(lines).toEqual(['open j echo 0', '_input_event "x" 0', '_output_event "x" 0', 'close']);
    }
    expect(heard).toEqual(['_input_event', '_output_event', '_input_event', '_output_event']);
  });
});

describe('inputs that cannot be processed', () => {
  const inputs = ['good', 'no key', 'no time', 'throws', 'good'] as const;

  function environment(logger = new CollectingLogger()): {
    readonly env: AgentsExecutionEnvironment;
    readonly stream: ReturnType<ReturnType<ReturnType<AgentsExecutionEnvironment['fromSource']>['keyBy']>['apply']>;
  } {
    const env = new AgentsExecutionEnvironment({ logger });
    const source: Source<unknown> = {
      id: 'mixed',
      replayable: true,
      read: function* () {
        yield { position: 0, malformed: { reason: 'not text', text: '\u0000', line: 1 } };
        yield* inputs.map((value, index) => ({ value, position: index + 1 }));
        yield { value: Symbol('no value'), position: 6 };
      },
    };
    const stream = env
      .fromSource(source, { timestampOf: (value) => (value === 'no time' ? Number.NaN : undefined) })
      .keyBy((value) => {
        if (value === 'throws') {
          throw new Error('no key for you');
        }
        return value === 'no key' ? Number.NaN : 'key';
      })
      .apply(echo());
    return { env, stream };
  }

  test('fail the job, naming where they are', async () => {
    const { env } = environment();
    expect(await failureOf(env.execute())).toMatchObject({
      code: 'RECORD_MALFORMED',
      input: { sourceId: 'mixed', position: 0 },
    });
  });

  test('go to the dead-letter sink, if there is one, and the others are processed', async () => {
    const { env, stream } = environment();
    const deadLetters = new RecordingSink();
    const outputs = stream.deadLettersTo(deadLetters).toList();
    const report = await env.execute();
    expect(outputs.map(({ value }) => value)).toEqual(['good', 'good']);
    expect(deadLetters.outputs.map(({ value }) => value)).toMatchObject([
      { source: 'mixed', position: 0, line: 1, code: 'RECORD_MALFORMED', text: '\u0000' },
      { source: 'mixed', position: 2, code: 'KEY_INVALID', value: 'no key' },
      { source: 'mixed', position: 3, code: 'TIMESTAMP_INVALID', value: 'no time' },
      { source: 'mixed', position: 4, code: 'RECORD_UNUSABLE', value: 'throws' },
      { source: 'mixed', position: 6, code: 'VALUE_NOT_SERIALIZABLE' },
    ]);
    expect(report).toMatchObject({
      status: 'finished',
      sources: [{ id: 'mixed', records: 7, bad: 5 }],
      inputsProcessed: 2,
      deadLetters: 5,
    });
    expect(deadLetters.log).toEqual([
      'sink open',
      ...Array.from({ length: 5 }, () => 'sink write'),
      'sink flush',
      'sink close',
    ]);
  });
});

describe('an environment', () => {
  test('runs one agent, once', async () => {
    const env = new AgentsExecutionEnvironment();
    expect(codeOf(await failureOf(env.execute()))).toBe('ENVIRONMENT_NOT_EXECUTABLE');
    const keyed = env.fromList([1]).keyBy(String);
    keyed.apply(echo());
    expect(codeOf(thrownBy(() => keyed.apply(echo())))).toBe('ENVIRONMENT_ALREADY_APPLIED');
    await env.execute();
    expect(codeOf(await failureOf(env.execute()))).toBe('ENVIRONMENT_NOT_EXECUTABLE');
  });

  test('leaves the agent it was given as it was, so that others can run it, too', async () => {
    const agent = totals();
    for (let time = 0; time < 2; time++) {
      const env = new AgentsExecutionEnvironment();
      const outputs = env
        .fromList(orders)
        .keyBy(({ customer }) => customer)
        .apply(agent)
        .toList();
      await env.execute();
      expect(outputs.at(-1)?.value).toEqual(['ada', 1, 130]);
    }
  });

  test('listens for signals of the process only while the job runs, and not at all when it is told not to', async () => {
    const counts = (): readonly number[] => [process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')];
    const before = counts();
    const during: (readonly number[])[] = [];
    const run = async (handleSignals: boolean, fails: boolean): Promise<unknown> => {
      const env = new AgentsExecutionEnvironment({ logger: new CollectingLogger() });
      const agent = new Agent().addAction('look', [InputEvent], () => {
        during.push(counts());
        if (fails) {
          throw new Error('failed');
        }
      });
      env.fromList([1]).keyBy(String).apply(agent);
      return fails ? failureOf(env.execute({ handleSignals })) : env.execute({ handleSignals });
    };
    for (const [handleSignals, fails] of [
      [true, false],
      [true, true],
      [false, false],
    ] as const) {
      await run(handleSignals, fails);
      expect(counts()).toEqual(before);
    }
    const listening = before.map((count) => count + 1);
    expect(during).toEqual([listening, listening, before]);
  });

  test('reads a source that was made for it like one of its own', async () => {
    const env = new AgentsExecutionEnvironment();
    const outputs = env
      .fromSource(new IterableSource(['a'], 'mine'))
      .keyBy((key) => key)
      .apply(echo())
      .toList();
    expect((await env.execute()).sources).toEqual([{ id: 'mine', records: 1, bad: 0 }]);
    expect(outputs).toHaveLength(1);
  });
});
