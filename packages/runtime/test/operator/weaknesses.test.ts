import {
  Agent,
  type Attributes,
  ChatResponseEvent,
  Event,
  type EventLogger,
  InputEvent,
  type Key,
  type LongTermMemory,
  OutputEvent,
  type RunnerContext,
  ToolResponse,
  ToolResponseEvent,
} from '@millrace/api';
import { expect, test } from 'vitest';
import { codeOf, failureOf, thrownBy } from '../support/failure-of.js';
import { Gate } from '../support/gate.js';
import { openHarness, outputsOf } from '../support/open-harness.js';

// What other engines of this design have been seen to get wrong, one promise each.

test('identical events of one invocation are different events: each triggers its action, with a context of its own', async () => {
  const gates = [new Gate<string>(), new Gate<string>(), new Gate<string>()];
  const calls: string[] = [];
  const harness = await openHarness(
    new Agent()
      .addAction('send', [InputEvent], (_event, ctx) => {
        for (let copy = 0; copy < 3; copy++) {
          ctx.sendEvent(new Event('same', { text: 'equal' }));
        }
      })
      .addAction('receive', ['same'], async (_event, ctx) => {
        const before = ctx.random();
        const index = calls.length;
        const answer = await ctx.durableExecuteAsync('call', ({ idempotencyKey }) => {
          calls.push(idempotencyKey);
          return gates[index]?.promise;
        });
        ctx.sendEvent(new OutputEvent([answer ?? null, before]));
      }),
  );
  harness.process(1, { key: 'a' });
  await harness.settle();
  expect(new Set(calls).size).toBe(3);
  for (const index of [1, 0, 2]) {
    gates[index]?.open(`answer ${index}`);
    await harness.settle();
  }
  const outputs = outputsOf(harness).flatMap((value) => (Array.isArray(value) ? [value] : []));
  expect(outputs.map(([answer]) => answer)).toEqual(['answer 1', 'answer 0', 'answer 2']);
  expect(new Set(outputs.map(([, drawn]) => drawn)).size).toBe(3);
  expect(new Set(harness.outputs.map(({ outputId }) => outputId)).size).toBe(3);
});

test('events sent before an await leave when the invocation completes, once, in order, with those sent after it', async () => {
  const gate = new Gate();
  const harness = await openHarness(
    new Agent().addAction('act', [InputEvent], async (_event, ctx) => {
      ctx.sendEvent(new OutputEvent('before'));
      await ctx.durableExecuteAsync('wait', () => gate.promise);
      ctx.sendEvent(new OutputEvent('after'));
    }),
  );
  harness.process(1, { key: 'a' });
  await harness.settle();
  expect(harness.outputs).toEqual([]);
  gate.open();
  await harness.settle();
  expect(outputsOf(harness)).toEqual(['before', 'after']);
});

test('every invocation has an outbox of its own: a suspended one neither stops others from starting nor leaks into them', async () => {
  const gates = new Map<string, Gate>();
  const harness = await openHarness(
    new Agent().addAction('act', [InputEvent], async (event, ctx) => {
      const name = String(event.input);
      const gate = new Gate();
      gates.set(name, gate);
      ctx.sendEvent(new OutputEvent(`${name} before`));
      await ctx.durableExecuteAsync('wait', () => gate.promise);
      ctx.sendEvent(new OutputEvent(`${name} after`));
    }),
  );
  harness.process('one', { key: 1, timestamp: 100 });
  harness.process('two', { key: 2, timestamp: 200 });
  await harness.settle();
  for (const name of ['two', 'one']) {
    gates.get(name)?.open();
    await harness.settle();
  }
  expect(harness.outputs.map(({ value, key, timestamp }) => [value, key, timestamp])).toEqual([
    ['two before', 2, 200],
    ['two after', 2, 200],
    ['one before', 1, 100],
    ['one after', 1, 100],
  ]);
});

test('an object made in memory is an object for every later action and run', async () => {
  const seen: unknown[] = [];
  const look = (ctx: RunnerContext): void => {
    seen.push([ctx.shortTermMemory.has('box'), ctx.shortTermMemory.getObject('box')?.fieldNames()]);
  };
  const harness = await openHarness(
    new Agent()
      .addAction('make', [InputEvent], (event, ctx) => {
        look(ctx);
        if (event.input === 'make') {
          ctx.shortTermMemory.newObject('box');
          ctx.sendEvent(new Event('made', {}));
        }
      })
      .addAction('fill', ['made'], (_event, ctx) => {
        look(ctx);
        ctx.shortTermMemory.newObject('box').set('ball', 1);
      }),
  );
  harness.process('make', { key: 'a' });
  harness.process('look', { key: 'a' });
  await harness.settle();
  expect(seen).toEqual([
    [false, undefined],
    [true, []],
    [true, ['ball']],
  ]);
});

test('an event without a time has none all the way, not the time zero', async () => {
  const harness = await openHarness(
    new Agent().addAction('answer', [InputEvent], (event, ctx) => {
      ctx.sendEvent(new OutputEvent([event.sourceTimestamp ?? null]));
    }),
  );
  harness.process(1, { key: 'a' });
  await harness.settle();
  expect(harness.outputs.map(({ value, timestamp }) => [value, timestamp])).toEqual([[[null], undefined]]);
});

test('siblings that write different fields of one object keep all of them, also in the list of names', async () => {
  const gates = [new Gate(), new Gate(), new Gate()];
  const agent = new Agent();
  for (const [index, gate] of gates.entries()) {
    agent.addAction(`sibling_${index}`, [InputEvent], async (_event, ctx) => {
      ctx.shortTermMemory.set(`object.early_${index}`, index);
      await ctx.durableExecuteAsync('wait', () => gate.promise);
      ctx.shortTermMemory.set(`object.late_${index}`, index);
    });
  }
  agent.addAction('names', ['type == "_input_event" && attributes.input == "names"'], (_event, ctx) => {
    ctx.sendEvent(new OutputEvent(ctx.shortTermMemory.getObject('object')?.fieldNames().toSorted() ?? null));
  });
  const harness = await openHarness(agent);
  harness.process('write', { key: 'a' });
  await harness.settle();
  for (const index of [2, 0, 1]) {
    gates[index]?.open();
    await harness.settle();
  }
  harness.process('names', { key: 'a' });
  await harness.settle();
  expect(outputsOf(harness)).toEqual([['early_0', 'early_1', 'early_2', 'late_0', 'late_1', 'late_2']]);
});

test('what an invocation sees does not change under it, whatever its siblings commit', async () => {
  const gate = new Gate();
  const views: unknown[] = [];
  const harness = await openHarness(
    new Agent()
      .addAction('reader', [InputEvent], async (_event, ctx) => {
        for (let look = 0; look < 2; look++) {
          const { shortTermMemory: memory } = ctx;
          views.push([memory.get('old') ?? null, memory.get('new') ?? null, memory.fieldNames()]);
          await ctx.durableExecuteAsync('wait', () => gate.promise);
        }
      })
      .addAction('writer', [InputEvent], (_event, ctx) => {
        ctx.shortTermMemory.delete('old');
        ctx.shortTermMemory.set('new', ctx.runNumber);
      })
      .addAction('first', ['type == "_input_event" && attributes.input == "first"'], (_event, ctx) => {
        ctx.shortTermMemory.set('old', 'value');
      }),
  );
  gate.open();
  harness.process('first', { key: 'a' });
  await harness.settle();
  views.length = 0;
  harness.process('second', { key: 'a' });
  await harness.settle();
  expect(views[1]).toEqual(views[0]);
  expect(views[0]).toEqual(['value', 0, expect.arrayContaining(['old', 'new'])]);
  expect(harness.shortTermMemory('a')).toEqual({ new: 1 });
});

test('a call that succeeds with nothing or with null is a success', async () => {
  const harness = await openHarness(
    new Agent().addAction('act', [InputEvent], async (_event, ctx) => {
      const nothing = await ctx.durableExecuteAsync('nothing', () => undefined);
      const empty = await ctx.durableExecuteAsync('null', () => null);
      ctx.sendEvent(new OutputEvent([nothing === undefined, empty]));
    }),
  );
  harness.process(1, { key: 'a' });
  await harness.settle();
  expect(outputsOf(harness)).toEqual([[true, null]]);
});

test('an input that triggers no action does not stall the inputs behind it, nor the watermark, nor the end', async () => {
  const harness = await openHarness(
    new Agent().addAction('odd', ['type == "_input_event" && attributes.input % 2 == 1'], async (event, ctx) => {
      await ctx.durableExecuteAsync('wait', () => new Promise((resolve) => setImmediate(resolve)));
      ctx.sendEvent(new OutputEvent(event.attribute('input') ?? null));
    }),
  );
  for (let number = 1; number <= 9; number++) {
    harness.process(number, { key: 'a', timestamp: number });
  }
  harness.processWatermark(10);
  await harness.finish();
  expect(outputsOf(harness)).toEqual([1, 3, 5, 7, 9]);
  expect(harness.watermarks).toEqual([10]);
  expect(harness.metrics['runDurationMs.count']).toBe(9);
  expect(harness.pendingInputs()).toBe(0);
});

test('an input that triggers no action is not overtaken by the ones behind it', async () => {
  const order: number[] = [];
  const harness = await openHarness(
    new Agent().addAction('note', ['type == "_input_event" && attributes.input != 1'], (_event, ctx) => {
      order.push(ctx.runNumber);
    }),
  );
  for (let number = 0; number < 4; number++) {
    harness.process(number, { key: 'a' });
  }
  await harness.settle();
  expect(order).toEqual([0, 2, 3]);
});

test('keys may hold any characters, and none is part of another', async () => {
  const keys: readonly Key[] = [
    'a',
    'a_b',
    'a_b_c',
    '_',
    '__',
    'a.b',
    'a/b',
    'a\u0000b',
    '\ud800',
    '=',
    '%',
    'a b',
    '😀',
    '',
  ];
  const harness = await openHarness(
    new Agent().addAction('count', [InputEvent], async (event, ctx) => {
      const seen = ctx.shortTermMemory.get<number>('seen') ?? 0;
      await ctx.durableExecuteAsync('wait', () => undefined);
      ctx.shortTermMemory.set('seen', seen + 1);
      ctx.sendEvent(new OutputEvent([event.input, ctx.runNumber]));
    }),
  );
  for (let round = 0; round < 2; round++) {
    for (const [index, key] of keys.entries()) {
      harness.process(index, { key });
    }
  }
  await harness.finish();
  expect(harness.outputs).toHaveLength(2 * keys.length);
  for (const [index, key] of keys.entries()) {
    expect(harness.shortTermMemory(key)).toEqual({ seen: 2 });
    expect(harness.outputs.filter((output) => output.key === key).map(({ value }) => value)).toEqual([
      [index, 0],
      [index, 1],
    ]);
  }
});

test('nothing is polled: while a thousand runs are suspended not one turn is taken', async () => {
  const gates: Gate[] = [];
  const harness = await openHarness(
    new Agent().addAction('wait', [InputEvent], async (_event, ctx) => {
      await ctx.durableExecuteAsync('wait', () => {
        const gate = new Gate();
        gates.push(gate);
        return gate.promise;
      });
      ctx.sendEvent(new OutputEvent(String(ctx.key)));
    }),
    { config: { 'num-async-threads': 1000 } },
  );
  for (let number = 0; number < 1000; number++) {
    harness.process(number, { key: number });
  }
  await harness.settle();
  expect(gates).toHaveLength(1000);
  let turns = 0;
  for (let round = 0; round < 100; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    while (harness.step()) {
      turns++;
    }
  }
  expect(turns).toBe(0);
  gates[500]?.open();
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    while (harness.step()) {
      turns++;
    }
  }
  expect(outputsOf(harness)).toEqual(['500']);
  // The outcome arrives, the run hands out its turn, the action ends.
  expect(turns).toBeLessThanOrEqual(4);
});

test('what an action throws fails the job, also when it is an error of the language and not an exception', async () => {
  for (const act of [
    () => {
      throw new ReferenceError('no such class');
    },
    () => JSON.parse('{'),
    async () => Reflect.apply(Reflect.get({}, 'missing'), undefined, []),
  ]) {
    const harness = await openHarness(new Agent().addAction('act', [InputEvent], act));
    harness.process(1, { key: 'a' });
    expect(codeOf(await failureOf(harness.settle()))).toBe('ACTION_FAILED');
    expect(harness.tasks('a').map(({ state }) => state)).not.toContain('running');
  }
});

test('nothing grows without a bound: a flooded key makes the sources wait, and its length is to be seen', async () => {
  const gate = new Gate();
  const harness = await openHarness(
    new Agent().addAction('wait', [InputEvent], async (_event, ctx) => {
      await ctx.durableExecuteAsync('wait', () => gate.promise);
    }),
    { config: { 'pending-inputs.max': 10 } },
  );
  let taken = 0;
  while (harness.hasRoom) {
    harness.process(taken++, { key: 'flooded' });
    await harness.settle();
  }
  expect(taken).toBe(11);
  expect(harness.metrics).toMatchObject({
    pendingInputs: 10,
    mostPendingInputsOfOneKey: 10,
    keyWithMostPendingInputs: '"flooded"',
  });
  gate.open();
  await harness.finish();
  expect(harness.hasRoom).toBe(true);
  expect(harness.metrics).toMatchObject({ pendingInputs: 0, mostPendingInputsOfOneKey: 0, numOfInputs: 11 });
});

test('an event log that fails in every way never fails the job', async () => {
  const fail = (): never => {
    throw new Error('disk full');
  };
  const failing: EventLogger = { open: () => {}, append: fail, flush: fail, close: fail };
  const harness = await openHarness(
    new Agent().addAction('answer', [InputEvent], (event, ctx) => ctx.sendEvent(new OutputEvent(event.input))),
    { eventLogger: failing, listeners: [{ onEventProcessed: fail }] },
  );
  harness.process(1, { key: 'a' });
  await harness.settle();
  await harness.close();
  expect(outputsOf(harness)).toEqual([1]);
  expect(harness.metrics).toMatchObject({ eventLogWriteFailures: 3, eventListenerFailures: 2 });
});

test('an event cannot be changed once it is sent: not by its sender, not by an action, not while a sibling is suspended', async () => {
  const gate = new Gate();
  const attempts: unknown[] = [];
  const shared = { list: [1], object: { x: 1 } };
  const harness = await openHarness(
    new Agent()
      .addAction('send', [InputEvent], (_event, ctx) => {
        ctx.sendEvent(new Event('shared', shared));
        shared.list.push(2);
        Reflect.set(shared.object, 'x', 2);
      })
      .addAction('suspended', ['shared'], async (event, ctx) => {
        const before = structuredClone(event.attributes);
        await ctx.durableExecuteAsync('wait', () => gate.promise);
        ctx.sendEvent(new OutputEvent([before, event.attributes]));
      })
      .addAction('meddling', ['shared'], (event) => {
        const attributes: Attributes = event.attributes;
        attempts.push(
          thrownBy(() => Object.assign(attributes, { added: true })),
          thrownBy(() => Reflect.apply(Array.prototype.push, attributes['list'], [3])),
          thrownBy(() => Object.assign(Object(attributes['object']), { x: 3 })),
          thrownBy(() => Object.assign(event, { type: 'other' })),
        );
      }),
  );
  harness.process(1, { key: 'a' });
  await harness.settle();
  gate.open();
  await harness.settle();
  expect(attempts.map((error) => error instanceof TypeError)).toEqual([true, true, true, true]);
  const original = { list: [1], object: { x: 1 } };
  expect(outputsOf(harness)).toEqual([[original, original]]);
});

test('dates and bytes of an event cannot be changed by one action for another', async () => {
  const harness = await openHarness(
    new Agent()
      .addAction('send', [InputEvent], (_event, ctx) => {
        ctx.sendEvent(new Event('dated', { at: new Date(1_000), bytes: new Uint8Array([1]) }));
      })
      .addAction('meddling', ['dated'], ({ attributes }) => {
        (attributes['at'] as Date).setTime(0);
        (attributes['bytes'] as Uint8Array)[0] = 9;
      })
      .addAction('reading', ['dated'], ({ attributes }, ctx) => ctx.sendEvent(new OutputEvent({ ...attributes }))),
  );
  harness.process(1, { key: 'a' });
  await harness.settle();
  expect(outputsOf(harness)).toEqual([{ at: new Date(1_000), bytes: new Uint8Array([1]) }]);
});

test('events that trigger nothing are counted', async () => {
  const harness = await openHarness(
    new Agent().addAction('send', [InputEvent], (_event, ctx) => {
      ctx.sendEvent(new Event('unheard', {}));
      ctx.sendEvent(new Event('unheard', {}));
      ctx.sendEvent(new OutputEvent('heard by the sink'));
    }),
  );
  harness.process(1, { key: 'a' });
  await harness.settle();
  expect(harness.metrics['numOfEventsWithoutAction']).toBe(2);
  expect(harness.isIdle).toBe(true);
});

test('long-term memory is made for the invocation that asks, so nobody reads that of another key', async () => {
  const asked: Key[] = [];
  const memories = new Map<Key, LongTermMemory>();
  const harness = await openHarness(
    new Agent().addAction('ask', [InputEvent], async (_event, ctx) => {
      const first = ctx.longTermMemory;
      await ctx.durableExecuteAsync('wait', () => undefined);
      ctx.sendEvent(new OutputEvent(memories.get(ctx.key) === first && memories.get(ctx.key) === ctx.longTermMemory));
    }),
    {
      turnSeed: 1,
      longTermMemory: (context) => {
        asked.push(context.key);
        // Only its identity matters here.
        const memory = memories.get(context.key) ?? (Object.freeze({}) as LongTermMemory);
        memories.set(context.key, memory);
        return memory;
      },
    },
  );
  // Texts whose hash codes are equal in other languages.
  for (const key of ['Aa', 'BB', 2 ** 32, 2n ** 32n]) {
    harness.process(1, { key });
  }
  await harness.finish();
  expect(outputsOf(harness)).toEqual([true, true, true, true]);
  expect(new Set(asked)).toEqual(new Set(['Aa', 'BB', 2 ** 32, 2n ** 32n]));
});

test('answers of tools that nobody waits for are no concern of the chat action', async () => {
  const harness = await openHarness(
    new Agent()
      .addAction('send', [InputEvent], (_event, ctx) => {
        const responses = new Map([['call', ToolResponse.success(1)]]);
        ctx.sendEvent(new ToolResponseEvent({ requestId: 'nobody', responses }));
      })
      .addAction('answered', [ChatResponseEvent], (_event, ctx) => ctx.sendEvent(new OutputEvent('answered'))),
  );
  harness.process(1, { key: 'a' });
  await harness.settle();
  expect(harness.outputs).toEqual([]);
  expect(harness.isIdle).toBe(true);
});

test('a missing path is undefined, and a path through a value is refused by name before anything is written', async () => {
  const seen: unknown[] = [];
  const harness = await openHarness(
    new Agent().addAction('act', [InputEvent], (_event, ctx) => {
      const { shortTermMemory: memory } = ctx;
      seen.push(memory.get('missing'), memory.get('missing.below'), memory.getObject('missing'));
      memory.set('a', 1);
      for (const path of ['a.b', '', '.', 'a.', '..', '.a']) {
        seen.push(codeOf(thrownBy(() => memory.set(path, 2))));
      }
      memory.set('o.x', 1);
      seen.push(codeOf(thrownBy(() => memory.set('o', 2))), codeOf(thrownBy(() => memory.get('o'))));
    }),
  );
  harness.process(1, { key: 'a' });
  await harness.settle();
  const invalid = Array.from({ length: 5 }, () => 'MEMORY_PATH_INVALID');
  expect(seen).toEqual([
    undefined,
    undefined,
    undefined,
    'MEMORY_PATH_IS_VALUE',
    ...invalid,
    'MEMORY_PATH_IS_OBJECT',
    'MEMORY_PATH_IS_OBJECT',
  ]);
  expect(harness.shortTermMemory('a')).toEqual({ a: 1, 'o.x': 1 });
});
