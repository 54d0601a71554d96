import { Agent, Event, InputEvent, type Key, OutputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { doublingAgent } from '../support/doubling-agent.js';
import { Gate } from '../support/gate.js';
import { openHarness, outputsOf } from '../support/open-harness.js';

describe('the way of an event', () => {
  test('an input passes through a chain of actions that is joined by events and memory', async () => {
    const harness = await openHarness(doublingAgent());
    harness.process(0, { key: 'a' });
    await harness.settle();
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual([2, 4]);
    expect(harness.isIdle).toBe(true);
  });

  test('an action runs on a turn of its own, not while its event is routed', async () => {
    const harness = await openHarness(doublingAgent());
    harness.process(5, { key: 'a' });
    expect(harness.waitingTurns).toBe(1);
    expect(harness.tasks('a')).toEqual([{ action: 'add_one', state: 'queued' }]);
    expect(harness.step()).toBe(true);
    expect(harness.waitingTurns).toBe(1);
    expect(harness.tasks('a')).toEqual([{ action: 'double', state: 'queued' }]);
    expect(harness.step()).toBe(true);
    expect(outputsOf(harness)).toEqual([12]);
    expect(harness.step()).toBe(false);
  });

  test('the actions an event triggers start in the order in which they were added, each once', async () => {
    const started: string[] = [];
    const agent = new Agent();
    for (const name of ['first', 'second', 'third']) {
      agent.addAction(name, [InputEvent, InputEvent.type], () => void started.push(name));
    }
    const harness = await openHarness(agent);
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(started).toEqual(['first', 'second', 'third']);
  });

  test('actions of one event run before the actions of the events they send', async () => {
    const started: string[] = [];
    const harness = await openHarness(
      new Agent()
        .addAction('left', [InputEvent], (_event, ctx) => {
          started.push('left');
          ctx.sendEvent(new Event('next', {}));
        })
        .addAction('right', [InputEvent], () => void started.push('right'))
        .addAction('after', ['next'], () => void started.push('after')),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(started).toEqual(['left', 'right', 'after']);
  });

  test('events leave an invocation in the order in which they were sent, when it completes', async () => {
    const harness = await openHarness(
      new Agent().addAction('count', [InputEvent], (event, ctx) => {
        for (let number = 0; number < Number(event.input); number++) {
          ctx.sendEvent(new OutputEvent(number));
        }
      }),
    );
    harness.process(4, { key: 'a' });
    expect(harness.outputs).toHaveLength(0);
    await harness.settle();
    expect(outputsOf(harness)).toEqual([0, 1, 2, 3]);
  });

  test('an output triggers nothing, also when an action names its type', async () => {
    const triggered: string[] = [];
    const harness = await openHarness(
      new Agent()
        .addAction('answer', [InputEvent], (_event, ctx) => ctx.sendEvent(new OutputEvent('out')))
        .addAction('never', [OutputEvent], (event) => void triggered.push(event.type)),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['out']);
    expect(triggered).toEqual([]);
  });

  test('a plain event of the output type is an output', async () => {
    const harness = await openHarness(
      new Agent().addAction('answer', [InputEvent], (_event, ctx) =>
        ctx.sendEvent(new Event('_output_event', { output: [1, 2n] })),
      ),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual([[1, 2n]]);
  });
});

describe('runs', () => {
  test('inputs of one key are processed one run at a time, in arrival order', async () => {
    const harness = await openHarness(doublingAgent());
    harness.process(0, { key: 'a' });
    harness.process(1, { key: 'a' });
    expect(harness.waitingTurns).toBe(1);
    expect(harness.pendingInputs('a')).toBe(1);
    harness.step();
    harness.step();
    expect(outputsOf(harness)).toEqual([2]);
    expect(harness.pendingInputs('a')).toBe(1);
    await harness.settle();
    expect(outputsOf(harness)).toEqual([2, 4]);
    expect(harness.pendingInputs()).toBe(0);
  });

  test('inputs of different keys are processed side by side', async () => {
    const harness = await openHarness(doublingAgent());
    harness.process(0, { key: 'a' });
    harness.process(1, { key: 'b' });
    expect(harness.waitingTurns).toBe(2);
    expect(harness.keysInFlight).toEqual(['a', 'b']);
    harness.step();
    harness.step();
    expect(harness.waitingTurns).toBe(2);
    expect(harness.outputs).toHaveLength(0);
    await harness.settle();
    expect(outputsOf(harness)).toEqual([2, 4]);
  });

  test('a key that waits for something does not hold up the others', async () => {
    const gate = new Gate();
    const harness = await openHarness(
      new Agent().addAction('wait', [InputEvent], async (event, ctx) => {
        if (ctx.key === 'slow') {
          await gate.promise;
        }
        ctx.sendEvent(new OutputEvent(event.input));
      }),
    );
    harness.process('slow', { key: 'slow' });
    harness.process('quick 1', { key: 'quick' });
    harness.process('quick 2', { key: 'quick' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['quick 1', 'quick 2']);
    gate.open();
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['quick 1', 'quick 2', 'slow']);
  });

  test('runs are numbered 0, 1, 2 … per key, also those that trigger nothing', async () => {
    const numbers: [Key, number][] = [];
    const harness = await openHarness(
      new Agent().addAction('note', ['type == "_input_event" && attributes.input == "note"'], (_event, ctx) => {
        numbers.push([ctx.key, ctx.runNumber]);
      }),
    );
    for (const [key, value] of [
      ['a', 'note'],
      ['b', 'note'],
      ['a', 'ignored'],
      ['a', 'note'],
      ['b', 'note'],
    ] as const) {
      harness.process(value, { key });
    }
    await harness.settle();
    expect(numbers.filter(([key]) => key === 'a')).toEqual([
      ['a', 0],
      ['a', 2],
    ]);
    expect(numbers.filter(([key]) => key === 'b')).toEqual([
      ['b', 0],
      ['b', 1],
    ]);
  });

  test('short-term memory lasts from run to run of a key and is not seen by other keys', async () => {
    const harness = await openHarness(
      new Agent().addAction('count', [InputEvent], (_event, ctx) => {
        const seen = (ctx.shortTermMemory.get<number>('seen') ?? 0) + 1;
        ctx.shortTermMemory.set('seen', seen);
        ctx.sendEvent(new OutputEvent([String(ctx.key), seen]));
      }),
    );
    for (const key of ['a', 'a', 'b', 'a']) {
      harness.process(null, { key });
    }
    await harness.settle();
    expect(outputsOf(harness).filter((value) => Array.isArray(value) && value[0] === 'a')).toEqual([
      ['a', 1],
      ['a', 2],
      ['a', 3],
    ]);
    expect(harness.shortTermMemory('a')).toEqual({ seen: 3 });
    expect(harness.shortTermMemory('b')).toEqual({ seen: 1 });
  });

  test('sensory memory lasts from action to action of a run and is empty when the next run begins', async () => {
    const harness = await openHarness(
      new Agent()
        .addAction('write', [InputEvent], (event, ctx) => {
          ctx.sendEvent(new OutputEvent(['before', ctx.sensoryMemory.get('note') ?? null]));
          ctx.sensoryMemory.set('note', event.input);
          ctx.sendEvent(new Event('written', {}));
        })
        .addAction('read', ['written'], (_event, ctx) => {
          ctx.sendEvent(new OutputEvent(['after', ctx.sensoryMemory.get('note') ?? null]));
        }),
    );
    harness.process('one', { key: 'a' });
    harness.process('two', { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual([
      ['before', null],
      ['after', 'one'],
      ['before', null],
      ['after', 'two'],
    ]);
  });

  test('now() is the time at which the run began, however long the run takes', async () => {
    const gate = new Gate();
    const harness = await openHarness(
      new Agent()
        .addAction('first', [InputEvent], async (_event, ctx) => {
          const before = ctx.now();
          await ctx.durableExecuteAsync('wait', () => gate.promise);
          ctx.sendEvent(new Event('later', { before, after: ctx.now() }));
        })
        .addAction('second', ['later'], (event, ctx) => {
          ctx.sendEvent(new OutputEvent([event.attribute('before'), event.attribute('after'), ctx.now()].map(Number)));
        }),
    );
    harness.clock.advance(1000);
    harness.process(1, { key: 'a' });
    harness.process(2, { key: 'a' });
    await harness.settle();
    harness.clock.advance(500);
    gate.open();
    await harness.settle();
    expect(outputsOf(harness)).toEqual([
      [1000, 1000, 1000],
      [1500, 1500, 1500],
    ]);
  });
});

describe('the turn of a run', () => {
  test('an invocation keeps its turn while it awaits plain promises', async () => {
    const gate = new Gate();
    const order: string[] = [];
    const harness = await openHarness(
      new Agent()
        .addAction('first', [InputEvent], async () => {
          order.push('first starts');
          await gate.promise;
          order.push('first ends');
        })
        .addAction('second', [InputEvent], () => void order.push('second')),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(order).toEqual(['first starts']);
    expect(harness.tasks('a')).toEqual([
      { action: 'first', state: 'running' },
      { action: 'second', state: 'queued' },
    ]);
    gate.open();
    await harness.settle();
    expect(order).toEqual(['first starts', 'first ends', 'second']);
  });

  test('durableExecute keeps the turn, durableExecuteAsync gives it to the next task of the run', async () => {
    for (const [mode, expected] of [
      ['durableExecute', ['first starts', 'first ends', 'second']],
      ['durableExecuteAsync', ['first starts', 'second', 'first ends']],
    ] as const) {
      const gate = new Gate();
      const order: string[] = [];
      const harness = await openHarness(
        new Agent()
          .addAction('first', [InputEvent], async (_event, ctx) => {
            order.push('first starts');
            await ctx[mode]('wait', () => gate.promise);
            order.push('first ends');
          })
          .addAction('second', [InputEvent], () => void order.push('second')),
      );
      harness.process(1, { key: 'a' });
      await harness.settle();
      gate.open();
      await harness.settle();
      expect([mode, ...order]).toEqual([mode, ...expected]);
    }
  });

  test('a follow-up action runs while an invocation of its run is suspended', async () => {
    const gate = new Gate();
    const harness = await openHarness(
      new Agent()
        .addAction('slow', [InputEvent], async (_event, ctx) => {
          await ctx.durableExecuteAsync('wait', () => gate.promise);
          ctx.sendEvent(new OutputEvent('slow'));
        })
        .addAction('quick', [InputEvent], (_event, ctx) => ctx.sendEvent(new Event('next', {})))
        .addAction('follow', ['next'], (_event, ctx) => ctx.sendEvent(new OutputEvent('follow'))),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['follow']);
    expect(harness.tasks('a')).toEqual([{ action: 'slow', state: 'suspended' }]);
    gate.open();
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['follow', 'slow']);
  });

  test('outcomes that have arrived and tasks that are queued take the turn in the order in which they asked for it', async () => {
    const gates = { one: new Gate(), two: new Gate(), holder: new Gate() };
    const order: string[] = [];
    const harness = await openHarness(
      new Agent()
        .addAction('one', [InputEvent], async (_event, ctx) => {
          await ctx.durableExecuteAsync('one', () => gates.one.promise);
          order.push('one');
          ctx.sendEvent(new Event('next', {}));
        })
        .addAction('two', [InputEvent], async (_event, ctx) => {
          await ctx.durableExecuteAsync('two', () => gates.two.promise);
          order.push('two');
        })
        .addAction('holder', [InputEvent], async () => {
          await gates.holder.promise;
          order.push('holder');
        })
        .addAction('next', ['next'], () => void order.push('next')),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    gates.two.open();
    await harness.settle();
    gates.one.open();
    await harness.settle();
    expect(order).toEqual([]);
    gates.holder.open();
    await harness.settle();
    expect(order).toEqual(['holder', 'two', 'one', 'next']);
  });

  test('no two invocations of a run are ever between their awaits of the runtime at the same time', async () => {
    let running = 0;
    let most = 0;
    const agent = new Agent();
    for (let number = 0; number < 20; number++) {
      agent.addAction(`action_${number}`, [InputEvent], async (_event, ctx) => {
        for (let part = 0; part < 3; part++) {
          running++;
          most = Math.max(most, running);
          await Promise.resolve();
          running--;
          await ctx.durableExecuteAsync('pause', () => undefined);
        }
      });
    }
    const harness = await openHarness(agent, { turnSeed: 7 });
    harness.process(1, { key: 'a' });
    await harness.finish();
    expect(most).toBe(1);
    expect(harness.metrics['numOfActionsExecuted']).toBe(20);
  });

  test('a suspended run of one key lets a thousand runs of other keys through', async () => {
    const gate = new Gate();
    const harness = await openHarness(
      new Agent().addAction('work', [InputEvent], async (event, ctx) => {
        if (event.input === 'wait') {
          await ctx.durableExecuteAsync('wait', () => gate.promise);
        }
        ctx.sendEvent(new OutputEvent(event.input));
      }),
    );
    harness.process('wait', { key: 'suspended' });
    for (let number = 0; number < 1000; number++) {
      harness.process(number, { key: number });
    }
    await harness.settle();
    expect(harness.outputs).toHaveLength(1000);
    gate.open();
    await harness.settle();
    expect(outputsOf(harness).at(-1)).toBe('wait');
  });
});
