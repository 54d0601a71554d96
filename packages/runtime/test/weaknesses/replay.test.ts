import { Agent, Event, InputEvent, type Key, OutputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { Gate } from '../support/gate.js';
import { type LifeInput, live, newStateDirectory, valuesOf } from '../support/job-lives.js';
import { canKeepState } from '../support/line-job.js';

if (!canKeepState) {
  console.warn('The storage thread runs what was built, and nothing was: jobs that keep state are skipped.');
}

const never = new Promise<never>(() => {});
const go: readonly LifeInput[] = [{ key: 'a', value: 'go' }];

/** Waits in a call that never ends, until the job is resumed. */
class Wait {
  readonly reached = new Gate();
  isOver = false;

  readonly call = (): Promise<never> | undefined => {
    this.reached.open();
    return this.isOver ? undefined : never;
  };
}

class Noted extends Event<{ readonly text: string }> {
  static readonly type: string = 'noted';

  get loud(): string {
    return this.attributes.text.toUpperCase();
  }
}

describe.skipIf(!canKeepState)('a job that was killed and goes on', { timeout: 60_000 }, () => {
  test('finds what identical events of one invocation had led to, each its own', async () => {
    const stateDir = await newStateDirectory();
    const wait = new Wait();
    const made: number[] = [];
    const agent = new Agent()
      .addAction('send', [InputEvent], (_event, ctx) => {
        for (let copy = 0; copy < 3; copy++) {
          ctx.sendEvent(new Event('same', { text: 'equal' }));
        }
      })
      .addAction('receive', ['same'], async (_event, ctx) => {
        const answer = await ctx.durableExecute('answer', () => made.push(made.length));
        await ctx.durableExecuteAsync('wait', () => (made.length < 3 ? undefined : wait.call()));
        ctx.sendEvent(new OutputEvent(answer));
      });
    await live(stateDir, { agent, inputs: go, killedAt: wait.reached.promise });
    wait.isOver = true;
    const next = await live(stateDir, { agent, inputs: go });
    expect(made).toEqual([0, 1, 2]);
    expect(new Set(valuesOf(next))).toEqual(new Set([1, 2, 3]));
  });

  test('finds what its actions had done also when they are declared in another order, by their names', async () => {
    const stateDir = await newStateDirectory();
    const wait = new Wait();
    const made: string[] = [];
    const agent = (names: readonly string[]): Agent =>
      names.reduce(
        (so, name) =>
          so.addAction(name, [InputEvent], async (_event, ctx) => {
            const answer = await ctx.durableExecute('answer', () => `${name} ${made.push(name)}`);
            await ctx.durableExecuteAsync('wait', () => (made.length < 3 ? never : wait.call()));
            ctx.sendEvent(new OutputEvent(answer));
          }),
        new Agent(),
      );
    await live(stateDir, { agent: agent(['x', 'y', 'z']), inputs: go, killedAt: wait.reached.promise });
    wait.isOver = true;
    const next = await live(stateDir, { agent: agent(['z', 'y', 'x']), inputs: go });
    expect(made).toEqual(['x', 'y', 'z']);
    expect(new Set(valuesOf(next))).toEqual(new Set(['x 1', 'y 2', 'z 3']));
  });

  test('does not make calls again that had ended before a checkpoint for which their action was still waiting', async () => {
    const stateDir = await newStateDirectory();
    const wait = new Wait();
    let made = 0;
    const agent = new Agent().addAction('act', [InputEvent], async (_event, ctx) => {
      const first = await ctx.durableExecute('first', () => ++made);
      await ctx.durableExecuteAsync('wait', wait.call);
      ctx.sendEvent(new OutputEvent(first));
    });
    const stopped = await live(stateDir, { agent, inputs: go, stoppedAt: wait.reached.promise });
    expect(stopped.report?.status).toBe('stopped');
    // Once more: what a second checkpoint keeps of the first one's run is complete, too.
    const again = new Wait();
    const waiting = new Agent().addAction('act', [InputEvent], async (_event, ctx) => {
      await ctx.durableExecute('first', () => ++made);
      await ctx.durableExecuteAsync('wait', again.call);
    });
    await live(stateDir, { agent: waiting, inputs: go, stoppedAt: again.reached.promise });
    wait.isOver = true;
    expect(valuesOf(await live(stateDir, { agent, inputs: go }))).toEqual([1]);
    expect(made).toBe(1);
  });

  test('finds what every key had done, whatever characters it holds and however many actions a run has', async () => {
    const stateDir = await newStateDirectory();
    const keys: readonly Key[] = [
      'a',
      'a_b',
      'a_b_c',
      '_',
      '',
      1,
      '1',
      1n,
      true,
      [1, 'a'],
      '\ud800',
      new Uint8Array([95]),
    ];
    const wait = new Wait();
    let waiting = 0;
    const made: string[] = [];
    const agent = new Agent();
    for (const name of ['left', 'right']) {
      agent.addAction(name, [InputEvent], async (event, ctx) => {
        const { value } = Object(event.input);
        const mine = await ctx.durableExecute('mine', () => {
          made.push(`${name} ${value}`);
          return `${name} ${value}`;
        });
        await ctx.durableExecuteAsync('wait', () =>
          ++waiting < 2 * keys.length ? (wait.isOver ? undefined : never) : wait.call(),
        );
        ctx.sendEvent(new OutputEvent(mine));
      });
    }
    const inputs = keys.map((key, value) => ({ key, value }));
    await live(stateDir, { agent, inputs, killedAt: wait.reached.promise });
    wait.isOver = true;
    const next = await live(stateDir, { agent, inputs });
    const all = keys.flatMap((_, value) => [`left ${value}`, `right ${value}`]);
    expect(new Set(made)).toEqual(new Set(all));
    expect(made).toHaveLength(all.length);
    expect(new Set(valuesOf(next))).toEqual(new Set(all));
  });

  test('sends the events again that an unfinished invocation had sent before its await, and only those, once', async () => {
    const stateDir = await newStateDirectory();
    const wait = new Wait();
    const agent = new Agent().addAction('act', [InputEvent], async (_event, ctx) => {
      ctx.sendEvent(new OutputEvent('before'));
      await ctx.durableExecuteAsync('wait', wait.call);
      ctx.sendEvent(new OutputEvent('after'));
    });
    const first = await live(stateDir, { agent, inputs: go, stoppedAt: wait.reached.promise });
    expect(valuesOf(first)).toEqual([]);
    wait.isOver = true;
    expect(valuesOf(await live(stateDir, { agent, inputs: go }))).toEqual(['before', 'after']);
  });

  test.each(['killed', 'stopped'] as const)(
    'has the events of its users as what they were, when it was %s',
    async (how) => {
      const stateDir = await newStateDirectory();
      const wait = new Wait();
      const agent = new Agent()
        .addAction('send', [InputEvent], (_event, ctx) => ctx.sendEvent(new Noted('noted', { text: 'quiet' })))
        .addAction('receive', [Noted], async (event, ctx) => {
          await ctx.durableExecuteAsync('wait', wait.call);
          ctx.sendEvent(new OutputEvent([event.loud, event instanceof Noted]));
        });
      await live(stateDir, { agent, inputs: go, [`${how}At`]: wait.reached.promise });
      wait.isOver = true;
      expect(valuesOf(await live(stateDir, { agent, inputs: go }))).toEqual([['QUIET', true]]);
    },
  );

  test.each(['killed', 'stopped'] as const)(
    'has objects in its memory, empty ones too, and what was deleted stays deleted, when it was %s',
    async (how) => {
      const stateDir = await newStateDirectory();
      const wait = new Wait();
      const agent = new Agent()
        .addAction('write', [InputEvent], (_event, ctx) => {
          const { shortTermMemory: memory, sensoryMemory: sensory } = ctx;
          memory.newObject('empty');
          memory.newObject('full').set('at', new Date(5));
          memory.set('gone', null);
          memory.delete('gone');
          memory.set('null', null);
          sensory.newObject('box');
          ctx.sendEvent(new Event('written', {}));
        })
        .addAction('read', ['written'], async (_event, ctx) => {
          await ctx.durableExecuteAsync('wait', wait.call);
          const { shortTermMemory: memory, sensoryMemory: sensory } = ctx;
          ctx.sendEvent(
            new OutputEvent([
              memory.fieldNames().toSorted((one, other) => (one < other ? -1 : 1)),
              memory.getObject('empty')?.fieldNames() ?? 'lost',
              memory.get('full.at') ?? 'lost',
              memory.get('null') === null,
              sensory.getObject('box')?.fieldNames() ?? 'lost',
            ]),
          );
        });
      await live(stateDir, { agent, inputs: go, [`${how}At`]: wait.reached.promise });
      wait.isOver = true;
      expect(valuesOf(await live(stateDir, { agent, inputs: go }))).toEqual([
        [['empty', 'full', 'null'], [], new Date(5), true, []],
      ]);
    },
  );

  test.each([
    ['none', undefined],
    ['zero', 0],
    ['one', 17],
  ])('has the time of its inputs: %s', async (_, timestamp) => {
    const stateDir = await newStateDirectory();
    const wait = new Wait();
    const agent = new Agent()
      .addAction('send', [InputEvent], (_event, ctx) => {
        ctx.sendEvent(new OutputEvent('replayed'));
        ctx.sendEvent(new Event('next', {}));
      })
      .addAction('receive', ['next'], async (event, ctx) => {
        await ctx.durableExecuteAsync('wait', wait.call);
        ctx.sendEvent(new OutputEvent([event.sourceTimestamp ?? 'none']));
      });
    const inputs = [{ key: 'a', value: 1, ...(timestamp === undefined ? {} : { timestamp }) }];
    await live(stateDir, { agent, inputs, killedAt: wait.reached.promise });
    wait.isOver = true;
    const next = await live(stateDir, { agent, inputs });
    expect(next.outputs.map(({ value, timestamp: time }) => [value, time])).toEqual([
      ['replayed', timestamp],
      [[timestamp ?? 'none'], timestamp],
    ]);
  });

  test('has siblings commit in the order in which they had, not in that in which they begin', async () => {
    const stateDir = await newStateDirectory();
    const wait = new Wait();
    const gate = new Gate();
    const agent = new Agent()
      .addAction('slow', [InputEvent], async (_event, ctx) => {
        await ctx.durableExecuteAsync('slow', () => gate.promise);
        ctx.shortTermMemory.set('last', 'slow');
        ctx.sendEvent(new Event('done', {}));
      })
      .addAction('quick', [InputEvent], async (_event, ctx) => {
        await ctx.durableExecuteAsync('quick', () => undefined);
        ctx.shortTermMemory.set('last', 'quick');
        ctx.sendEvent(new Event('quickDone', {}));
      })
      .addAction('open', ['quickDone'], () => gate.open())
      .addAction('look', ['done'], async (_event, ctx) => {
        await ctx.durableExecuteAsync('wait', wait.call);
        ctx.sendEvent(new OutputEvent(ctx.shortTermMemory.get('last') ?? null));
      });
    await live(stateDir, { agent, inputs: go, killedAt: wait.reached.promise });
    wait.isOver = true;
    const next = await live(stateDir, { agent, inputs: go });
    expect(next.error).toBeUndefined();
    expect(valuesOf(next)).toEqual(['slow']);
  });

  test('gives an action the outcomes of calls that ran side by side in the order in which it had got them, also of calls that read only', async () => {
    const stateDir = await newStateDirectory();
    const wait = new Wait();
    const gates = [new Gate<string>(), new Gate<string>(), new Gate<string>()];
    const orders: number[][] = [];
    const agent = new Agent().addAction('race', [InputEvent], async (_event, ctx) => {
      const order: number[] = [];
      orders.push(order);
      const calls = gates.map((gate, index) =>
        ctx.durableExecuteAsync({ id: `call ${index}`, readOnly: index !== 1, call: () => gate.promise }).then(() => {
          order.push(index);
          gates[[1, 2, 0].indexOf(index) === 0 ? 2 : 0]?.open('');
        }),
      );
      gates[1]?.open('');
      await Promise.all(calls);
      await ctx.durableExecuteAsync('wait', wait.call);
      ctx.sendEvent(new OutputEvent(order));
    });
    await live(stateDir, { agent, inputs: go, killedAt: wait.reached.promise });
    wait.isOver = true;
    expect(valuesOf(await live(stateDir, { agent, inputs: go }))).toEqual([[1, 2, 0]]);
    expect(orders).toEqual([
      [1, 2, 0],
      [1, 2, 0],
    ]);
  });

  test('takes a call that had succeeded with nothing, or with null, for what it was', async () => {
    const stateDir = await newStateDirectory();
    const wait = new Wait();
    const made: string[] = [];
    const agent = new Agent().addAction('act', [InputEvent], async (_event, ctx) => {
      const nothing = await ctx.durableExecute('nothing', () => void made.push('nothing'));
      const empty = await ctx.durableExecute('null', () => {
        made.push('null');
        return null;
      });
      await ctx.durableExecuteAsync('wait', wait.call);
      ctx.sendEvent(new OutputEvent([nothing === undefined, empty === null]));
    });
    await live(stateDir, { agent, inputs: go, killedAt: wait.reached.promise });
    wait.isOver = true;
    expect(valuesOf(await live(stateDir, { agent, inputs: go }))).toEqual([[true, true]]);
    expect(made).toEqual(['nothing', 'null']);
  });

  test('numbers the runs of a key as before, also those of inputs that trigger nothing', async () => {
    const stateDir = await newStateDirectory();
    const wait = new Wait();
    const agent = new Agent().addAction(
      'odd',
      ['type == "_input_event" && attributes.input.value % 2 == 1'],
      async (event, ctx) => {
        const { value } = Object(event.attribute('input'));
        if (value === 5) {
          await ctx.durableExecuteAsync('wait', wait.call);
        }
        ctx.sendEvent(new OutputEvent([value, ctx.runNumber]));
      },
    );
    const inputs = [0, 1, 2, 3, 4, 5, 6, 7].map((value) => ({ key: 'a', value }));
    const first = await live(stateDir, { agent, inputs, killedAt: wait.reached.promise });
    expect(valuesOf(first)).toEqual([
      [1, 1],
      [3, 3],
    ]);
    wait.isOver = true;
    const next = await live(stateDir, { agent, inputs });
    expect(valuesOf(next)).toEqual([1, 3, 5, 7].map((number) => [number, number]));
    expect(next.outputs.slice(0, 2).map(({ outputId }) => outputId)).toEqual(
      first.outputs.map(({ outputId }) => outputId),
    );
  });

  test('applies what memory.update made of a value, and does not make it anew', async () => {
    const stateDir = await newStateDirectory();
    const wait = new Wait();
    let drawn = 0;
    const agent = new Agent()
      .addAction('draw', [InputEvent], (_event, ctx) => {
        ctx.shortTermMemory.update('drawn', () => ++drawn);
        ctx.sendEvent(new Event('drawn', {}));
      })
      .addAction('look', ['drawn'], async (_event, ctx) => {
        await ctx.durableExecuteAsync('wait', wait.call);
        ctx.sendEvent(new OutputEvent(ctx.shortTermMemory.get('drawn') ?? null));
      });
    await live(stateDir, { agent, inputs: go, killedAt: wait.reached.promise });
    wait.isOver = true;
    expect(valuesOf(await live(stateDir, { agent, inputs: go }))).toEqual([1]);
    expect(drawn).toBe(1);
  });

  test('asks reconcile of a call in doubt, and hands the same idempotency key to it', async () => {
    const stateDir = await newStateDirectory();
    const reached = new Gate();
    const keys: string[] = [];
    const agent = new Agent().addAction('pay', [InputEvent], async (_event, ctx) => {
      const paid = await ctx.durableExecute<string>({
        id: 'pay',
        call: ({ idempotencyKey }) => {
          keys.push(idempotencyKey);
          reached.open();
          return never;
        },
        reconcile: ({ idempotencyKey }) => {
          keys.push(idempotencyKey);
          return { value: 'paid' };
        },
      });
      ctx.sendEvent(new OutputEvent(paid));
    });
    await live(stateDir, { agent, inputs: go, killedAt: reached.promise });
    expect(valuesOf(await live(stateDir, { agent, inputs: go }))).toEqual(['paid']);
    expect(keys).toHaveLength(2);
    expect(keys[1]).toBe(keys[0]);
  });

  test('tells an action of a call in doubt behind everything that it had been told before', async () => {
    const stateDir = await newStateDirectory();
    const reached = new Gate();
    const made: string[] = [];
    let lives = 0;
    const agent = new Agent().addAction('race', [InputEvent], async (_event, ctx) => {
      lives++;
      const doubtful = ctx
        .durableExecuteAsync<string>({ id: 'doubtful', onUnknown: 'fail', call: () => never })
        .catch(() => 'in doubt');
      const quick = ctx.durableExecuteAsync('quick', () => 'quick');
      const first = await Promise.race([doubtful, quick]);
      await ctx.durableExecuteAsync(`behind ${first}`, () => void made.push(first));
      if (lives === 1) {
        reached.open();
      }
      ctx.sendEvent(new OutputEvent([first, await doubtful]));
    });
    await live(stateDir, { agent, inputs: go, killedAt: reached.promise });
    const next = await live(stateDir, { agent, inputs: go });
    expect(valuesOf(next)).toEqual([['quick', 'in doubt']]);
    expect(made).toEqual(['quick']);
    expect(next.log.filter(({ message }) => message.includes('other durable calls'))).toEqual([]);
  });

  test('makes a dead letter of a run that was given up again, once, with the calls that had succeeded, and none of its outputs', async () => {
    const stateDir = await newStateDirectory();
    const wait = new Wait();
    const agent = new Agent()
      .addAction(
        'fail',
        ['type == "_input_event" && attributes.input.value == "bad"'],
        async (_event, ctx) => {
          await ctx.durableExecute('charge', () => 'charged');
          ctx.sendEvent(new OutputEvent('never'));
          throw new Error('bad');
        },
        { onError: { attempts: 1, afterAttempts: 'dead-letter' } },
      )
      .addAction('wait', ['type == "_input_event" && attributes.input.value == "go"'], async (_event, ctx) => {
        ctx.sendEvent(new OutputEvent('held'));
        await ctx.durableExecuteAsync('wait', wait.call);
      });
    const inputs = [{ key: 'a', value: 'bad' }, ...go];
    const first = await live(stateDir, { agent, inputs, killedAt: wait.reached.promise });
    wait.isOver = true;
    const next = await live(stateDir, { agent, inputs });
    for (const life of [first, next]) {
      expect(life.deadLetters).toMatchObject([
        { value: { action: 'fail', run: 0, position: 0, succeededCalls: ['charge'], value: { value: 'bad' } } },
      ]);
    }
    expect(next.deadLetters[0]?.outputId).toBe(first.deadLetters[0]?.outputId);
    expect(valuesOf(first)).toEqual([]);
    expect(valuesOf(next)).toEqual(['held']);
  });
});
