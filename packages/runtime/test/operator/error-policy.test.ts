import { Agent, Event, InputEvent, OutputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { openHarness } from '../support/open-harness.js';

describe('attempts', () => {
  test('a failed invocation is tried again after a pause that doubles, and what it then sends counts once', async () => {
    let attempts = 0;
    const agent = new Agent().addAction(
      'flaky',
      [InputEvent],
      (_event, ctx) => {
        attempts++;
        ctx.shortTermMemory.update<number>('tries', (tries) => (tries ?? 0) + 1);
        ctx.sendEvent(new OutputEvent(`attempt ${attempts}`));
        if (attempts < 3) {
          throw new Error('not yet');
        }
      },
      { onError: { attempts: 3, initialDelayMs: 100 } },
    );
    const harness = await openHarness(agent);
    harness.process('go', { key: 'k' });
    await harness.settle();
    expect(attempts).toBe(1);
    harness.clock.advance(99);
    await harness.settle();
    expect(attempts).toBe(1);
    harness.clock.advance(1);
    await harness.settle();
    expect(attempts).toBe(2);
    harness.clock.advance(200);
    await harness.settle();
    expect(harness.outputs.map(({ value }) => value)).toEqual(['attempt 3']);
    expect(harness.shortTermMemory('k')).toEqual({ tries: 1 });
    expect(harness.metrics['numOfFailedAttempts']).toBe(2);
  });

  test('the pause never exceeds its maximum', async () => {
    let attempts = 0;
    const agent = new Agent().addAction(
      'flaky',
      [InputEvent],
      () => {
        attempts++;
        throw new Error('never');
      },
      { onError: { attempts: 5, initialDelayMs: 100, maxDelayMs: 150 } },
    );
    const harness = await openHarness(agent);
    harness.process('go', { key: 'k' });
    await harness.settle();
    for (const pause of [100, 150, 150]) {
      harness.clock.advance(pause);
      await harness.settle();
    }
    expect(attempts).toBe(4);
    harness.clock.advance(150);
    expect(await failureOf(harness.settle())).toMatchObject({ code: 'ACTION_FAILED', actionName: 'flaky' });
    expect(attempts).toBe(5);
  });

  test('durable calls that succeeded replay; the call whose error escaped and those after it are made again', async () => {
    const made: string[] = [];
    let fails = true;
    const agent = new Agent().addAction(
      'calls',
      [InputEvent],
      async (_event, ctx) => {
        const first = await ctx.durableExecute('first', () => made.push('first'));
        await ctx.durableExecute('second', () => {
          made.push('second');
          if (fails) {
            fails = false;
            throw new Error('down');
          }
        });
        await ctx.durableExecute('third', () => made.push('third'));
        ctx.sendEvent(new OutputEvent(first));
      },
      { onError: { attempts: 2, initialDelayMs: 1 } },
    );
    const harness = await openHarness(agent);
    harness.process('go', { key: 'k' });
    await harness.settle();
    harness.clock.advance(1);
    await harness.settle();
    expect(made).toEqual(['first', 'second', 'second', 'third']);
    expect(harness.outputs.map(({ value }) => value)).toEqual([1]);
  });

  test('an error that the action handled is not to blame when it fails later by itself', async () => {
    const made: string[] = [];
    let attempts = 0;
    const agent = new Agent().addAction(
      'handles',
      [InputEvent],
      async (_event, ctx) => {
        attempts++;
        await ctx
          .durableExecute('refused', () => {
            made.push('refused');
            throw new RangeError('no');
          })
          .catch((error: unknown) => ctx.sendEvent(new OutputEvent(error instanceof RangeError)));
        if (attempts === 1) {
          throw new Error('its own fault');
        }
      },
      { onError: { attempts: 2, initialDelayMs: 1 } },
    );
    const harness = await openHarness(agent);
    harness.process('go', { key: 'k' });
    await harness.settle();
    harness.clock.advance(1);
    await harness.settle();
    expect(made).toEqual(['refused']);
    expect(harness.outputs.map(({ value }) => value)).toEqual([true]);
  });

  test('siblings proceed while an invocation waits for its next attempt', async () => {
    let fails = true;
    const agent = new Agent()
      .addAction(
        'flaky',
        [InputEvent],
        (_event, ctx) => {
          if (fails) {
            fails = false;
            throw new Error('once');
          }
          ctx.sendEvent(new OutputEvent('flaky'));
        },
        { onError: { attempts: 2, initialDelayMs: 10 } },
      )
      .addAction('steady', [InputEvent], (_event, ctx) => ctx.sendEvent(new OutputEvent('steady')));
    const harness = await openHarness(agent);
    harness.process('go', { key: 'k' });
    await harness.settle();
    expect(harness.outputs.map(({ value }) => value)).toEqual(['steady']);
    harness.clock.advance(10);
    await harness.settle();
    expect(harness.outputs.map(({ value }) => value)).toEqual(['steady', 'flaky']);
  });
});

describe('giving a run up', () => {
  const agent = (): Agent =>
    new Agent()
      .addAction('count', [InputEvent], async (event, ctx) => {
        ctx.shortTermMemory.update<number>('runs', (runs) => (runs ?? 0) + 1);
        await ctx.durableExecute('charge', () => 'paid');
        ctx.sendEvent(new OutputEvent(`counted ${event.input}`));
        ctx.sendEvent(new Event('counted', { bad: event.input === 'bad' }));
      })
      .addAction(
        'check',
        ['counted'],
        (event) => {
          if (event.attribute('bad') === true) {
            throw new Error('cannot do this one');
          }
        },
        { onError: { afterAttempts: 'dead-letter' } },
      );

  test('a run that is given up leaves no outputs and no memory, and the next one starts', async () => {
    const harness = await openHarness(agent());
    for (const input of ['good', 'bad', 'fine']) {
      harness.process(input, { key: 'k' });
    }
    await harness.finish();
    expect(harness.outputs.map(({ value }) => value)).toEqual(['counted good', 'counted fine']);
    expect(harness.shortTermMemory('k')).toEqual({ runs: 2 });
    expect(harness.metrics['numOfAbandonedRuns']).toBe(1);
  });

  test('its input becomes a dead letter with the error and the durable calls that had succeeded', async () => {
    const harness = await openHarness(agent());
    harness.process('bad', { key: 'k' });
    await harness.finish();
    expect(harness.deadLetters).toMatchObject([
      {
        key: 'k',
        value: {
          source: 'harness',
          position: 0,
          code: 'ACTION_FAILED',
          value: 'bad',
          action: 'check',
          run: 0,
          succeededCalls: ['charge'],
        },
      },
    ]);
  });

  test('watermarks behind it are released', async () => {
    const harness = await openHarness(agent());
    harness.process('bad', { key: 'k', timestamp: 5 });
    harness.processWatermark(4);
    await harness.finish();
    expect(harness.watermarks).toEqual([4]);
  });
});

test('an error policy that makes no sense is refused where it is written', () => {
  const add = (onError: object): unknown => new Agent().addAction('a', [InputEvent], () => {}, { onError });
  expect(() => add({ attempts: 0 })).toThrow(
    expect.objectContaining({ code: 'ERROR_POLICY_INVALID', path: 'onError.attempts' }),
  );
  expect(() => add({ afterAttempts: 'shrug' })).toThrow(
    expect.objectContaining({ code: 'ERROR_POLICY_INVALID', path: 'onError.afterAttempts' }),
  );
});
