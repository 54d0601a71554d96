import {
  Agent,
  type EventLogger,
  InputEvent,
  MillraceError,
  OutputEvent,
  Tool,
  ToolMetadata,
  ToolResponse,
  type ToolType,
} from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { ActionExecutionError, AgentsExecutionEnvironment, JobFailedError, type Source } from '../../src/index.js';
import { ManualClock } from '../../src/testing/index.js';
import { CollectingLogger } from '../support/collecting-logger.js';
import { codeOf, failureOf } from '../support/failure-of.js';
import { Gate } from '../support/gate.js';
import { HandFedSource } from '../support/hand-fed-source.js';
import { RecordingSink, type SinkBehaviour } from '../support/recording-sink.js';
import { quiet, until } from '../support/until.js';

type Failing = Partial<Record<string, () => void | Promise<void>>>;

/** A tool that notes when it is opened and closed. */
class NotingTool extends Tool {
  readonly toolType: ToolType = 'function';
  readonly #note: (operation: string) => void | Promise<void>;

  constructor(name: string, note: (operation: string) => void | Promise<void>) {
    super(new ToolMetadata({ name, description: name, inputSchema: { type: 'object' } }));
    this.#note = note;
  }

  override async open(): Promise<void> {
    await this.#note('open');
  }

  override async close(): Promise<void> {
    await this.#note('close');
  }

  override async call(): Promise<ToolResponse> {
    return ToolResponse.success(null);
  }
}

/** A job with one of everything, all of which write to one log; `failing` says what fails, as `part operation`. */
function fullJob(failing: Failing): { readonly env: AgentsExecutionEnvironment; readonly log: string[] } {
  const log: string[] = [];
  const note = (part: string) => (operation: string) => {
    log.push(`${part} ${operation}`);
    return failing[`${part} ${operation}`]?.();
  };
  const sink = (name: string): RecordingSink => {
    const behaviour: Record<string, () => void | Promise<void>> = {};
    for (const operation of ['open', 'write', 'flush', 'close']) {
      behaviour[operation] = () => failing[`${name} ${operation}`]?.();
    }
    return new RecordingSink(behaviour as SinkBehaviour, name, log);
  };
  const eventLog = note('event log');
  const eventLogger: EventLogger = {
    open: () => eventLog('open'),
    append: () => {},
    flush: () => {},
    close: () => eventLog('close'),
  };
  const source: Source<number> = {
    id: 'numbers',
    replayable: true,
    read: function* () {
      log.push('source read');
      yield { value: 1, position: 0 };
    },
  };
  const agent = new Agent('full')
    .addResource('one', 'tool', new NotingTool('one', note('one')))
    .addResource('two', 'tool', new NotingTool('two', note('two')))
    .addAction('answer', [InputEvent], (_event, ctx) => {
      log.push('action runs');
      ctx.sendEvent(new OutputEvent(1));
      return failing['action runs']?.();
    });
  const env = new AgentsExecutionEnvironment({ eventLogger, logger: new CollectingLogger() });
  env.fromSource(source).keyBy(String).apply(agent).sinkTo(sink('sink')).deadLettersTo(sink('dead letters'));
  return { env, log };
}

const opening = ['sink open', 'dead letters open', 'one open', 'two open', 'event log open'];
const processing = ['source read', 'action runs', 'sink write', 'sink flush', 'dead letters flush'];
const closing = ['event log close', 'two close', 'one close', 'dead letters close', 'sink close'];

describe('what a job opens', () => {
  test('is opened in order before the first record is read, and closed in reverse order', async () => {
    const { env, log } = fullJob({});
    await env.execute();
    expect(log).toEqual([...opening, ...processing, ...closing]);
  });

  test.each([
    ['sink open', 0, ['sink close']],
    ['dead letters open', 1, ['dead letters close', 'sink close']],
    ['one open', 2, ['one close', 'dead letters close', 'sink close']],
    ['two open', 3, ['two close', 'one close', 'dead letters close', 'sink close']],
  ] as const)('is closed again, and nothing is read, when %s fails', async (part, index, expectedClosing) => {
    for (const fail of [
      () => {
        throw new Error(`cannot ${part}`);
      },
      async () => Promise.reject(new Error(`cannot ${part}`)),
    ]) {
      const { env, log } = fullJob({ [part]: fail });
      const failure = await failureOf(env.execute());
      expect(MillraceError.is(failure)).toBe(true);
      expect(String(failure)).toContain(`cannot ${part}`);
      expect(log).toEqual([...opening.slice(0, index + 1), ...expectedClosing]);
    }
  });

  test.each(['sink write', 'sink flush', 'dead letters flush', 'action runs'])(
    'is closed when %s fails, and that is what execute rejects with',
    async (part) => {
      for (const fail of [
        () => {
          throw new Error(`failure of ${part}`);
        },
        async () => Promise.reject(new Error(`failure of ${part}`)),
      ]) {
        const { env, log } = fullJob({ [part]: fail });
        const failure = await failureOf(env.execute());
        expect(failure).toBeInstanceOf(part === 'action runs' ? ActionExecutionError : JobFailedError);
        expect(Object(failure).cause).toEqual(new Error(`failure of ${part}`));
        expect(log.slice(-closing.length)).toEqual(closing);
      }
    },
  );

  test.each(['two close', 'one close', 'dead letters close', 'sink close'])(
    'is closed to the last, also when %s fails, which fails the job',
    async (part) => {
      const { env, log } = fullJob({
        [part]: () => {
          throw new Error(`cannot ${part}`);
        },
      });
      const failure = await failureOf(env.execute());
      expect(MillraceError.is(failure)).toBe(true);
      expect(
        JSON.stringify(failure, (_name, value: unknown) =>
          value instanceof Error ? [value.message, value.cause, Object(value).errors] : value,
        ),
      ).toContain(`cannot ${part}`);
      expect(log).toEqual([...opening, ...processing, ...closing]);
    },
  );

  test('the failure of a run is not hidden by what fails while everything is closed', async () => {
    const fail = (text: string) => () => {
      throw new Error(text);
    };
    const { env, log } = fullJob({
      'action runs': fail('the first failure'),
      'two close': fail('cannot close two'),
      'sink close': fail('cannot close sink'),
      'event log close': fail('cannot close log'),
    });
    expect(await failureOf(env.execute())).toMatchObject({
      code: 'ACTION_FAILED',
      cause: { message: 'the first failure' },
    });
    expect(log.slice(-closing.length)).toEqual(closing);
  });

  test('a plan that is refused opens nothing', async () => {
    const sink = new RecordingSink();
    const env = new AgentsExecutionEnvironment();
    const agent = new Agent().addAction('bad', ['attributes.x ==='], () => {});
    env.fromList([1]).keyBy(String).apply(agent).sinkTo(sink);
    expect(codeOf(await failureOf(env.execute()))).toMatch(/^TRIGGER_/);
    expect(sink.log).toEqual([]);
  });
});

describe('a source that fails', () => {
  const failingSources: readonly (readonly [string, () => Source<number>])[] = [
    ['when it is opened', () => ({ id: 'bad', replayable: true, read: fail })],
    [
      'when it is asked for the first record',
      () => ({ id: 'bad', replayable: true, read: () => ({ [Symbol.iterator]: fail }) }),
    ],
    [
      'after a record',
      () => ({
        id: 'bad',
        replayable: true,
        read: function* () {
          yield { value: 1, position: 0 };
          fail();
        },
      }),
    ],
    [
      'later',
      () => ({
        id: 'bad',
        replayable: true,
        read: async function* () {
          yield { value: 1, position: 0 };
          await quiet();
          fail();
        },
      }),
    ],
  ];

  function fail(): never {
    throw new Error('disk on fire');
  }

  test.each(failingSources)('%s fails the job, named', async (_when, makeSource) => {
    const sink = new RecordingSink();
    const env = new AgentsExecutionEnvironment({ logger: new CollectingLogger() });
    const other = new HandFedSource<number>('other');
    env.fromSource(other).union(env.fromSource(makeSource())).keyBy(String).apply(new Agent()).sinkTo(sink);
    const failure = await failureOf(env.execute());
    expect(failure).toBeInstanceOf(JobFailedError);
    expect(String(failure)).toBe('JobFailedError: The source bad failed: disk on fire');
    expect(Object(failure).cause).toEqual(new Error('disk on fire'));
    expect(sink.log.at(-1)).toBe('sink close');
    expect(other.signal?.aborted).toBe(true);
    expect(other.returned).toBe(true);
  });

  test.each([
    ['throws', fail],
    ['rejects', async () => fail()],
    ['never answers', () => new Promise<never>(() => {})],
    ['answers something else', () => 'done'],
  ])('to end when it is told to (it %s) does not keep the job from ending', async (_what, end) => {
    const sink = new RecordingSink();
    const env = new AgentsExecutionEnvironment({ logger: new CollectingLogger() });
    const iterator = {
      next: () => ({ done: false, value: { value: 1, position: 0 } }),
      return: end as () => never,
      [Symbol.iterator]: () => iterator,
    };
    const stop = new AbortController();
    const agent = new Agent().addAction('stop', [InputEvent], () => stop.abort());
    env
      .fromSource({ id: 'odd', replayable: false, read: () => iterator })
      .keyBy(String)
      .apply(agent)
      .sinkTo(sink);
    expect((await env.execute({ signal: stop.signal })).status).toBe('stopped');
    expect(sink.log.at(-1)).toBe('sink close');
  });
});

describe('when an action fails', () => {
  const failing = (behaviour: (input: unknown) => unknown): Agent =>
    new Agent().addAction('act', [InputEvent], async (event, ctx) => {
      ctx.sendEvent(new OutputEvent(event.input));
      await behaviour(event.input);
    });

  test('the source is closed and asked no more, and its signal is aborted', async () => {
    const source = new HandFedSource<string>();
    const env = new AgentsExecutionEnvironment({ logger: new CollectingLogger() });
    const agent = failing((input) => {
      if (input === 'bad') {
        throw new Error('bad input');
      }
    });
    const outputs = env
      .fromSource(source)
      .keyBy((key) => key)
      .apply(agent)
      .toList();
    const executing = failureOf(env.execute());
    source.give('good');
    source.give('bad');
    await executing;
    const { asked } = source;
    source.give('good');
    await quiet();
    expect(source.returned).toBe(true);
    expect(source.signal?.aborted).toBe(true);
    expect(source.asked).toBe(asked);
    expect(outputs.map(({ value }) => value)).toEqual(['good']);
  });

  test('a record that arrives while running calls are waited for is not taken any more', async () => {
    const clock = new ManualClock();
    const source = new HandFedSource<string>();
    const seen: unknown[] = [];
    const env = new AgentsExecutionEnvironment({
      logger: new CollectingLogger(),
      clock,
      listeners: [{ onEventProcessed: (_context, event) => void seen.push(event.attribute('input')) }],
    });
    const agent = new Agent().addAction('act', [InputEvent], async (event, ctx) => {
      if (event.input === 'bad') {
        throw new Error('bad input');
      }
      await ctx.durableExecuteAsync('hang', () => new Promise(() => {}));
    });
    env
      .fromSource(source)
      .keyBy((key) => key)
      .apply(agent);
    const executing = failureOf(env.execute());
    source.give('hang');
    source.give('bad');
    await until(() => clock.timerCount === 1);
    expect(source.returned).toBe(true);
    source.give('late');
    await quiet();
    clock.advance(10_000);
    expect(codeOf(await executing)).toBe('ACTION_FAILED');
    expect(seen).toEqual(['hang', 'bad']);
  });

  test('outputs that still wait for a slow sink are dropped: nothing is written once the sink is closed', async () => {
    const gate = new Gate();
    const sink = new RecordingSink({ write: () => gate.promise });
    const env = new AgentsExecutionEnvironment({ logger: new CollectingLogger() });
    const agent = failing(async (input) => {
      if (input === 3) {
        await quiet();
        throw new Error('three');
      }
    });
    env.fromList([1, 2, 3]).keyBy(String).apply(agent).sinkTo(sink);
    const executing = failureOf(env.execute());
    await quiet();
    await quiet();
    gate.open();
    expect(codeOf(await executing)).toBe('ACTION_FAILED');
    await quiet();
    expect(sink.violations).toEqual([]);
    expect(sink.outputs.map(({ value }) => value)).toEqual([1]);
    expect(sink.log).toEqual(['sink open', 'sink write', 'sink close']);
  });

  test('a write that never ends is waited for no longer than running calls are', async () => {
    const clock = new ManualClock();
    const sink = new RecordingSink({ write: () => new Promise(() => {}) });
    const env = new AgentsExecutionEnvironment({
      logger: new CollectingLogger(),
      clock,
      config: { 'call.settle-timeout': 500 },
    });
    const agent = failing(async (input) => {
      if (input === 2) {
        await quiet();
        throw new Error('two');
      }
    });
    env.fromList([1, 2]).keyBy(String).apply(agent).sinkTo(sink);
    const executing = failureOf(env.execute());
    await until(() => clock.timerCount > 0);
    clock.advance(500);
    expect(codeOf(await executing)).toBe('ACTION_FAILED');
    expect(clock.timerCount).toBe(0);
  });

  test('running calls are aborted and waited for, but no longer than configured', async () => {
    for (const reacts of [true, false]) {
      const clock = new ManualClock();
      const order: string[] = [];
      const env = new AgentsExecutionEnvironment({
        logger: new CollectingLogger(),
        clock,
        config: { 'call.settle-timeout': 500 },
      });
      const agent = new Agent()
        .addAction('call', [InputEvent], async (_event, ctx) => {
          await ctx.durableExecuteAsync(
            'call',
            ({ signal }) =>
              new Promise((resolve) => {
                signal.addEventListener('abort', () => {
                  order.push('aborted');
                  if (reacts) {
                    resolve(undefined);
                  }
                });
              }),
          );
        })
        .addAction('fail', [InputEvent], () => {
          throw new Error('failed');
        });
      env.fromList([1]).keyBy(String).apply(agent);
      const executing = failureOf(env.execute()).finally(() => order.push('ended'));
      await until(() => order.length > 0);
      await quiet();
      expect(order).toEqual(reacts ? ['aborted', 'ended'] : ['aborted']);
      clock.advance(500);
      expect(codeOf(await executing)).toBe('ACTION_FAILED');
      expect(clock.timerCount).toBe(0);
    }
  });

  test('calls that wait for their turn are not started any more', async () => {
    const started: unknown[] = [];
    const env = new AgentsExecutionEnvironment({
      logger: new CollectingLogger(),
      config: { 'num-async-threads': 1 },
    });
    const agent = new Agent().addAction('call', [InputEvent], async (event, ctx) => {
      if (event.input === 3) {
        await quiet();
        throw new Error('failed');
      }
      await ctx.durableExecuteAsync('call', async ({ signal }) => {
        started.push(event.input);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      });
    });
    env.fromList([1, 2, 3]).keyBy(String).apply(agent);
    expect(codeOf(await failureOf(env.execute()))).toBe('ACTION_FAILED');
    await quiet();
    expect(started).toEqual([1]);
  });

  test('no timer is left, neither of calls nor of idle sources', async () => {
    const clock = new ManualClock();
    const source = new HandFedSource<string>();
    const env = new AgentsExecutionEnvironment({ logger: new CollectingLogger(), clock });
    const agent = new Agent().addAction('act', [InputEvent], async (event, ctx) => {
      if (event.input === 'bad') {
        throw new Error('bad input');
      }
      await ctx.durableExecuteAsync({
        id: 'call',
        timeoutMs: 3_600_000,
        call: ({ signal }) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
      });
    });
    env
      .fromSource(source, {
        watermarks: { idleTimeoutMs: 60_000, createGenerator: () => ({ onTimestamp: () => undefined }) },
      })
      .keyBy((key) => key)
      .apply(agent);
    const executing = failureOf(env.execute());
    source.give('call');
    await until(() => clock.timerCount === 2);
    source.give('bad');
    await executing;
    expect(clock.timerCount).toBe(0);
  });
});
