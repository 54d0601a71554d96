import { Agent, Event, InputEvent, OutputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { OperatorHarness } from '../../src/testing/index.js';
import { codeOf, failureOf } from '../support/failure-of.js';
import { Gate } from '../support/gate.js';
import { openHarness } from '../support/open-harness.js';

/** Every input waits until its gate is opened. */
function gatedAgent(gates: Map<string, Gate>): Agent {
  return new Agent().addAction('wait', [InputEvent], async (event, ctx) => {
    const gate = new Gate();
    gates.set(String(event.input), gate);
    await ctx.durableExecuteAsync('wait', () => gate.promise);
    ctx.sendEvent(new OutputEvent(event.input));
  });
}

describe('the limit of keys in flight', () => {
  test('there is no room for an input while as many keys as allowed have a run in progress', async () => {
    const gates = new Map<string, Gate>();
    const harness = await openHarness(gatedAgent(gates), { config: { 'in-flight-keys.max': 2 } });
    harness.process('a', { key: 'a' });
    expect(harness.hasRoom).toBe(true);
    harness.process('b', { key: 'b' });
    expect(harness.hasRoom).toBe(false);
    await harness.settle();
    gates.get('a')?.open();
    await harness.settle();
    expect(harness.hasRoom).toBe(true);
  });

  test('a key whose next input is about to start still counts', async () => {
    const gates = new Map<string, Gate>();
    const harness = await openHarness(gatedAgent(gates), { config: { 'in-flight-keys.max': 1 } });
    harness.process('a1', { key: 'a' });
    harness.process('a2', { key: 'a' });
    await harness.settle();
    gates.get('a1')?.open();
    const rooms = new Set<boolean>();
    do {
      rooms.add(harness.hasRoom);
      await new Promise((resolve) => setImmediate(resolve));
    } while (harness.step());
    expect(harness.tasks('a')).toEqual([{ action: 'wait', state: 'suspended' }]);
    expect([...rooms]).toEqual([false]);
  });

  test('the metric follows the number of runs in progress, down to zero', async () => {
    const gates = new Map<string, Gate>();
    const harness = await openHarness(gatedAgent(gates));
    harness.process('a', { key: 'a' });
    harness.process('b', { key: 'b' });
    await harness.settle();
    expect(harness.metrics['keysInFlight']).toBe(2);
    gates.get('a')?.open();
    await harness.settle();
    expect(harness.metrics['keysInFlight']).toBe(1);
    gates.get('b')?.open();
    await harness.settle();
    expect(harness.metrics['keysInFlight']).toBe(0);
  });
});

describe('the limit of pending inputs', () => {
  test('there is no room for an input while as many as allowed wait for an earlier one of their key', async () => {
    const gates = new Map<string, Gate>();
    const harness = await openHarness(gatedAgent(gates), { config: { 'pending-inputs.max': 2 } });
    for (const value of ['1', '2', '3']) {
      expect(harness.hasRoom).toBe(true);
      harness.process(value, { key: 'a' });
    }
    expect(harness.hasRoom).toBe(false);
    expect(harness.metrics['pendingInputs']).toBe(2);
    await harness.settle();
    gates.get('1')?.open();
    await harness.settle();
    expect(harness.hasRoom).toBe(true);
    expect(harness.metrics['pendingInputs']).toBe(1);
  });

  test('there is no room while one key holds as many as one key may, and the metric names it', async () => {
    const gates = new Map<string, Gate>();
    const harness = await openHarness(gatedAgent(gates), {
      config: { 'pending-inputs.max': 100, 'pending-inputs.max-per-key': 1 },
    });
    harness.process('a1', { key: 'a' });
    harness.process('b1', { key: 'b' });
    expect(harness.hasRoom).toBe(true);
    harness.process('b2', { key: 'b' });
    expect(harness.hasRoom).toBe(false);
    expect(harness.metrics['keyWithMostPendingInputs']).toBe('"b"');
    expect(harness.metrics['mostPendingInputsOfOneKey']).toBe(1);
    await harness.settle();
    gates.get('b1')?.open();
    await harness.settle();
    expect(harness.hasRoom).toBe(true);
  });
});

test('ten thousand inputs of one key that trigger nothing are taken one after another, and nothing is left', async () => {
  const harness = await openHarness(
    new Agent().addAction('wait', ['type == "_input_event" && attributes.input == "wait"'], async (_event, ctx) => {
      await ctx.durableExecuteAsync('wait', () => new Promise((resolve) => setImmediate(resolve)));
    }),
    { config: { 'pending-inputs.max': 20_000 } },
  );
  harness.process('wait', { key: 'a' });
  for (let number = 0; number < 10_000; number++) {
    harness.process(number, { key: 'a' });
  }
  await harness.finish();
  expect(harness.isIdle).toBe(true);
  expect(harness.metrics['runDurationMs.count']).toBe(10_000);
});

test('an invocation may send fifty thousand events, and each triggers its action', async () => {
  const handled: unknown[] = [];
  const count = 50_000;
  const harness = await openHarness(
    new Agent()
      .addAction('fan_out', [InputEvent], (_event, ctx) => {
        for (let number = 0; number < count; number++) {
          ctx.sendEvent(new Event('number', { number }));
        }
      })
      .addAction('handle', ['number'], (event) => void handled.push(event.attribute('number'))),
  );
  harness.process(0, { key: 'a' });
  await harness.settle();
  expect(handled).toEqual(Array.from({ length: count }, (_, number) => number));
  expect(harness.isIdle).toBe(true);
});

describe('a limit that would let nothing through', () => {
  test.each([
    'in-flight-keys.max',
    'pending-inputs.max',
    'pending-inputs.max-per-key',
    'waiting-outputs.max',
    'num-async-threads',
  ])('is refused at start, naming the option: %s', async (option) => {
    for (const value of [0, -1]) {
      const failure = await failureOf(OperatorHarness.create(gatedAgent(new Map()), { config: { [option]: value } }));
      expect(codeOf(failure)).toBe('CONFIG_VALUE_INVALID');
      expect(failure).toMatchObject({ path: option });
    }
  });
});
