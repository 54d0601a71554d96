import { Agent, type DurableCall, InputEvent, OutputEvent, type RunnerContext } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { AgentsExecutionEnvironment } from '../../src/index.js';
import { CollectingLogger } from '../support/collecting-logger.js';
import { failureOf } from '../support/failure-of.js';
import { MemoryStores } from '../support/memory-stores.js';
import { openHarness, outputsOf } from '../support/open-harness.js';

type Act = (
  ctx: RunnerContext,
  call: (id: string, options?: Partial<DurableCall<unknown>>) => DurableCall<string>,
) => Promise<void>;

interface Outcome {
  readonly outputs: readonly unknown[];
  /** Ids of the calls that were made, in order. */
  readonly calls: readonly string[];
  readonly begun: number;
}

/** Runs an action over one input, with calls that take a round of the event loop each and answer with their id. */
async function run(
  act: Act,
  options: { readonly alwaysReplay: boolean; readonly turnSeed?: number },
): Promise<Outcome> {
  const calls: string[] = [];
  let begun = 0;
  const call = (id: string, more: Partial<DurableCall<unknown>> = {}): DurableCall<string> =>
    ({
      id,
      call: async () => {
        calls.push(id);
        await new Promise((resolve) => setImmediate(resolve));
        if (id.startsWith('fail')) {
          throw new RangeError(id);
        }
        return id;
      },
      ...more,
    }) as DurableCall<string>;
  const harness = await openHarness(
    new Agent().addAction('act', [InputEvent], async (_event, ctx) => {
      begun++;
      await act(ctx, call);
    }),
    options,
  );
  harness.process('go', { key: 'k' });
  await harness.finish();
  return { outputs: outputsOf(harness), calls, begun };
}

const deterministic: readonly (readonly [string, Act])[] = [
  [
    'calls one after another',
    async (ctx, call) => {
      const one = await ctx.durableExecute(call('one'));
      const two = await ctx.durableExecuteAsync(call(`after ${one}`));
      ctx.shortTermMemory.set('seen', [one, two]);
      ctx.sendEvent(new OutputEvent(ctx.shortTermMemory.get('seen') ?? null));
    },
  ],
  [
    'calls side by side',
    async (ctx, call) => {
      const all = await Promise.all(['a', 'b', 'c'].map((id) => ctx.durableExecuteAsync(call(id))));
      ctx.sendEvent(new OutputEvent(all));
    },
  ],
  [
    'sequences of calls side by side',
    async (ctx, call) => {
      const all = await Promise.all(
        ['x', 'y'].map(async (name) => {
          const first = await ctx.durableExecuteAsync(call(`${name}1`));
          return [first, await ctx.durableExecuteAsync(call(`${name}2`, { args: [first] }))];
        }),
      );
      ctx.sendEvent(new OutputEvent(all));
    },
  ],
  [
    'a race of calls, whose loser is awaited by nobody',
    async (ctx, call) => {
      const won = await Promise.race([
        ctx.durableExecuteAsync(call('hare')),
        ctx.durableExecuteAsync(call('tortoise')),
      ]);
      ctx.sendEvent(new OutputEvent(won));
    },
  ],
  [
    'a call that fails and is handled, then another one',
    async (ctx, call) => {
      try {
        await ctx.durableExecute(call('fail'));
      } catch (error) {
        ctx.sendEvent(new OutputEvent([error instanceof RangeError, String(error)]));
      }
      ctx.sendEvent(new OutputEvent(await ctx.durableExecuteAsync(call('instead'))));
    },
  ],
  [
    'calls with an intent, beside others',
    async (ctx, call) => {
      const all = await Promise.all([
        ctx.durableExecuteAsync(call('sure', { onUnknown: 'fail' })),
        ctx.durableExecuteAsync(call('free')),
        ctx.durableExecuteAsync(call('asked', { reconcile: () => 'not-executed' })),
      ]);
      ctx.sendEvent(new OutputEvent(all));
    },
  ],
  [
    'a time, a random number and an id of the context',
    async (ctx, call) => {
      const drawn = [ctx.now(), ctx.random(), ctx.uuid()];
      await ctx.durableExecute(call(`for ${String(drawn)}`));
      ctx.sendEvent(new OutputEvent(drawn));
    },
  ],
  [
    'calls that nobody awaits',
    async (ctx, call) => {
      void ctx.durableExecuteAsync(call('left'));
      void ctx.durableExecuteAsync(call('alone'));
      ctx.sendEvent(new OutputEvent('done'));
    },
  ],
];

describe.each(deterministic)('an action with %s', (_name, act) => {
  test('has the same result when it is always replayed, and makes no call twice', async () => {
    for (const turnSeed of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const plain = await run(act, { alwaysReplay: false, turnSeed });
      const replayed = await run(act, { alwaysReplay: true, turnSeed });
      expect(replayed.outputs).toEqual(plain.outputs);
      expect([...replayed.calls].sort((one, other) => one.localeCompare(other))).toEqual(
        [...plain.calls].sort((one, other) => one.localeCompare(other)),
      );
      expect(plain.begun).toBe(1);
      expect(replayed.begun).toBeGreaterThan(replayed.calls.length === 0 ? 0 : 1);
    }
  });
});

test('an action begins once more for every outcome of its calls', async () => {
  const { begun } = await run(deterministic[0]?.[1] ?? (async () => {}), { alwaysReplay: true });
  expect(begun).toBe(3);
});

/** Answers differently from time to time, as clocks and random numbers do. */
function changing(): () => number {
  let count = 0;
  return () => count++;
}

const nonDeterministic: readonly (readonly [string, () => Act])[] = [
  [
    'calls something else',
    () => {
      const now = changing();
      return async (ctx, call) => {
        await ctx.durableExecute(call(`at ${now()}`));
      };
    },
  ],
  [
    'calls with other arguments',
    () => {
      const now = changing();
      return async (ctx, call) => {
        await ctx.durableExecuteAsync(call('same', { args: [now()] }));
      };
    },
  ],
  [
    'ends without a call',
    () => {
      const random = changing();
      return async (ctx, call) => {
        if (random() === 0) {
          await ctx.durableExecute(call('sometimes'));
        }
      };
    },
  ],
  [
    'makes one call less side by side',
    () => {
      const random = changing();
      return async (ctx, call) => {
        const ids = random() === 0 ? ['a', 'b', 'c'] : ['a', 'b'];
        await Promise.all(ids.map((id) => ctx.durableExecuteAsync(call(id))));
      };
    },
  ],
  [
    'makes another call beside the one that has ended',
    () => {
      const random = changing();
      return async (ctx, call) => {
        const quick = ctx.durableExecuteAsync('quick', () => 1);
        await Promise.all([quick, ctx.durableExecuteAsync(call(`slow ${random()}`))]);
      };
    },
  ],
  [
    'makes its calls in another order',
    () => {
      const random = changing();
      return async (ctx, call) => {
        const ids = random() === 0 ? ['a', 'b'] : ['b', 'a'];
        for (const id of ids) {
          await ctx.durableExecute(call(id));
        }
      };
    },
  ],
  [
    'handles the error and goes on',
    () => {
      const now = changing();
      return async (ctx, call) => {
        try {
          await ctx.durableExecute(call(`at ${now()}`));
        } catch {
          ctx.sendEvent(new OutputEvent('went on'));
        }
      };
    },
  ],
];

describe.each(nonDeterministic)('an action that, when it is replayed, %s', (_name, createAct) => {
  test('fails with an error that names both calls', async () => {
    const failure = await failureOf(run(createAct(), { alwaysReplay: true }));
    expect(failure).toMatchObject({ code: 'ACTION_FAILED', cause: { code: 'NON_DETERMINISM' } });
  });

  test('does not fail where nothing is replayed', async () => {
    await expect(run(createAct(), { alwaysReplay: false })).resolves.toMatchObject({ begun: 1 });
  });
});

describe('the clock and random numbers of the language', () => {
  const decides: Act = async (ctx, call) => {
    await ctx.durableExecute(call(`drawn ${Math.random()} at ${performance.now()}`));
  };

  test('are caught when they decide on calls', async () => {
    await expect(run(decides, { alwaysReplay: true })).rejects.toMatchObject({ cause: { code: 'NON_DETERMINISM' } });
  });

  test('fail the job at once, whatever the error policy of the action and the restart strategy', async () => {
    const env = new AgentsExecutionEnvironment({ alwaysReplay: true, logger: new CollectingLogger() });
    let begun = 0;
    env
      .fromList([1])
      .keyBy(String)
      .apply(
        new Agent().addAction(
          'draw',
          [InputEvent],
          async (_event, ctx) => {
            begun++;
            await ctx.durableExecute(`drawn ${Math.random()}`, () => 1);
          },
          { onError: { attempts: 5, afterAttempts: 'dead-letter' } },
        ),
      )
      .deadLettersTo({ write: () => {} });
    await expect(env.execute()).rejects.toMatchObject({ cause: { code: 'NON_DETERMINISM' } });
    expect(begun).toBe(2);
  });
});

describe('an action that is always replayed', () => {
  test('is told the same of a call in doubt every time, and nobody is asked again', async () => {
    const told: string[] = [];
    let asked = 0;
    const harness = await openHarness(
      new Agent().addAction('pay', [InputEvent], async (_event, ctx) => {
        let doubt = '';
        try {
          await ctx.durableExecute({
            id: 'pay',
            timeoutMs: 5,
            reconcile: () => {
              asked++;
              return 'not-executed';
            },
            call: () => new Promise(() => {}),
          });
        } catch (error) {
          doubt = String(Reflect.get(Object(error), 'code'));
        }
        told.push(doubt);
        await ctx.durableExecute('go on', () => 1);
        ctx.sendEvent(new OutputEvent(doubt));
      }),
      { alwaysReplay: true },
    );
    harness.process('go', { key: 'k' });
    await harness.settle();
    harness.clock.advance(5);
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['OUTCOME_UNKNOWN']);
    expect(told).toEqual(['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN']);
    expect(asked).toBe(0);
  });

  test('has its attempts counted as ever: a call that failed is made again in the next attempt, others are not', async () => {
    const calls: string[] = [];
    const harness = await openHarness(
      new Agent().addAction(
        'try',
        [InputEvent],
        async (_event, ctx) => {
          await ctx.durableExecute('first', () => {
            calls.push('first');
          });
          await ctx.durableExecuteAsync('second', () => {
            calls.push('second');
            if (calls.length < 4) {
              throw new Error('not yet');
            }
          });
          ctx.sendEvent(new OutputEvent('done'));
        },
        { onError: { attempts: 3, initialDelayMs: 1 } },
      ),
      { alwaysReplay: true },
    );
    harness.process('go', { key: 'k' });
    for (let round = 0; round < 4; round++) {
      await harness.settle();
      harness.clock.advance(10);
    }
    await harness.settle();
    expect(calls).toEqual(['first', 'second', 'second', 'second']);
    expect(outputsOf(harness)).toEqual(['done']);
  });

  test('has the same results where state is kept: no call is made twice, nor again after the job has gone on', async () => {
    const stores = new MemoryStores();
    const calls: string[] = [];
    const outputs: unknown[] = [];
    for (const stopAt of [4, undefined]) {
      const stop = new AbortController();
      const env = new AgentsExecutionEnvironment({
        stores,
        alwaysReplay: true,
        logger: new CollectingLogger(),
        config: { 'in-flight-keys.max': 1, 'pending-inputs.max': 1, 'stop.grace': 0, 'call.settle-timeout': 0 },
      });
      env
        .fromList([1, 2, 3, 4, 5, 6])
        .keyBy(() => 'k')
        .apply(
          new Agent().addAction('act', [InputEvent], async (event, ctx) => {
            const ids = ['a', 'b'].map((name) => `${name}${String(event.input)}`);
            const all = await Promise.all(
              ids.map((id) => ctx.durableExecuteAsync({ id, onUnknown: 'fail', call: () => calls.push(id) })),
            );
            const more = await ctx.durableExecute('more', async () => {
              calls.push(`more${String(event.input)}`);
              if (event.input === stopAt) {
                stop.abort();
                await new Promise(() => {});
              }
              return 1;
            });
            ctx.sendEvent(new OutputEvent([event.input, all.length, more]));
          }),
        )
        .sinkTo({ write: ({ value }) => void outputs.push(value) });
      await env.execute({ signal: stop.signal, handleSignals: false });
    }
    expect(outputs).toEqual([1, 2, 3, 4, 5, 6].map((input) => [input, 2, 1]));
    // The call that was in progress when the job was stopped is the only one that is made again.
    expect(calls.filter((id, index) => calls.indexOf(id) !== index)).toEqual(['more4']);
  });

  test('leaves siblings of its run alone: each sees what it would have seen', async () => {
    const outputs: (readonly unknown[])[] = [];
    for (const alwaysReplay of [false, true]) {
      const agent = new Agent();
      for (const name of ['a', 'b', 'c']) {
        agent.addAction(name, [InputEvent], async (_event, ctx) => {
          const before = ctx.shortTermMemory.get<string>('last') ?? 'nobody';
          await ctx.durableExecute('one', () => 1);
          await ctx.durableExecute('two', () => 2);
          ctx.shortTermMemory.set('last', name);
          ctx.sendEvent(new OutputEvent(`${name} after ${before}`));
        });
      }
      const harness = await openHarness(agent, { alwaysReplay });
      harness.process(1, { key: 'k' });
      harness.process(2, { key: 'k' });
      await harness.finish();
      outputs.push(outputsOf(harness));
    }
    expect(outputs[1]).toEqual(outputs[0]);
    expect(outputs[0]).toHaveLength(6);
  });
});
