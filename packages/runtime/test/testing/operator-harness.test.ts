import { Agent, AgentConfiguration, Event, InputEvent, OutputEvent } from '@millrace/api';
import { defineTool } from '@millrace/plan';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ManualClock, OperatorHarness } from '../../src/testing/index.js';
import { doublingAgent } from '../support/doubling-agent.js';
import { codeOf, failureOf, thrownBy } from '../support/failure-of.js';
import { Gate } from '../support/gate.js';
import { openHarness, outputsOf } from '../support/open-harness.js';

/** Calls a service that answers after a second of the clock. */
function slowAgent(clock: ManualClock): Agent {
  return new Agent('slow').addAction('ask', [InputEvent], async (event, ctx) => {
    const answer = await ctx.durableExecuteAsync(
      'service',
      () =>
        new Promise<string>((resolve) => {
          clock.setTimer(1000, () => resolve(`answer to ${event.input}`));
        }),
    );
    ctx.shortTermMemory.set('last.answer', answer);
    ctx.sendEvent(new OutputEvent(answer));
  });
}

describe('a test of an agent', () => {
  test('gives records, settles, and looks at outputs, events, memory and metrics', async () => {
    const harness = await openHarness(doublingAgent());
    harness.process(20, { key: 'a', timestamp: 5 });
    await harness.settle();
    expect(harness.outputs).toEqual([
      expect.objectContaining({
        value: 42,
        key: 'a',
        timestamp: 5,
        outputId: expect.stringMatching(/^[0-9a-f]{32}\/0$/),
      }),
    ]);
    expect(harness.events.map(({ event, context }) => [event.type, context.key, context.runNumber])).toEqual([
      ['_input_event', '"a"', 0],
      ['middle', '"a"', 0],
      ['_output_event', '"a"', 0],
    ]);
    expect(harness.shortTermMemory('a')).toEqual({ tmp: 21 });
    expect(harness.shortTermMemory('never seen')).toEqual({});
    expect(harness.metrics['numOfActionsExecuted']).toBe(2);
    expect(harness.isIdle).toBe(true);
    expect(harness.keysInFlight).toEqual([]);
  });

  test('settle goes as far as it can without time; the clock does the rest', async () => {
    const clock = new ManualClock();
    const harness = await openHarness(slowAgent(clock), { clock });
    expect(harness.clock).toBe(clock);
    harness.process('one', { key: 'a' });
    harness.process('two', { key: 'a' });
    await harness.settle();
    expect(harness.outputs).toEqual([]);
    expect(harness.tasks('a')).toEqual([{ action: 'ask', state: 'suspended' }]);
    expect(harness.keysInFlight).toEqual(['a']);
    expect(harness.pendingInputs('a')).toBe(1);
    expect(harness.pendingInputs('b')).toBe(0);
    clock.advance(1000);
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['answer to one']);
    clock.advance(1000);
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['answer to one', 'answer to two']);
    expect(harness.shortTermMemory('a')).toEqual({ 'last.answer': 'answer to two' });
  });

  test('finish waits for real time, too', async () => {
    const harness = await openHarness(
      new Agent().addAction('sleep', [InputEvent], async (event, ctx) => {
        await ctx.durableExecuteAsync('sleep', () => new Promise((resolve) => setTimeout(resolve, 1)));
        ctx.sendEvent(new OutputEvent(event.input));
      }),
    );
    for (let number = 0; number < 5; number++) {
      harness.process(number, { key: 'a' });
    }
    await harness.finish();
    expect(outputsOf(harness)).toEqual([0, 1, 2, 3, 4]);
  });

  test('finish with nothing to do ends at once, and may be followed by more', async () => {
    const harness = await openHarness(doublingAgent());
    await harness.finish();
    harness.process(1, { key: 'a' });
    await harness.finish();
    expect(outputsOf(harness)).toEqual([4]);
  });

  test('can take turns one by one and see what waits', async () => {
    const harness = await openHarness(doublingAgent());
    expect(harness.step()).toBe(false);
    harness.process(1, { key: 'a' });
    harness.process(2, { key: 'b' });
    expect(harness.waitingTurns).toBe(2);
    let turns = 0;
    while (harness.step()) {
      turns++;
    }
    expect(turns).toBe(4);
    expect(outputsOf(harness)).toEqual([4, 6]);
  });

  test('settle and finish reject with what failed, again and again, and the failure can be looked at', async () => {
    const harness = await openHarness(
      new Agent().addAction('fail', [InputEvent], () => {
        throw new Error('on purpose');
      }),
    );
    harness.process(1, { key: 'a' });
    expect(harness.failure).toBeUndefined();
    for (const wait of [() => harness.settle(), () => harness.finish(), () => harness.settle()]) {
      const failure = await failureOf(wait());
      expect(failure).toBe(harness.failure);
      expect(failure).toMatchObject({ code: 'ACTION_FAILED', actionName: 'fail', cause: { message: 'on purpose' } });
    }
  });

  test('what the plan refuses is refused when the harness is made', async () => {
    const agent = new Agent().addAction('bad', ['attributes.x ==='], () => {});
    expect(codeOf(await failureOf(OperatorHarness.create(agent)))).toMatch(/^TRIGGER_/);
  });

  test('a record that cannot be one is refused where it is given', async () => {
    const harness = await openHarness(doublingAgent());
    expect(codeOf(thrownBy(() => harness.process(1, { key: Number.NaN })))).toBe('KEY_INVALID');
    expect(codeOf(thrownBy(() => harness.process(Number.NaN, { key: 'a' })))).toBe('VALUE_NOT_SERIALIZABLE');
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual([4]);
  });

  test('diagnostics are kept, unless a logger is given', async () => {
    const agent = (): Agent =>
      new Agent('talker').addAction('talk', [InputEvent], (_event, ctx) => ctx.logger.warn('careful', { step: 1 }));
    const harness = await openHarness(agent());
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(harness.diagnostics).toEqual([
      {
        level: 'warn',
        message: 'careful',
        fields: { agent: 'talker', action: 'talk', key: '"a"', runNumber: 0, step: 1 },
      },
    ]);
    const lines: string[] = [];
    const write = (message: string): void => void lines.push(message);
    const logged = await openHarness(agent(), { logger: { debug: write, info: write, warn: write, error: write } });
    logged.process(1, { key: 'a' });
    await logged.settle();
    expect(lines).toEqual(['careful']);
    expect(logged.diagnostics).toEqual([]);
  });

  test('configuration may be an object or a configuration, and resources may be given', async () => {
    const tool = defineTool({ name: 'hi', description: 'greets', parameters: z.object({}), call: () => 'hi' });
    const agent = new Agent().addAction('look', [InputEvent], (_event, ctx) => {
      ctx.sendEvent(new OutputEvent([ctx.config.getInteger('x') ?? null, ctx.getResource('hi', 'tool').description]));
    });
    for (const config of [{ x: 1 }, new AgentConfiguration({ x: 1 })]) {
      const harness = await openHarness(agent, { config, resources: [{ name: 'hi', type: 'tool', resource: tool }] });
      harness.process(1, { key: 'a' });
      await harness.settle();
      expect(outputsOf(harness)).toEqual([[1, 'greets']]);
    }
  });
});

describe('an order of turns', () => {
  /** The order in which keys are first worked on. */
  async function orderOf(turnSeed: number | undefined): Promise<readonly unknown[]> {
    const order: unknown[] = [];
    const harness = await openHarness(
      new Agent().addAction('note', [InputEvent], (_event, ctx) => void order.push(ctx.key)),
      turnSeed === undefined ? {} : { turnSeed },
    );
    for (let key = 0; key < 10; key++) {
      harness.process(null, { key });
    }
    await harness.settle();
    return order;
  }

  test('is oldest first without a seed', async () => {
    expect(await orderOf(undefined)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('is the same for the same seed, and another one for others', async () => {
    const orders = await Promise.all([1, 2, 3, 1].map(orderOf));
    expect(orders[0]).toEqual(orders[3]);
    expect(new Set(orders.map(String)).size).toBe(3);
    for (const order of orders) {
      expect(new Set(order)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    }
  });
});

describe('closing', () => {
  test('abandons what is unfinished, and may be done again', async () => {
    const gate = new Gate();
    const ended: unknown[] = [];
    const harness = await OperatorHarness.create(
      new Agent().addAction('wait', [InputEvent], async (_event, ctx) => {
        await ctx.durableExecuteAsync('wait', () => gate.promise).catch((error: unknown) => ended.push(error));
        ctx.sendEvent(new Event('too late', {}));
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    await harness.close();
    await harness.close();
    gate.open();
    await harness.settle();
    expect(ended.map(String)).toEqual(['Error: The harness was closed.']);
    expect(harness.events).toHaveLength(1);
    expect(harness.outputs).toEqual([]);
  });
});
