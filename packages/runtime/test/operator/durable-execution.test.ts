import { Agent, type DurableCall, defineEvent, InputEvent, OutputEvent, type RunnerContext } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DurableCallTimeoutError } from '../../src/index.js';
import { codeOf, failureOf, thrownBy } from '../support/failure-of.js';
import { Gate } from '../support/gate.js';
import { openHarness, outputsOf } from '../support/open-harness.js';

/** Lets everything run that waits for nothing but the event loop, except turns. */
const nextRound = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const NumberEvent = defineEvent('number', z.object({ num: z.number() }));

/** What is wrong with a call, the call, and the path of the error. */
const unusableCalls: readonly (readonly [string, object, string])[] = [
  ['an empty id', { id: '', call: () => 1 }, 'id'],
  ['nothing to call', { id: 'x', call: 'not a function' }, 'call'],
  ['a timeout of zero', { id: 'x', call: () => 1, timeoutMs: 0 }, 'timeoutMs'],
  ['a timeout that is not a number', { id: 'x', call: () => 1, timeoutMs: Number.NaN }, 'timeoutMs'],
];

/** Calls with the number of the input, and puts out twice what an action after that finds in memory. */
function callingAgent(mode: 'durableExecute' | 'durableExecuteAsync', call: (num: number) => number): Agent {
  return new Agent()
    .addAction('call', [InputEvent], async (event, ctx) => {
      const num = await ctx[mode]('call', () => call(Number(event.input)));
      ctx.shortTermMemory.set('num', num);
      ctx.sendEvent(new NumberEvent({ num }));
    })
    .addAction('double', [NumberEvent], (_event, ctx) => {
      ctx.sendEvent(new OutputEvent((ctx.shortTermMemory.get<number>('num') ?? Number.NaN) * 2));
    });
}

describe.each(['durableExecute', 'durableExecuteAsync'] as const)('%s', (mode) => {
  test('gives the action what the call returned, and the run goes on from there', async () => {
    const harness = await openHarness(callingAgent(mode, (num) => num * 10));
    harness.process(5, { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual([100]);
  });

  test('calls of different keys run side by side, those of one run one after another', async () => {
    const gate = new Gate();
    const started: string[] = [];
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (_event, ctx) => {
        for (const id of ['one', 'two']) {
          await ctx[mode](id, async () => {
            started.push(`${String(ctx.key)} ${id}`);
            await gate.promise;
          });
        }
      }),
    );
    harness.process(1, { key: 'a' });
    harness.process(1, { key: 'b' });
    await harness.settle();
    expect(started).toEqual(['a one', 'b one']);
    gate.open();
    await harness.settle();
    expect(started).toEqual(['a one', 'b one', 'a two', 'b two']);
  });

  test('an error reaches the action as the object that was thrown, and may be handled', async () => {
    const thrown = Object.assign(new TypeError('no service'), { status: 503 });
    let calls = 0;
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (_event, ctx) => {
        try {
          await ctx[mode]('call', () => {
            calls++;
            throw thrown;
          });
        } catch (error) {
          ctx.sendEvent(new OutputEvent(`ERROR: ${error === thrown}`));
        }
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['ERROR: true']);
    expect(calls).toBe(1);
  });

  test('an error nobody handles fails the action and names it, with the error as cause', async () => {
    const thrown = new Error('no service');
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (_event, ctx) => {
        await ctx[mode]('call', async () => {
          throw thrown;
        });
      }),
    );
    harness.process(1, { key: 'a' });
    const failure = await failureOf(harness.settle());
    expect(failure).toMatchObject({ code: 'ACTION_FAILED', actionName: 'call', key: 'a', runNumber: 0, cause: thrown });
  });

  test('a call that returns nothing gives undefined, one that returns null gives null', async () => {
    const results: unknown[] = [];
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (_event, ctx) => {
        results.push(await ctx[mode]('nothing', () => undefined));
        results.push(await ctx[mode]('null', async () => null));
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(results).toEqual([undefined, null]);
  });

  test('the result is a frozen copy, class instances taken through toJSON, as a replay would give it', async () => {
    const list = [1, 2];
    const result = { list, when: new Date(5), big: 7n, url: new URL('https://example.org/x'), left: undefined };
    let received: unknown;
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (_event, ctx) => {
        received = await ctx[mode]('call', () => result);
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    list.push(3);
    expect(received).toEqual({ list: [1, 2], when: new Date(5), big: 7n, url: 'https://example.org/x' });
    expect(Object.isFrozen(received)).toBe(true);
  });

  test('a result that cannot be kept is refused, naming where it is', async () => {
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (_event, ctx) => {
        await ctx[mode]('look-up', () => ({ rows: [{ close: () => 1 }] }));
      }),
    );
    harness.process(1, { key: 'a' });
    expect(await failureOf(harness.settle())).toMatchObject({
      cause: { code: 'VALUE_NOT_SERIALIZABLE', path: 'result of look-up.rows[0].close' },
    });
  });

  test('the context throws inside the call', async () => {
    const inside: string[] = [];
    const later: string[] = [];
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (_event, ctx) => {
        const uses = [
          () => ctx.shortTermMemory.set('x', 1),
          () => ctx.shortTermMemory.get('x'),
          () => ctx.sensoryMemory.fieldNames(),
          () => ctx.sendEvent(new OutputEvent(1)),
        ];
        for (const use of [...uses, () => ctx.random(), () => ctx.uuid()]) {
          inside.push(codeOf(await failureOf(ctx[mode]('call', use))));
        }
        for (const use of uses) {
          later.push(codeOf(await failureOf(ctx[mode]('call', () => Promise.resolve().then(use)))));
        }
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(inside).toEqual(Array.from({ length: 6 }, () => 'CONTEXT_IN_DURABLE_CALL'));
    const expected = mode === 'durableExecute' ? 'CONTEXT_IN_DURABLE_CALL' : 'CONTEXT_NOT_IN_TURN';
    expect(later).toEqual(Array.from({ length: 4 }, () => expected));
    expect(harness.outputs).toEqual([]);
  });

  test('a call that takes longer than its timeout rejects, and its signal is aborted', async () => {
    let signal: AbortSignal | undefined;
    let failure: unknown;
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (_event, ctx) => {
        const slow: DurableCall<string> = {
          id: 'slow',
          timeoutMs: 100,
          call: (call) => {
            signal = call.signal;
            return new Promise(() => {});
          },
        };
        failure = await failureOf(ctx[mode](slow));
        ctx.sendEvent(new OutputEvent('went on'));
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    harness.clock.advance(99);
    await harness.settle();
    expect(harness.outputs).toEqual([]);
    expect(signal?.aborted).toBe(false);
    harness.clock.advance(1);
    await harness.settle();
    expect(failure).toBeInstanceOf(DurableCallTimeoutError);
    expect(signal?.aborted).toBe(true);
    expect(signal?.reason).toBe(failure);
    expect(outputsOf(harness)).toEqual(['went on']);
  });

  test('what a call brings after its timeout is ignored', async () => {
    const gate = new Gate<string>();
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (_event, ctx) => {
        const answer = ctx[mode]({ id: 'slow', timeoutMs: 10, call: () => gate.promise });
        ctx.sendEvent(new OutputEvent(await answer.catch(() => 'too late')));
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    harness.clock.advance(10);
    gate.open('in time');
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['too late']);
    expect(harness.clock.timerCount).toBe(0);
  });

  test('a call that settles in time leaves no timer behind', async () => {
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (_event, ctx) => {
        await ctx[mode]({ id: 'quick', timeoutMs: 10, call: () => 1 });
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(harness.clock.timerCount).toBe(0);
  });

  test.each(unusableCalls)('a call with %s is refused at once and not counted', async (_what, call, path) => {
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], (_event, ctx) => {
        Reflect.apply(ctx[mode], ctx, [call]);
      }),
    );
    harness.process(1, { key: 'a' });
    expect(await failureOf(harness.settle())).toMatchObject({ cause: { code: 'DURABLE_CALL_INVALID', path } });
  });

  test('arguments that cannot be compared on a replay are refused before the call starts', async () => {
    let called = false;
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (_event, ctx) => {
        const args = { connect: () => 1 };
        await Reflect.apply(ctx[mode], ctx, [{ id: 'x', args, call: () => (called = true) }]);
      }),
    );
    harness.process(1, { key: 'a' });
    expect(await failureOf(harness.settle())).toMatchObject({
      cause: { code: 'VALUE_NOT_SERIALIZABLE', path: 'args.connect' },
    });
    expect(called).toBe(false);
  });
});

describe('several calls of one invocation', () => {
  test('sequential asynchronous calls each see the result of the one before', async () => {
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (event, ctx) => {
        const tens = await ctx.durableExecuteAsync('tens', () => Number(event.input) * 10);
        const sum = await ctx.durableExecuteAsync('sum', () => tens + 37);
        ctx.sendEvent(new OutputEvent(sum * 2));
      }),
    );
    harness.process(7, { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual([214]);
  });

  test('calls that are started together run side by side, and outcomes come as they arrive', async () => {
    const gates = [new Gate<string>(), new Gate<string>(), new Gate<string>()];
    const order: string[] = [];
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (_event, ctx) => {
        const results = await Promise.all(
          gates.map(async (gate, index) => {
            const result = await ctx.durableExecuteAsync(`call ${index}`, () => gate.promise);
            order.push(result);
            return result;
          }),
        );
        ctx.sendEvent(new OutputEvent(results));
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    for (const index of [2, 0, 1]) {
      gates[index]?.open(`result ${index}`);
      await harness.settle();
    }
    expect(order).toEqual(['result 2', 'result 0', 'result 1']);
    expect(outputsOf(harness)).toEqual([['result 0', 'result 1', 'result 2']]);
  });

  test('an invocation completes only when every call it started has settled, also those it did not await', async () => {
    const gate = new Gate();
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (_event, ctx) => {
        ctx.sendEvent(new OutputEvent('done'));
        void ctx.durableExecuteAsync('not awaited', () => gate.promise);
      }),
    );
    harness.process(1, { key: 'a' });
    harness.process(2, { key: 'a' });
    await harness.settle();
    expect(harness.tasks('a')).toEqual([{ action: 'call', state: 'returned' }]);
    expect(harness.outputs).toEqual([]);
    gate.open();
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['done', 'done']);
  });

  test('a rejection nobody handles fails the invocation, also when the call was not awaited', async () => {
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], (_event, ctx) => {
        ctx.sendEvent(new OutputEvent('never'));
        void ctx.durableExecuteAsync('not awaited', () => Promise.reject(new Error('nobody looked')));
      }),
    );
    harness.process(1, { key: 'a' });
    expect(await failureOf(harness.settle())).toMatchObject({
      code: 'ACTION_FAILED',
      cause: { message: 'nobody looked' },
    });
    expect(harness.outputs).toEqual([]);
  });

  test('a rejection that is handled later than it arrives does not fail the invocation', async () => {
    const gate = new Gate();
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (_event, ctx) => {
        const failing = ctx.durableExecuteAsync('failing', () => Promise.reject(new Error('early')));
        await ctx.durableExecuteAsync('slow', () => gate.promise);
        ctx.sendEvent(new OutputEvent(await failing.catch((error: unknown) => String(error))));
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    gate.open();
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['Error: early']);
  });

  test('when one of several calls rejects, the others are still waited for before the action fails', async () => {
    const gate = new Gate();
    const settled: string[] = [];
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (_event, ctx) => {
        const calls = [
          ctx.durableExecuteAsync('failing', () => Promise.reject(new Error('first'))),
          ctx.durableExecuteAsync('slow', async () => {
            await gate.promise;
            settled.push('slow');
          }),
        ];
        const results = await Promise.allSettled(calls);
        ctx.sendEvent(new OutputEvent(results.map(({ status }) => status)));
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(settled).toEqual([]);
    gate.open();
    await harness.settle();
    expect(outputsOf(harness)).toEqual([['rejected', 'fulfilled']]);
  });

  test('calls that are started in the reactions of others belong to the invocation, however long the chain', async () => {
    const order: string[] = [];
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], (_event, ctx) => {
        const callFrom = (depth: number): Promise<unknown> =>
          ctx
            .durableExecuteAsync(`call ${depth}`, () => void order.push(`call ${depth}`))
            .then(() => (depth < 5 ? callFrom(depth + 1) : ctx.sendEvent(new OutputEvent('end of the chain'))));
        void callFrom(0);
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(order).toEqual(['call 0', 'call 1', 'call 2', 'call 3', 'call 4', 'call 5']);
    expect(outputsOf(harness)).toEqual(['end of the chain']);
  });

  test('a failure in the reaction to a call that was not awaited fails the invocation', async () => {
    const gates = [new Gate(), new Gate()];
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], (_event, ctx) => {
        void ctx.durableExecuteAsync('one', () => gates[0]?.promise);
        void ctx
          .durableExecuteAsync('two', () => gates[1]?.promise)
          .then(() => {
            throw new Error('in the reaction');
          });
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    gates[0]?.open();
    gates[1]?.open();
    expect(await failureOf(harness.settle())).toMatchObject({ cause: { message: 'in the reaction' } });
  });

  test('the reaction to a call that was not awaited runs before the invocation completes, however turns fall together', async () => {
    const gates = [new Gate(), new Gate()];
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], (_event, ctx) => {
        void ctx.durableExecuteAsync('one', () => gates[0]?.promise);
        void ctx
          .durableExecuteAsync('two', () => gates[1]?.promise)
          .then(() => ctx.sendEvent(new OutputEvent('reaction')));
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    gates[0]?.open();
    await nextRound();
    harness.step();
    harness.step();
    // The first outcome is delivered; the second one arrives while the invocation is about to complete.
    gates[1]?.open();
    await nextRound();
    while (harness.step());
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['reaction']);
  });

  test('what is chained to a call, not awaited, and fails when the invocation is over is told, and ends nothing', async () => {
    const gate = new Gate();
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], (_event, ctx) => {
        void ctx
          .durableExecuteAsync('call', () => 1)
          .then(async () => {
            await gate.promise;
            ctx.sendEvent(new OutputEvent('too late'));
          });
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(harness.isIdle).toBe(true);
    gate.open();
    await harness.settle();
    expect(harness.outputs).toEqual([]);
    expect(harness.diagnostics).toMatchObject([
      {
        level: 'error',
        message: 'What was chained to a durable call failed after the invocation had completed.',
        fields: { action: 'call', key: '"a"', error: expect.stringContaining('after the invocation had ended') },
      },
    ]);
  });

  test('mixing calls that keep the turn with calls that give it away works in every order', async () => {
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (_event, ctx) => {
        const results = await Promise.all([
          ctx.durableExecuteAsync('a', async () => 'a'),
          ctx.durableExecute('b', async () => 'b'),
          ctx.durableExecuteAsync('c', () => 'c'),
          ctx.durableExecute('d', () => 'd'),
        ]);
        ctx.shortTermMemory.set('results', results);
        ctx.sendEvent(new OutputEvent(results));
      }),
      { turnSeed: 3 },
    );
    for (let number = 0; number < 20; number++) {
      harness.process(number, { key: number % 3 });
    }
    await harness.finish();
    expect(outputsOf(harness)).toEqual(Array.from({ length: 20 }, () => ['a', 'b', 'c', 'd']));
  });
});

describe('a call nobody awaits', () => {
  test('cannot use memory or send events while it runs, whatever the action does meanwhile', async () => {
    const codes: string[] = [];
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], (_event, ctx) => {
        void ctx.durableExecuteAsync('not awaited', async () => {
          await nextRound();
          codes.push(codeOf(thrownBy(() => ctx.sendEvent(new OutputEvent('out of turn')))));
        });
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(codes).toEqual(['CONTEXT_NOT_IN_TURN']);
    expect(harness.outputs).toEqual([]);
  });

  test('lets other invocations of the run proceed while it runs', async () => {
    const gate = new Gate();
    const harness = await openHarness(
      new Agent()
        .addAction('background', [InputEvent], (_event, ctx) => {
          void ctx.durableExecuteAsync('not awaited', () => gate.promise);
        })
        .addAction('other', [InputEvent], (_event, ctx) => ctx.sendEvent(new OutputEvent('other'))),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['other']);
    gate.open();
    await harness.settle();
    expect(harness.isIdle).toBe(true);
  });
});

describe('a durable call inside a durable call', () => {
  test.each(['durableExecute', 'durableExecuteAsync'] as const)(
    'is refused for %s, because a replay would not make it',
    async (mode) => {
      const harness = await openHarness(
        new Agent().addAction('call', [InputEvent], async (_event, ctx) => {
          await ctx[mode]('outer', () => ctx[mode]('inner', () => 1));
        }),
        // With one call at a time the inner call would wait for the outer one for ever.
        { config: { 'num-async-threads': 1 } },
      );
      harness.process(1, { key: 'a' });
      expect(await failureOf(harness.settle())).toMatchObject({ cause: { code: 'CONTEXT_IN_DURABLE_CALL' } });
    },
  );
});

describe('the idempotency key of a call', () => {
  /** What every call of two inputs was handed. */
  async function keysOfTwoInputs(jobId: string, turnSeed: number): Promise<readonly string[]> {
    const keys: string[] = [];
    const call = async (ctx: RunnerContext): Promise<void> => {
      for (const id of ['one', 'two']) {
        await ctx.durableExecuteAsync(id, ({ idempotencyKey }) => void keys.push(idempotencyKey));
      }
    };
    const harness = await openHarness(
      new Agent()
        .addAction('left', [InputEvent], (_event, ctx) => call(ctx))
        .addAction('right', [InputEvent], (_event, ctx) => call(ctx)),
      { jobId, turnSeed },
    );
    harness.process('same', { key: 'a' });
    harness.process('same', { key: 'b' });
    await harness.finish();
    return keys.sort();
  }

  test('is different for every call of a job', async () => {
    expect(new Set(await keysOfTwoInputs('job', 1)).size).toBe(8);
  });

  test('is the same when the same calls are made in another order, and another one in another job', async () => {
    const keys = await keysOfTwoInputs('job', 1);
    expect(await keysOfTwoInputs('job', 99)).toEqual(keys);
    expect(new Set([...keys, ...(await keysOfTwoInputs('other job', 1))]).size).toBe(16);
  });
});

describe('the limit of concurrent calls', () => {
  test('lets a bounded number of calls of each resource run, the others in the order of their start', async () => {
    const running = new Map<string, number>();
    const most = new Map<string, number>();
    const gates: Gate[] = [];
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (event, ctx) => {
        const resource = String(event.input);
        await ctx.durableExecuteAsync({
          id: 'call',
          resource,
          call: async () => {
            const now = (running.get(resource) ?? 0) + 1;
            running.set(resource, now);
            most.set(resource, Math.max(now, most.get(resource) ?? 0));
            const gate = new Gate();
            gates.push(gate);
            await gate.promise;
            running.set(resource, (running.get(resource) ?? 0) - 1);
          },
        });
        ctx.sendEvent(new OutputEvent(String(ctx.key)));
      }),
      { config: { 'num-async-threads': 3 } },
    );
    for (let number = 0; number < 20; number++) {
      harness.process(number % 2 === 0 ? 'even' : 'odd', { key: number });
    }
    await harness.settle();
    expect(Object.fromEntries(running)).toEqual({ even: 3, odd: 3 });
    while (gates.length > 0) {
      gates.shift()?.open();
      await harness.settle();
    }
    expect(Object.fromEntries(most)).toEqual({ even: 3, odd: 3 });
    expect(outputsOf(harness)).toEqual(Array.from({ length: 20 }, (_, number) => String(number)));
  });

  test('a call that waits for its start when the job fails is never started', async () => {
    const gate = new Gate();
    const started: unknown[] = [];
    const harness = await openHarness(
      new Agent().addAction('call', [InputEvent], async (event, ctx) => {
        if (event.input === 'fail') {
          throw new Error('failed');
        }
        await ctx.durableExecuteAsync('call', () => {
          started.push(event.input);
          return gate.promise;
        });
      }),
      { config: { 'num-async-threads': 1 } },
    );
    harness.process('runs', { key: 1 });
    harness.process('waits', { key: 2 });
    await harness.settle();
    harness.process('fail', { key: 3 });
    await failureOf(harness.settle());
    gate.open();
    await failureOf(harness.settle());
    await harness.close();
    expect(started).toEqual(['runs']);
  });
});
