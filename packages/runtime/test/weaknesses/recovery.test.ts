import { Agent, Event, InputEvent, OutputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { Gate } from '../support/gate.js';
import { live, newStateDirectory, valuesOf } from '../support/job-lives.js';
import { canKeepState } from '../support/line-job.js';

if (!canKeepState) {
  console.warn('The storage thread runs what was built, and nothing was: jobs that keep state are skipped.');
}

const never = new Promise<never>(() => {});

describe.skipIf(!canKeepState)('a source that does not deliver what it had delivered', { timeout: 60_000 }, () => {
  /** Makes one call per input, and another that never ends for the input 'last'. */
  function calling(made: string[], reached: Gate = new Gate()): Agent {
    return new Agent().addAction('call', [InputEvent], async (event, ctx) => {
      const { value } = Object(event.input);
      await ctx.durableExecute(`call ${value}`, () => void made.push(value));
      if (value === 'last') {
        await ctx.durableExecuteAsync({
          id: 'pending',
          onUnknown: 'fail',
          call: () => {
            reached.open();
            return made.length > 3 ? undefined : never;
          },
        });
      }
      ctx.sendEvent(new OutputEvent(value));
    });
  }

  test('under its key, but under another one, does not stop that key', async () => {
    const stateDir = await newStateDirectory();
    const reached = new Gate();
    const made: string[] = [];
    const inputs = [
      { key: 'a', value: 'one' },
      { key: 'a', value: 'two' },
      { key: 'a', value: 'last' },
    ];
    await live(stateDir, { agent: calling(made, reached), inputs, killedAt: reached.promise });
    const next = await live(stateDir, {
      agent: calling(made),
      inputs: [inputs[0], { key: 'b', value: 'two' }, inputs[2]].flatMap((input) => input ?? []),
    });
    expect(next.error).toBeUndefined();
    expect(new Set(valuesOf(next))).toEqual(new Set(['last', 'one', 'two']));
  });

  test('is told with every call that is dropped, whether it had succeeded or is pending', async () => {
    const stateDir = await newStateDirectory();
    const reached = new Gate();
    const made: string[] = [];
    const inputs = [
      { key: 'a', value: 'one' },
      { key: 'a', value: 'two' },
      { key: 'a', value: 'last' },
    ];
    await live(stateDir, { agent: calling(made, reached), inputs, killedAt: reached.promise });
    const next = await live(stateDir, {
      agent: calling(made),
      inputs: inputs.map((input, index) => (index === 1 ? { ...input, value: 'changed' } : input)),
    });
    expect(next.error).toBeUndefined();
    const warning = next.log.find(({ message }) => message.includes('delivers another record'));
    expect(warning?.fields).toMatchObject({
      position: 1,
      droppedCalls: ['call two (succeeded)', 'call last (succeeded)', 'pending (pending)'],
    });
    expect(valuesOf(next)).toEqual(['one', 'changed', 'last']);
    expect(made).toEqual(['one', 'two', 'last', 'changed', 'last']);
  });
});

describe.skipIf(!canKeepState)('a job that goes on', { timeout: 60_000 }, () => {
  test('with a plan that lacks an action that is needed says so and ends', async () => {
    const stateDir = await newStateDirectory();
    const reached = new Gate();
    const inputs = [{ key: 'a', value: 1 }];
    await live(stateDir, {
      agent: new Agent().addAction('renamed', [InputEvent], async (_event, ctx) => {
        await ctx.durableExecuteAsync('wait', () => {
          reached.open();
          return never;
        });
      }),
      inputs,
      stoppedAt: reached.promise,
    });
    const next = await live(stateDir, { agent: new Agent().addAction('other', [InputEvent], () => {}), inputs });
    expect(next.error).toMatchObject({
      code: 'PLAN_MISMATCH',
      message: expect.stringContaining('"renamed"') as unknown,
    });
  });

  test('makes a call again whose failure had failed the job: what failed once may succeed the next time', async () => {
    const stateDir = await newStateDirectory();
    let calls = 0;
    const life = await live(stateDir, {
      agent: new Agent().addAction('flaky', [InputEvent], async (_event, ctx) => {
        ctx.sendEvent(
          new OutputEvent(
            await ctx.durableExecute('flaky', () => {
              calls++;
              if (calls < 3) {
                throw new Error('overloaded');
              }
              return calls;
            }),
          ),
        );
      }),
      inputs: [{ key: 'a', value: 1 }],
      config: { 'restart-strategy': 'fixed-delay', 'restart-strategy.delay': 1 },
    });
    expect(life.error).toBeUndefined();
    expect(valuesOf(life)).toEqual([3]);
  });

  test('has every attempt it made counted: retries are not begun anew by a restart', async () => {
    const stateDir = await newStateDirectory();
    let attempts = 0;
    const agent = new Agent().addAction(
      'failing',
      [InputEvent],
      () => {
        attempts++;
        throw new Error('always');
      },
      { onError: { attempts: 3, initialDelayMs: 1 } },
    );
    const inputs = [{ key: 'a', value: 1 }];
    expect((await live(stateDir, { agent, inputs })).error).toMatchObject({ code: 'ACTION_FAILED' });
    expect(attempts).toBe(3);
    expect((await live(stateDir, { agent, inputs })).error).toMatchObject({ code: 'ACTION_FAILED' });
    expect(attempts).toBe(4);
  });

  test('sees in its memory what was there when its runs began, also where an input lies in between that triggers nothing', async () => {
    const stateDir = await newStateDirectory();
    let nowMs = 1_000;
    const clock = { now: () => nowMs, setTimer: systemClock.setTimer };
    const reached = new Gate();
    const agent = new Agent()
      .addAction('remember', ['type == "_input_event" && attributes.input.value == "remember"'], (_event, ctx) => {
        ctx.shortTermMemory.set('remembered', true);
      })
      .addAction('recall', ['type == "_input_event" && attributes.input.value == "recall"'], async (_event, ctx) => {
        const recalled = ctx.shortTermMemory.get('remembered') ?? 'expired';
        ctx.sendEvent(new Event('recalled', { recalled }));
        await ctx.durableExecute('recorded', () => null);
      })
      .addAction('put out', ['recalled'], async (event, ctx) => {
        await ctx.durableExecuteAsync('wait', () => {
          reached.open();
          return nowMs > 2_000 ? undefined : never;
        });
        ctx.sendEvent(
          new OutputEvent([event.attribute('recalled') ?? null, ctx.shortTermMemory.get('remembered') ?? 'expired']),
        );
      });
    const life = {
      agent,
      inputs: ['remember', 'nothing', 'recall'].map((value) => ({ key: 'a', value })),
      config: { 'short-term-memory.state-ttl.ms': 500 },
      clock,
    };
    await live(stateDir, { ...life, killedAt: reached.promise });
    nowMs += 10_000;
    expect(valuesOf(await live(stateDir, life))).toEqual([[true, true]]);
  });
});
