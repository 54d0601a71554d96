import { Agent, Event, InputEvent, OutputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import type { OperatorHarness } from '../../src/testing/index.js';
import { Gate } from '../support/gate.js';
import { openHarness, outputsOf } from '../support/open-harness.js';

/** Inputs wait until their gate opens, those without a gate do not wait. */
async function harnessWithGates(gates: Readonly<Record<string, Gate>>): Promise<OperatorHarness> {
  return openHarness(
    new Agent().addAction('wait', [InputEvent], async (event, ctx) => {
      const gate = gates[String(event.input)];
      if (gate !== undefined) {
        await ctx.durableExecuteAsync('wait', () => gate.promise);
      }
      ctx.sendEvent(new OutputEvent(event.input));
    }),
  );
}

describe('watermarks', () => {
  test('a watermark leaves at once when no input is unfinished', async () => {
    const harness = await harnessWithGates({});
    harness.processWatermark(1000);
    harness.processWatermark(1001);
    expect(harness.watermarks).toEqual([1000, 1001]);
    harness.process('a', { key: 'a', timestamp: 1002 });
    await harness.settle();
    harness.processWatermark(1002);
    expect(harness.watermarks).toEqual([1000, 1001, 1002]);
  });

  test('a watermark is held back by every input that arrived before it, and by none that arrived later', async () => {
    const gates = { a: new Gate(), b: new Gate(), late: new Gate() };
    const harness = await harnessWithGates(gates);
    harness.process('a', { key: 'a' });
    harness.process('b', { key: 'b' });
    harness.processWatermark(10);
    harness.process('late', { key: 'c' });
    harness.processWatermark(20);
    await harness.settle();
    expect(harness.heldWatermarks).toEqual([10, 20]);
    gates.a.open();
    await harness.settle();
    expect(harness.watermarks).toEqual([]);
    gates.b.open();
    await harness.settle();
    expect(harness.watermarks).toEqual([10]);
    gates.late.open();
    await harness.settle();
    expect(harness.watermarks).toEqual([10, 20]);
    expect(harness.heldWatermarks).toEqual([]);
  });

  test('an input that still waits for an earlier one of its key holds a watermark back, too', async () => {
    const gates = { first: new Gate(), second: new Gate() };
    const harness = await harnessWithGates(gates);
    harness.process('first', { key: 'a' });
    harness.process('second', { key: 'a' });
    harness.processWatermark(10);
    await harness.settle();
    gates.first.open();
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['first']);
    expect(harness.watermarks).toEqual([]);
    expect(harness.segments('a')).toEqual([1, 0]);
    gates.second.open();
    await harness.settle();
    expect(harness.watermarks).toEqual([10]);
  });

  test('a watermark leaves behind the outputs of the inputs it waited for', async () => {
    const gates = { a: new Gate() };
    const left: (string | number)[] = [];
    const harness = await harnessWithGates(gates);
    harness.process('a', { key: 'a', timestamp: 5 });
    harness.process('b', { key: 'b', timestamp: 6 });
    harness.processWatermark(7);
    await harness.settle();
    left.push(...outputsOf(harness).map(String), ...harness.watermarks);
    gates.a.open();
    await harness.settle();
    left.push(...outputsOf(harness).slice(1).map(String), ...harness.watermarks);
    expect(left).toEqual(['b', 'a', 7]);
  });

  test('while records and watermarks alternate, everything that leaves is later than the last watermark', async () => {
    const harness = await harnessWithGates({});
    for (let step = 1; step <= 3; step++) {
      harness.process(`${step} a`, { key: 'a', timestamp: step * 100 });
      harness.process(`${step} b`, { key: 'b', timestamp: step * 100 + 1 });
      harness.processWatermark(step * 100 + 50);
    }
    await harness.settle();
    expect(harness.outputs).toHaveLength(6);
    expect(harness.watermarks).toEqual([150, 250, 350]);
    expect(harness.heldWatermarks).toEqual([]);
  });

  test('inputs that trigger nothing do not hold watermarks back for longer than those before them', async () => {
    const harness = await openHarness(new Agent());
    harness.process(1, { key: 'a' });
    harness.process(2, { key: 'a' });
    harness.processWatermark(10);
    await harness.settle();
    expect(harness.watermarks).toEqual([10]);
  });
});

test('two hundred thousand watermarks that one input held back leave together before the test times out', async () => {
  // A queue that moves all that is left whenever one leaves takes four times as long as a test may.
  const count = 200_000;
  const gate = new Gate();
  const harness = await harnessWithGates({ slow: gate });
  harness.process('slow', { key: 'slow' });
  await harness.settle();
  for (let watermark = 0; watermark < count; watermark++) {
    harness.processWatermark(watermark);
  }
  gate.open();
  await harness.settle();
  expect(harness.watermarks).toHaveLength(count);
  expect(harness.watermarks.at(-1)).toBe(count - 1);
});

describe('timestamps', () => {
  test('every event of a run has the timestamp of its input, and so have the outputs', async () => {
    const harness = await openHarness(
      new Agent()
        .addAction('first', [InputEvent], async (_event, ctx) => {
          await ctx.durableExecuteAsync('call', () => 1);
          ctx.sendEvent(new Event('middle', {}));
        })
        .addAction('second', ['middle'], (_event, ctx) => ctx.sendEvent(new OutputEvent('out'))),
    );
    harness.process('x', { key: 'a', timestamp: 4711 });
    await harness.settle();
    expect(harness.events.map(({ event }) => [event.type, event.sourceTimestamp])).toEqual([
      ['_input_event', 4711],
      ['middle', 4711],
      ['_output_event', 4711],
    ]);
    expect(harness.outputs.map(({ timestamp }) => timestamp)).toEqual([4711]);
  });

  test('an input without a timestamp causes outputs without one; zero is a timestamp', async () => {
    const harness = await harnessWithGates({});
    harness.process('none', { key: 'a' });
    harness.process('zero', { key: 'a', timestamp: 0 });
    await harness.settle();
    expect(harness.outputs.map(({ timestamp }) => timestamp)).toEqual([undefined, 0]);
  });

  test('a timestamp the action gives an event does not count', async () => {
    const harness = await openHarness(
      new Agent().addAction('answer', [InputEvent], (_event, ctx) =>
        ctx.sendEvent(new OutputEvent('out', { sourceTimestamp: 1 })),
      ),
    );
    harness.process('x', { key: 'a', timestamp: 4711 });
    await harness.settle();
    expect(harness.outputs.map(({ timestamp }) => timestamp)).toEqual([4711]);
  });
});
