import {
  Agent,
  Event,
  InputEvent,
  type Key,
  keyIdentity,
  MemoryRef,
  OutputEvent,
  type RunnerContext,
} from '@millrace/api';
import { defineTool } from '@millrace/plan';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { codeOf, failureOf, thrownBy } from '../support/failure-of.js';
import { Gate } from '../support/gate.js';
import { openHarness, outputsOf } from '../support/open-harness.js';

/** What `look` finds in the context of one invocation. */
async function inAction<T>(look: (ctx: RunnerContext) => T, key: Key = 'a'): Promise<T> {
  const found: T[] = [];
  const harness = await openHarness(
    new Agent('looker').addAction('look', [InputEvent], (_event, ctx) => void found.push(look(ctx)), {
      config: { limit: 3, nested: { list: [1] } },
    }),
    { config: { region: 'eu' } },
  );
  harness.process(1, { key });
  await harness.settle();
  const [first] = found;
  if (found.length !== 1) {
    throw new Error('the action did not run once');
  }
  return first as T;
}

describe('what an action is told', () => {
  test('its own configuration and that of the agent, both frozen', async () => {
    const [actionConfig, region] = await inAction((ctx) => [ctx.actionConfig, ctx.config.getString('region')] as const);
    expect(actionConfig).toEqual({ limit: 3, nested: { list: [1] } });
    expect(Object.isFrozen(actionConfig['nested'])).toBe(true);
    expect(region).toBe('eu');
  });

  test('an action without configuration finds an empty one', async () => {
    const found: unknown[] = [];
    const harness = await openHarness(
      new Agent().addAction('look', [InputEvent], (_event, ctx) => void found.push(ctx.actionConfig)),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(found).toEqual([{}]);
  });

  test('resources by name and type, the same instance on every call; others are refused with those that exist', async () => {
    const add = defineTool({
      name: 'add',
      description: 'adds',
      parameters: z.object({ a: z.number() }),
      call: ({ a }) => a,
    });
    const seen: unknown[] = [];
    const harness = await openHarness(
      new Agent().addResource('add', 'tool', add).addAction('look', [InputEvent], (_event, ctx) => {
        seen.push(ctx.getResource('add', 'tool'), ctx.getResource('add', 'tool'));
        seen.push(String(thrownBy(() => ctx.getResource('subtract', 'tool'))));
        seen.push(codeOf(thrownBy(() => ctx.getResource('add', 'prompt'))));
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(seen[0]).toBe(add);
    expect(seen[1]).toBe(add);
    expect(seen[2]).toContain('Resource not found: subtract of type tool. These exist: add.');
    expect(seen[3]).toBe('RESOURCE_NOT_FOUND');
  });

  test('diagnostics carry agent, action, key and run, besides what the line itself says', async () => {
    const harness = await openHarness(
      new Agent('greeter').addAction('greet', [InputEvent], (_event, ctx) => {
        ctx.logger.info('hello', { to: 'ada' });
        ctx.logger.error('no', { key: 'another' });
      }),
    );
    harness.process(1, { key: ['eu', 7] });
    await harness.settle();
    expect(harness.diagnostics).toEqual([
      {
        level: 'info',
        message: 'hello',
        fields: { agent: 'greeter', action: 'greet', key: '["eu", 7]', runNumber: 0, to: 'ada' },
      },
      {
        level: 'error',
        message: 'no',
        fields: { agent: 'greeter', action: 'greet', key: 'another', runNumber: 0 },
      },
    ]);
  });

  test('long-term memory is refused by name where there is none', async () => {
    expect(await inAction((ctx) => codeOf(thrownBy(() => ctx.longTermMemory)))).toBe('LONG_TERM_MEMORY_NOT_CONFIGURED');
  });

  test.each([
    ['a string', 'text'],
    ['an empty string', ''],
    ['a number', 7],
    ['a negative fraction', -0.5],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a bigint', 2n ** 70n],
    ['a boolean', false],
    ['bytes', new Uint8Array([0, 255])],
    ['an array of everything', ['a', 1, 1n, true, new Uint8Array([1]), []]],
  ] as [string, Key][])('%s can be a key, and comes back as it was', async (_what, key) => {
    expect(await inAction((ctx) => ctx.key, key)).toEqual(key);
  });

  test('a key that is changed by who passed it, or by an action, still is what it was for everybody else', async () => {
    const key = new Uint8Array([1, 2]);
    const keys: Key[] = [];
    const harness = await openHarness(
      new Agent().addAction('look', [InputEvent], (_event, ctx) => {
        keys.push(Array.from(ctx.key as Uint8Array));
        (ctx.key as Uint8Array)[0] = 77;
        ctx.sendEvent(new OutputEvent(ctx.runNumber));
      }),
    );
    harness.process(1, { key });
    key[0] = 99;
    harness.process(2, { key: new Uint8Array([1, 2]) });
    await harness.settle();
    expect(keys).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(outputsOf(harness)).toEqual([0, 1]);
    expect(harness.outputs.map((output) => Array.from(output.key as Uint8Array))).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  test('keys that read the same but are not are kept apart', async () => {
    const keys: Key[] = [
      '1',
      1,
      1n,
      true,
      'true',
      ['1'],
      [1],
      [['1']],
      [],
      '',
      'a_b',
      ['a', 'b'],
      '["1"]',
      new Uint8Array([49]),
    ];
    const harness = await openHarness(
      new Agent().addAction('count', [InputEvent], (_event, ctx) => {
        ctx.shortTermMemory.update<number>('runs', (runs = 0) => runs + 1);
      }),
    );
    for (const key of [...keys, ...keys]) {
      harness.process(1, { key });
    }
    await harness.settle();
    expect(new Set(keys.map(keyIdentity)).size).toBe(keys.length);
    for (const key of keys) {
      expect(harness.shortTermMemory(key)).toEqual({ runs: 2 });
    }
  });

  test('zero and minus zero are one key', async () => {
    const harness = await openHarness(
      new Agent().addAction('look', [InputEvent], (_event, ctx) => ctx.sendEvent(new OutputEvent(ctx.runNumber))),
    );
    harness.process(1, { key: 0 });
    harness.process(1, { key: -0 });
    await harness.settle();
    expect(outputsOf(harness)).toEqual([0, 1]);
  });
});

describe('random numbers and UUIDs', () => {
  const draws = async (turnSeed: number): Promise<ReadonlyMap<string, readonly unknown[]>> => {
    const drawn = new Map<string, unknown[]>();
    const draw = (name: string) => async (_event: Event, ctx: RunnerContext) => {
      const mine = [ctx.random(), ctx.uuid()];
      await ctx.durableExecuteAsync('pause', () => undefined);
      drawn.set(`${String(ctx.key)} ${ctx.runNumber} ${name}`, [...mine, ctx.random()]);
    };
    const harness = await openHarness(
      new Agent().addAction('left', [InputEvent], draw('left')).addAction('right', [InputEvent], draw('right')),
      { turnSeed },
    );
    for (const key of ['a', 'b', 'a']) {
      harness.process(1, { key });
    }
    await harness.finish();
    return drawn;
  };

  test('differ from invocation to invocation and are the same when the work is done again in another order', async () => {
    const first = await draws(1);
    expect(first.size).toBe(6);
    expect(new Set([...first.values()].flat()).size).toBe(18);
    expect(Object.fromEntries(await draws(2))).toEqual(Object.fromEntries(first));
  });

  test('are numbers from 0 to below 1, and version 4 UUIDs', async () => {
    const [random, uuid] = await inAction((ctx) => [ctx.random(), ctx.uuid()] as const);
    expect(random).toBeGreaterThanOrEqual(0);
    expect(random).toBeLessThan(1);
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('memory and the turn', () => {
  test('memory and events cannot be used from when the turn was given away until the call settles', async () => {
    const gate = new Gate();
    const other = new Gate();
    const codes: string[] = [];
    const harness = await openHarness(
      new Agent().addAction('act', [InputEvent], async (_event, ctx) => {
        const call = ctx.durableExecuteAsync('wait', () => gate.promise);
        ctx.shortTermMemory.set('same stretch', 1);
        await other.promise;
        codes.push(codeOf(thrownBy(() => ctx.shortTermMemory.get('same stretch'))));
        codes.push(codeOf(thrownBy(() => ctx.sendEvent(new OutputEvent(1)))));
        await call;
        ctx.shortTermMemory.set('after', 2);
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    other.open();
    await harness.settle();
    gate.open();
    await harness.settle();
    expect(codes).toEqual(['CONTEXT_NOT_IN_TURN', 'CONTEXT_NOT_IN_TURN']);
    expect(harness.shortTermMemory('a')).toEqual({ 'same stretch': 1, after: 2 });
    expect(harness.outputs).toEqual([]);
  });

  test('an invocation sees what was committed before it started, and not what a sibling commits later', async () => {
    const gate = new Gate();
    const harness = await openHarness(
      new Agent()
        .addAction('slow', [InputEvent], async (_event, ctx) => {
          const before = ctx.shortTermMemory.get('x') ?? null;
          await ctx.durableExecuteAsync('wait', () => gate.promise);
          ctx.sendEvent(new OutputEvent(['slow', before, ctx.shortTermMemory.get('x') ?? null]));
        })
        .addAction('quick', [InputEvent], (_event, ctx) => {
          ctx.shortTermMemory.set('x', 'from quick');
          ctx.sendEvent(new Event('next', {}));
        })
        .addAction('next', ['next'], (_event, ctx) => {
          ctx.sendEvent(new OutputEvent(['next', ctx.shortTermMemory.get('x') ?? null]));
        }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    gate.open();
    await harness.settle();
    expect(outputsOf(harness)).toEqual([
      ['next', 'from quick'],
      ['slow', null, null],
    ]);
  });

  test('siblings that write one path: the later commit wins and is counted; update loses nothing', async () => {
    const gates = { first: new Gate(), second: new Gate() };
    const agent = new Agent();
    for (const name of ['first', 'second'] as const) {
      agent.addAction(name, [InputEvent], async (_event, ctx) => {
        const seen = ctx.shortTermMemory.get<number>('set') ?? 0;
        await ctx.durableExecuteAsync('wait', () => gates[name].promise);
        ctx.shortTermMemory.set('set', seen + 1);
        ctx.shortTermMemory.set('last', name);
        ctx.shortTermMemory.update<number>('updated', (count = 0) => count + 1);
      });
    }
    const harness = await openHarness(agent);
    harness.process(1, { key: 'a' });
    await harness.settle();
    gates.second.open();
    await harness.settle();
    gates.first.open();
    await harness.settle();
    expect(harness.shortTermMemory('a')).toEqual({ set: 1, last: 'first', updated: 2 });
    expect(harness.metrics['numOfMemoryConflicts']).toBeGreaterThanOrEqual(2);
  });

  test('a change that throws when it is committed fails the action, and nothing of it stays', async () => {
    const harness = await openHarness(
      new Agent().addAction('act', [InputEvent], (_event, ctx) => {
        ctx.sensoryMemory.set('s', 1);
        ctx.shortTermMemory.set('x', 1);
        ctx.shortTermMemory.update('y', () => {
          throw new Error('cannot change');
        });
        ctx.sendEvent(new OutputEvent(1));
      }),
    );
    harness.process(1, { key: 'a' });
    expect(await failureOf(harness.settle())).toMatchObject({ cause: { message: 'cannot change' } });
    expect(harness.shortTermMemory('a')).toEqual({});
    expect(harness.outputs).toEqual([]);
  });

  test('a change cannot use the context, so nothing is lost without a word', async () => {
    const harness = await openHarness(
      new Agent().addAction('act', [InputEvent], (_event, ctx) => {
        ctx.shortTermMemory.update('x', () => {
          ctx.shortTermMemory.set('lost', 1);
          return 1;
        });
      }),
    );
    harness.process(1, { key: 'a' });
    expect(await failureOf(harness.settle())).toMatchObject({ cause: { code: 'CONTEXT_CLOSED' } });
  });

  test('values are frozen when they are handed out, and copies when they were set', async () => {
    const list = [1];
    const harness = await openHarness(
      new Agent().addAction('act', [InputEvent], (_event, ctx) => {
        ctx.shortTermMemory.set('list', list);
        list.push(2);
        expect(
          thrownBy(() => Reflect.apply(Array.prototype.push, ctx.shortTermMemory.get('list'), [3])),
        ).toBeInstanceOf(TypeError);
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(harness.shortTermMemory('a')).toEqual({ list: [1] });
  });

  test('a reference sent in an event is resolved by another action of the run', async () => {
    const harness = await openHarness(
      new Agent()
        .addAction('write', [InputEvent], (event, ctx) => {
          const shortTerm = ctx.shortTermMemory.set('large.value', event.input);
          const sensory = ctx.sensoryMemory.set('note', 'sensory');
          ctx.sendEvent(new Event('written', { refs: [shortTerm.toJSON(), sensory.toJSON()] }));
        })
        .addAction('read', ['written'], (event, ctx) => {
          const refs = event.attribute('refs');
          const values = (Array.isArray(refs) ? refs : []).map((ref) => MemoryRef.fromJson(ref).resolve(ctx) ?? null);
          ctx.sendEvent(new OutputEvent(values));
        }),
    );
    harness.process({ text: 'x' }, { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual([[{ text: 'x' }, 'sensory']]);
  });
});

describe('the time to live of short-term memory', () => {
  const remember = (): Agent =>
    new Agent().addAction('remember', [InputEvent], async (event, ctx) => {
      if (event.input === 'write') {
        ctx.shortTermMemory.set('value', 'kept');
      } else if (event.input === 'wait') {
        const before = ctx.shortTermMemory.get('value') ?? null;
        await ctx
          .durableExecuteAsync({ id: 'wait', timeoutMs: 500, call: () => new Promise(() => {}) })
          .catch(() => {});
        ctx.sendEvent(new OutputEvent([before, ctx.shortTermMemory.get('value') ?? null]));
      } else {
        ctx.sendEvent(new OutputEvent(ctx.shortTermMemory.get('value') ?? null));
      }
    });
  const config = { 'short-term-memory': { 'state-ttl': { ms: 100, 'update-type': 'ON_CREATE_AND_WRITE' } } };

  test('a value can be read until its time is over, not after', async () => {
    const harness = await openHarness(remember(), { config });
    harness.process('write', { key: 'a' });
    await harness.settle();
    for (const waitMs of [99, 1]) {
      harness.clock.advance(waitMs);
      harness.process('read', { key: 'a' });
      await harness.settle();
    }
    expect(outputsOf(harness)).toEqual(['kept', null]);
    expect(harness.shortTermMemory('a')).toEqual({});
  });

  test('what a run saw when it began it sees until it ends, however long it takes', async () => {
    const harness = await openHarness(remember(), { config });
    harness.process('write', { key: 'a' });
    await harness.settle();
    harness.clock.advance(99);
    harness.process('wait', { key: 'a' });
    await harness.settle();
    harness.clock.advance(500);
    await harness.settle();
    expect(outputsOf(harness)).toEqual([['kept', 'kept']]);
  });

  test('reading keeps a value alive where it is configured to, which is the default', async () => {
    const harness = await openHarness(remember(), { config: { 'short-term-memory.state-ttl.ms': 100 } });
    harness.process('write', { key: 'a' });
    await harness.settle();
    for (const waitMs of [60, 60, 60, 100]) {
      harness.clock.advance(waitMs);
      harness.process('read', { key: 'a' });
      await harness.settle();
    }
    expect(outputsOf(harness)).toEqual(['kept', 'kept', 'kept', null]);
  });

  test('without one, values stay', async () => {
    const harness = await openHarness(remember());
    harness.process('write', { key: 'a' });
    await harness.settle();
    harness.clock.advance(1e12);
    harness.process('read', { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['kept']);
  });

  test('the memory of keys that never come back is removed, too', async () => {
    // What has expired would show until it is removed.
    const visible = { ms: 100, 'update-type': 'ON_CREATE_AND_WRITE', visibility: 'RETURN_EXPIRED_IF_NOT_CLEANED_UP' };
    const harness = await openHarness(remember(), { config: { 'short-term-memory': { 'state-ttl': visible } } });
    for (let number = 0; number < 50; number++) {
      harness.process('write', { key: `gone ${number}` });
    }
    await harness.settle();
    harness.clock.advance(1000);
    expect(harness.shortTermMemory('gone 0')).toEqual({ value: 'kept' });
    for (let number = 0; number < 60; number++) {
      harness.process('read', { key: 'busy' });
    }
    await harness.settle();
    for (let number = 0; number < 50; number++) {
      expect(harness.shortTermMemory(`gone ${number}`)).toEqual({});
    }
  });
});
