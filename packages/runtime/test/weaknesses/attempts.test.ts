import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { Gate } from '../support/gate.js';
import { openHarness, outputsOf } from '../support/open-harness.js';

const twice = { attempts: 2, initialDelayMs: 10 } as const;

describe('a call in doubt', () => {
  test('is never made again by a further attempt, and the attempt is told so', async () => {
    let made = 0;
    const seen: unknown[] = [];
    const harness = await openHarness(
      new Agent().addAction(
        'pay',
        [InputEvent],
        async (_event, ctx) => {
          try {
            await ctx.durableExecute({
              id: 'pay',
              onUnknown: 'fail',
              timeoutMs: 5,
              call: () => {
                made++;
                return new Promise(() => {});
              },
            });
          } catch (error) {
            seen.push(Reflect.get(Object(error), 'code'));
            if (seen.length === 1) {
              throw error;
            }
          }
          ctx.sendEvent(new OutputEvent('surfaced'));
        },
        { onError: twice },
      ),
    );
    harness.process('go', { key: 'k' });
    for (let round = 0; round < 4; round++) {
      await harness.settle();
      harness.clock.advance(10_000);
    }
    await harness.settle();
    expect(made).toBe(1);
    expect(seen).toEqual(['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN']);
    expect(outputsOf(harness)).toEqual(['surfaced']);
  });

  test('is reconciled by a further attempt before it may be made again', async () => {
    const asked: string[] = [];
    const harness = await openHarness(
      new Agent().addAction(
        'pay',
        [InputEvent],
        async (_event, ctx) => {
          ctx.sendEvent(
            new OutputEvent(
              await ctx.durableExecute<string>({
                id: 'pay',
                timeoutMs: 5,
                call: () => {
                  asked.push('call');
                  return new Promise(() => {});
                },
                reconcile: () => {
                  asked.push('reconcile');
                  return { value: 'paid' };
                },
              }),
            ),
          );
        },
        { onError: twice },
      ),
    );
    harness.process('go', { key: 'k' });
    for (let round = 0; round < 4; round++) {
      await harness.settle();
      harness.clock.advance(10_000);
    }
    await harness.settle();
    expect(asked).toEqual(['call', 'reconcile']);
    expect(outputsOf(harness)).toEqual(['paid']);
  });
});

test('a call that has taken effect is not made again because an attempt in between made another one in its place', async () => {
  const made: string[] = [];
  let attempt = 0;
  const harness = await openHarness(
    new Agent().addAction(
      'changing',
      [InputEvent],
      async (_event, ctx) => {
        attempt++;
        const id = attempt === 2 ? 'other' : 'charge';
        const charged = await ctx.durableExecute({ id, onUnknown: 'fail', call: () => made.push(id) });
        if (attempt === 1) {
          throw new Error('its own fault');
        }
        ctx.sendEvent(new OutputEvent(charged));
      },
      { onError: { attempts: 3, initialDelayMs: 10, maxDelayMs: 10 } },
    ),
  );
  harness.process('go', { key: 'k' });
  for (let round = 0; round < 3; round++) {
    await harness.settle();
    harness.clock.advance(10);
  }
  await harness.settle();
  expect(made).toEqual(['charge']);
  expect(outputsOf(harness)).toEqual([1]);
});

test('a call that has taken effect is not forgotten because a later attempt does not make it any more', async () => {
  let attempt = 0;
  const diagnoses: unknown[] = [];
  const harness = await openHarness(
    new Agent().addAction(
      'changing',
      [InputEvent],
      async (event, ctx) => {
        attempt++;
        if (attempt === 1) {
          await ctx.durableExecute({ id: 'charge', ...Object(event.input), call: () => 'charged' });
          throw new Error('its own fault');
        }
        ctx.sendEvent(new OutputEvent('done'));
      },
      { onError: { attempts: 2, initialDelayMs: 10, afterAttempts: 'dead-letter' } },
    ),
  );
  for (const call of [{}, { onUnknown: 'fail' }]) {
    attempt = 0;
    harness.process(call, { key: 'k' });
    await harness.settle();
    harness.clock.advance(10);
    await harness.settle();
    diagnoses.push(harness.diagnostics.filter(({ message }) => message.includes('ended without making')).length);
  }
  // Nobody had said that the first call matters: that is only told.
  expect(outputsOf(harness)).toEqual(['done']);
  expect(diagnoses).toEqual([1, 1]);
  expect(harness.deadLetters).toMatchObject([
    {
      value: {
        reason: expect.stringContaining('ends where it had made "charge"') as unknown,
        succeededCalls: ['charge'],
      },
    },
  ]);
});

describe('a call that outlives its attempt', () => {
  /** Starts a slow call beside one that fails once. */
  function slowBesideFailing(attempts: number, options: { readonly onUnknown?: 'fail' } = {}) {
    const gate = new Gate<string>();
    let made = 0;
    let failures = attempts - 1;
    const agent = new Agent().addAction(
      'both',
      [InputEvent],
      async (_event, ctx) => {
        const slow = ctx.durableExecuteAsync({
          id: 'slow',
          ...options,
          call: () => {
            made++;
            return gate.promise;
          },
        });
        await Promise.all([
          slow,
          ctx.durableExecuteAsync('failing', () => {
            if (failures > 0) {
              failures--;
              throw new Error('down');
            }
          }),
        ]);
        ctx.sendEvent(new OutputEvent(await slow));
      },
      { onError: { attempts, initialDelayMs: 10 } },
    );
    return { agent, gate, made: () => made };
  }

  test('and succeeds while the next one is waited for counts: the next one gets its result and goes on', async () => {
    const { agent, gate, made } = slowBesideFailing(2);
    const harness = await openHarness(agent);
    harness.process('go', { key: 'k' });
    await harness.settle();
    gate.open('done');
    await harness.settle();
    harness.clock.advance(10_000);
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['done']);
    expect(made()).toBe(1);
  });

  test('and succeeds between the end of the wait and the next one counts, too', async () => {
    const { agent, gate, made } = slowBesideFailing(2);
    const harness = await openHarness(agent, { config: { 'call.settle-timeout': 5 } });
    harness.process('go', { key: 'k' });
    await harness.settle();
    harness.clock.advance(5);
    await harness.settle();
    gate.open('done');
    await harness.settle();
    harness.clock.advance(10);
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['done']);
    expect(made()).toBe(1);
  });

  test('is handed to the attempt that makes it again, however many attempts lie in between', async () => {
    const { agent, gate, made } = slowBesideFailing(4);
    const harness = await openHarness(agent, { config: { 'call.settle-timeout': 5 } });
    harness.process('go', { key: 'k' });
    for (let attempt = 0; attempt < 4; attempt++) {
      await harness.settle();
      harness.clock.advance(5);
      await harness.settle();
      harness.clock.advance(1_000);
    }
    await harness.settle();
    gate.open('done');
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['done']);
    expect(made()).toBe(1);
  });

  test('is handed over also when it may not be made again: it is still running, so nothing is in doubt', async () => {
    const { agent, gate, made } = slowBesideFailing(2, { onUnknown: 'fail' });
    const harness = await openHarness(agent, { config: { 'call.settle-timeout': 5 } });
    harness.process('go', { key: 'k' });
    await harness.settle();
    harness.clock.advance(5);
    await harness.settle();
    harness.clock.advance(10);
    await harness.settle();
    gate.open('done');
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['done']);
    expect(made()).toBe(1);
  });

  test('and that the next one does not make is nobody’s: its outcome is not taken for that of another call', async () => {
    const gates = [new Gate<string>(), new Gate<string>()];
    let attempt = 0;
    const harness = await openHarness(
      new Agent().addAction(
        'changing',
        [InputEvent],
        async (_event, ctx) => {
          const index = attempt++;
          const own = ctx.durableExecuteAsync(`call ${index}`, () => gates[index]?.promise);
          await Promise.all([
            own,
            index === 0 && ctx.durableExecuteAsync('failing', () => Promise.reject(new Error('down'))),
          ]);
          ctx.sendEvent(new OutputEvent((await own) ?? null));
        },
        { onError: twice },
      ),
      { config: { 'call.settle-timeout': 5 } },
    );
    harness.process('go', { key: 'k' });
    await harness.settle();
    harness.clock.advance(5);
    await harness.settle();
    harness.clock.advance(10);
    await harness.settle();
    gates[0]?.open('of the first attempt');
    await harness.settle();
    gates[1]?.open('of the second attempt');
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['of the second attempt']);
  });
});

test('an error that is its own cause fails the attempt like any other', async () => {
  let attempts = 0;
  const harness = await openHarness(
    new Agent().addAction(
      'circular',
      [InputEvent],
      async (_event, ctx) => {
        await ctx.durableExecute('refused', () => Promise.reject(new Error('no'))).catch(() => undefined);
        attempts++;
        if (attempts === 1) {
          const error = new Error('circular');
          error.cause = error;
          throw error;
        }
        ctx.sendEvent(new OutputEvent(attempts));
      },
      { onError: twice },
    ),
  );
  harness.process('go', { key: 'k' });
  await harness.settle();
  harness.clock.advance(10);
  await harness.settle();
  expect(outputsOf(harness)).toEqual([2]);
});
