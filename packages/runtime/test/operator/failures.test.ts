import { Agent, InputEvent, OutputEvent, type RunnerContext } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { ActionExecutionError } from '../../src/index.js';
import type { OperatorHarness } from '../../src/testing/index.js';
import { codeOf, failureOf, thrownBy } from '../support/failure-of.js';
import { Gate } from '../support/gate.js';
import { openHarness, outputsOf } from '../support/open-harness.js';

/** Runs one action over one input, and gives what the harness fails with. */
async function failureOfAction(act: (ctx: RunnerContext) => unknown): Promise<ActionExecutionError> {
  const harness = await harnessOfAction(act);
  harness.process('input', { key: 'a' });
  const failure = await failureOf(harness.settle());
  expect(failure).toBeInstanceOf(ActionExecutionError);
  return failure as ActionExecutionError;
}

/** What an action returns is up to its author; the runtime has to cope with anything. */
function harnessOfAction(act: (ctx: RunnerContext) => unknown): Promise<OperatorHarness> {
  return openHarness(
    new Agent().addAction('act', [InputEvent], (_event, ctx) => act(ctx) as undefined | PromiseLike<void>),
  );
}

type Then = (resolve: () => void, reject: (reason: unknown) => void) => void;

/** Something with a method `then`, as libraries with promises of their own return. */
function thenable(then: Then, target: object = {}): object {
  return new Proxy(target, { get: (_target, name) => (name === 'then' ? then : undefined) });
}

describe('an action that fails', () => {
  test('fails the job with an error that names action, key, run and input', async () => {
    const harness = await openHarness(
      new Agent().addAction('check', [InputEvent], (event) => {
        if (event.input === 'bad') {
          throw new RangeError('too bad');
        }
      }),
    );
    harness.process('good', { key: ['eu', 7] });
    harness.process('bad', { key: ['eu', 7] });
    const failure = await failureOf(harness.settle());
    expect(failure).toMatchObject({
      code: 'ACTION_FAILED',
      actionName: 'check',
      key: ['eu', 7],
      runNumber: 1,
      input: { sourceId: 'harness', position: 1 },
      cause: new RangeError('too bad'),
    });
    expect(String(failure)).toBe(
      'ActionExecutionError: The action "check" failed for key ["eu", 7], run 1, input harness@1: too bad',
    );
  });

  test('leaves nothing: neither events nor memory', async () => {
    const harness = await harnessOfAction((ctx) => {
      ctx.sendEvent(new OutputEvent('sent'));
      ctx.shortTermMemory.set('written', true);
      throw new Error('failed');
    });
    harness.process(1, { key: 'a' });
    await failureOf(harness.settle());
    expect(harness.outputs).toEqual([]);
    expect(harness.shortTermMemory('a')).toEqual({});
  });

  test('stops everything else: no other action goes on after it', async () => {
    const gate = new Gate();
    const harness = await openHarness(
      new Agent().addAction('act', [InputEvent], async (event, ctx) => {
        if (event.input === 'fail') {
          throw new Error('failed');
        }
        await ctx.durableExecuteAsync('wait', () => gate.promise);
        ctx.sendEvent(new OutputEvent('too late'));
      }),
    );
    harness.process('wait', { key: 'a' });
    harness.process('fail', { key: 'b' });
    harness.process('wait', { key: 'c' });
    await failureOf(harness.settle());
    gate.open();
    await failureOf(harness.settle());
    expect(harness.outputs).toEqual([]);
    expect(harness.waitingTurns).toBe(0);
  });

  test.each([
    ['an error', new Error('text'), 'text'],
    ['an error that is no Error', new DOMException('text', 'AbortError'), 'text'],
    ['a string', 'text', 'text'],
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a symbol', Symbol('text'), 'Symbol(text)'],
    ['an object', { status: 1 }, '[object Object]'],
    ['a function', parseInt, String(parseInt)],
  ])('may throw %s, at once, later, or as rejection', async (_what, thrown, text) => {
    const acts: readonly ((ctx: RunnerContext) => unknown)[] = [
      () => {
        throw thrown;
      },
      async () => {
        await Promise.resolve();
        throw thrown;
      },
      () => Promise.reject(thrown),
      (ctx) => ctx.durableExecute('call', () => Promise.reject(thrown)),
      (ctx) =>
        ctx.durableExecuteAsync('call', () => {
          throw thrown;
        }),
    ];
    for (const act of acts) {
      const failure = await failureOfAction(act);
      expect(failure.cause).toBe(thrown);
      expect(failure.message).toContain(`input harness@0: ${text}`);
    }
  });

  test('an error of the engine, like a stack overflow, is a failure like any other', async () => {
    const recurse = (): number => recurse() + 1;
    expect((await failureOfAction(recurse)).cause).toBeInstanceOf(RangeError);
  });

  test('a throw in a finally block is the failure, also when a call failed before', async () => {
    const failure = await failureOfAction((ctx) =>
      ctx
        .durableExecuteAsync('call', () => Promise.reject(new Error('first')))
        .finally(() => {
          throw new Error('in finally');
        }),
    );
    expect(failure.cause).toEqual(new Error('in finally'));
  });

  test('the first failure is the one that is told, also when another action fails in the same turn', async () => {
    const harness = await openHarness(
      new Agent().addAction('act', [InputEvent], async (event) => {
        throw new Error(String(event.input));
      }),
    );
    harness.process('first', { key: 'a' });
    harness.process('second', { key: 'b' });
    expect(await failureOf(harness.settle())).toMatchObject({ key: 'a', cause: { message: 'first' } });
  });
});

describe('what an action returns', () => {
  test('a thenable is part of the invocation', async () => {
    const harness = await harnessOfAction((ctx) =>
      thenable((resolve) => {
        setImmediate(() => {
          ctx.sendEvent(new OutputEvent('from the thenable'));
          resolve();
        });
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.finish();
    expect(outputsOf(harness)).toEqual(['from the thenable']);
  });

  test.each([
    [
      'resolves twice',
      (resolve: () => void) => {
        resolve();
        resolve();
      },
    ],
    [
      'resolves and then throws',
      (resolve: () => void) => {
        resolve();
        throw new Error('ignored');
      },
    ],
    [
      'resolves and rejects',
      (resolve: () => void, reject: (reason: unknown) => void) => {
        resolve();
        reject(new Error('ignored'));
      },
    ],
  ])('a thenable that %s completes the invocation once', async (_what, then) => {
    const harness = await harnessOfAction((ctx) => {
      ctx.sendEvent(new OutputEvent('once'));
      return thenable(then);
    });
    harness.process(1, { key: 'a' });
    harness.process(2, { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['once', 'once']);
  });

  test.each([
    [
      'whose then throws',
      () =>
        thenable(() => {
          throw new Error('bad thenable');
        }),
    ],
    [
      'whose then cannot be read',
      () =>
        new Proxy(
          {},
          {
            get: (_target, name) => {
              if (name === 'then') {
                throw new Error('bad thenable');
              }
            },
          },
        ),
    ],
    [
      'that is a function',
      () =>
        thenable(
          (_resolve, reject) => reject(new Error('bad thenable')),
          () => {},
        ),
    ],
  ])('a thenable %s fails the action', async (_what, make) => {
    expect((await failureOfAction(make)).cause).toEqual(new Error('bad thenable'));
  });

  test('the promise of a durable call is waited for', async () => {
    const gate = new Gate();
    const harness = await harnessOfAction((ctx) => {
      ctx.sendEvent(new OutputEvent('after the call'));
      return ctx.durableExecute('call', () => gate.promise);
    });
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(harness.outputs).toEqual([]);
    gate.open();
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['after the call']);
  });

  test('any other value means nothing', async () => {
    for (const value of [0, 'text', null, Symbol('x'), { next: 1 }, [Promise.resolve()]]) {
      const harness = await harnessOfAction(() => value);
      harness.process(1, { key: 'a' });
      await harness.settle();
      expect(harness.isIdle).toBe(true);
    }
  });
});

describe('a context that is used when its invocation is over', () => {
  test('throws for memory, events, calls and random numbers, also through memory objects that were kept', async () => {
    const kept: RunnerContext[] = [];
    const harness = await harnessOfAction((ctx) => {
      ctx.shortTermMemory.newObject('object');
      kept.push(ctx);
    });
    harness.process(1, { key: 'a' });
    await harness.settle();
    const [ctx] = kept;
    if (ctx === undefined) {
      throw new Error('the action did not run');
    }
    const root = ctx.shortTermMemory;
    const uses: readonly (() => unknown)[] = [
      () => ctx.sendEvent(new OutputEvent(1)),
      () => ctx.durableExecute('call', () => 1),
      () => ctx.durableExecuteAsync('call', () => 1),
      () => ctx.random(),
      () => ctx.uuid(),
      () => root.get('x'),
      () => root.set('x', 1),
      () => root.has('x'),
      () => root.fields(),
      () => root.fieldNames(),
      () => root.update('x', () => 1),
      () => root.newObject('x'),
      () => root.getObject('object'),
      () => root.delete('x'),
      () => ctx.sensoryMemory.get('x'),
    ];
    expect(uses.map((use) => codeOf(thrownBy(use)))).toEqual(uses.map(() => 'CONTEXT_CLOSED'));
    expect(harness.outputs).toEqual([]);
    expect(harness.shortTermMemory('a')).toEqual({});
  });

  test('a forgotten await does not let an invocation write into a later run of its key', async () => {
    const gate = new Gate();
    const late: string[] = [];
    const harness = await harnessOfAction((ctx) => {
      if (ctx.runNumber === 0) {
        void (async () => {
          await gate.promise;
          late.push(codeOf(thrownBy(() => ctx.shortTermMemory.set('late', true))));
        })();
      }
    });
    harness.process(1, { key: 'a' });
    harness.process(2, { key: 'a' });
    await harness.settle();
    gate.open();
    await harness.settle();
    expect(late).toEqual(['CONTEXT_CLOSED']);
    expect(harness.shortTermMemory('a')).toEqual({});
  });

  test('closing the operator aborts signals and rejects what actions wait for; nothing of them shows', async () => {
    const seen: string[] = [];
    const harness = await openHarness(
      new Agent().addAction('wait', [InputEvent], async (event, ctx) => {
        ctx.sendEvent(new OutputEvent('never'));
        ctx.signal.addEventListener('abort', () => seen.push(`${event.input}: aborted`));
        try {
          await ctx[event.input === 'keep' ? 'durableExecute' : 'durableExecuteAsync']('call', ({ signal }) => {
            signal.addEventListener('abort', () => seen.push(`${event.input}: call aborted`));
            return new Promise(() => {});
          });
        } catch (error) {
          seen.push(`${event.input}: ${String(error)}`);
          seen.push(`${event.input}: ${codeOf(thrownBy(() => ctx.sendEvent(new OutputEvent('late'))))}`);
        }
      }),
    );
    harness.process('keep', { key: 1 });
    harness.process('yield', { key: 2 });
    await harness.settle();
    await harness.close();
    await harness.settle();
    for (const mode of ['keep', 'yield']) {
      expect(seen.filter((line) => line.startsWith(mode))).toEqual([
        `${mode}: aborted`,
        `${mode}: call aborted`,
        `${mode}: Error: The harness was closed.`,
        `${mode}: CONTEXT_CLOSED`,
      ]);
    }
    expect(harness.outputs).toEqual([]);
  });

  test('no timer of an aborted call is left', async () => {
    const harness = await harnessOfAction((ctx) =>
      ctx.durableExecuteAsync({ id: 'call', timeoutMs: 3_600_000, call: () => new Promise<void>(() => {}) }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(harness.clock.timerCount).toBe(1);
    await harness.close();
    expect(harness.clock.timerCount).toBe(0);
  });
});
