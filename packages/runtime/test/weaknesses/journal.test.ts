import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { AgentsExecutionEnvironment, monotonousTimestamps } from '../../src/index.js';
import { CollectingLogger } from '../support/collecting-logger.js';
import { Gate } from '../support/gate.js';
import { live, newStateDirectory, valuesOf, watchedStores } from '../support/job-lives.js';
import { canKeepState } from '../support/line-job.js';
import { quiet } from '../support/until.js';

if (!canKeepState) {
  console.warn('The storage thread runs what was built, and nothing was: jobs that keep state are skipped.');
}

const never = new Promise<never>(() => {});

describe.skipIf(!canKeepState)('the journal of a job', { timeout: 60_000 }, () => {
  test('gets one record more for a call, as long as the one before, however many went before', async () => {
    const lengths: number[] = [];
    const agent = new Agent().addAction('act', [InputEvent], async (_event, ctx) => {
      for (let call = 0; call < 100; call++) {
        await ctx.durableExecute('call', () => 'result');
      }
    });
    await live(await newStateDirectory(), {
      agent,
      inputs: [{ key: 'a', value: 1 }],
      watch: { append: (record) => void lengths.push(record.length) },
    });
    expect(lengths).toHaveLength(101);
    expect(Math.max(...lengths.slice(1))).toBeLessThan(Math.min(...lengths.slice(1, -1)) + 20);
  });

  test('that cannot be written any more fails the job, and nothing leaves that was not in it', async () => {
    const stateDir = await newStateDirectory();
    let appended = 0;
    let made = 0;
    const agent = new Agent().addAction('act', [InputEvent], async (event, ctx) => {
      const { value } = Object(event.input);
      await ctx.durableExecute({ id: 'call', onUnknown: 'fail', call: () => void made++ });
      ctx.sendEvent(new OutputEvent(value));
    });
    const inputs = Array.from({ length: 20 }, (_, value) => ({ key: `key ${value % 3}`, value }));
    const first = await live(stateDir, {
      agent,
      inputs,
      config: { 'in-flight-keys.max': 1 },
      watch: {
        append: () => {
          appended++;
          if (appended === 31) {
            throw new Error('disk full');
          }
        },
      },
    });
    expect(first.error).toMatchObject({ code: 'JOB_FAILED', message: 'The job failed: disk full' });
    // Three records for each input; the pending record of the eleventh is not there, so neither is its call.
    expect(valuesOf(first)).toEqual(inputs.slice(0, 10).map(({ value }) => value));
    expect(made).toBe(10);
    const next = await live(stateDir, { agent, inputs });
    expect(next.error).toBeUndefined();
    expect(made).toBe(20);
    expect(new Set(valuesOf(next))).toEqual(new Set(inputs.map(({ value }) => value)));
  });

  test('has what a run did before a watermark leaves that waited for the run', async () => {
    const [reached, durable] = [new Gate(), new Gate()];
    const left: number[] = [];
    const env = new AgentsExecutionEnvironment({
      stores: await watchedStores(await newStateDirectory(), {
        append: () => {
          reached.open();
          return durable.promise;
        },
      }),
      logger: new CollectingLogger(),
    });
    env
      .fromList([5, 10], { timestampOf: (value) => value, watermarks: monotonousTimestamps() })
      .keyBy(String)
      .apply(
        new Agent().addAction('remember', [InputEvent], (_event, ctx) => void ctx.shortTermMemory.set('seen', true)),
      )
      .sinkTo({ write: () => {}, writeWatermark: (watermarkMs) => void left.push(watermarkMs) });
    const job = env.execute({ handleSignals: false });
    await reached.promise;
    await quiet();
    expect(left).toEqual([]);
    durable.open();
    await job;
    expect(left.slice(0, 2)).toEqual([4, 9]);
  });

  test('is not needed for what a run had done before many checkpoints, through which it waited', async () => {
    const stateDir = await newStateDirectory();
    const passed = new Gate();
    let made = 0;
    let isOver = false;
    const agent = new Agent().addAction('act', [InputEvent], async (_event, ctx) => {
      const first = await ctx.durableExecute('first', () => ++made);
      await ctx.durableExecuteAsync('wait', () => (isOver ? undefined : never));
      ctx.sendEvent(new OutputEvent(first));
    });
    const inputs = [{ key: 'a', value: 1 }];
    await live(stateDir, {
      agent,
      inputs,
      killedAt: passed.promise,
      config: { 'checkpoint.interval': 1 },
      watch: { checkpoint: (id) => id === 10 && passed.open() },
    });
    isOver = true;
    expect(valuesOf(await live(stateDir, { agent, inputs }))).toEqual([1]);
    expect(made).toBe(1);
  });

  test('has nothing of a call that ends when its run was given up and is over, so that the key goes on', async () => {
    const stateDir = await newStateDirectory();
    const [late, checkpointed, waiting] = [new Gate<string>(), new Gate(), new Gate()];
    let hasEnded = false;
    const agent = new Agent()
      .addAction(
        'fail',
        ['type == "_input_event" && attributes.input.value == "bad"'],
        async (_event, ctx) => {
          const slow = ctx.durableExecuteAsync('late', () => late.promise.finally(() => (hasEnded = true)));
          await ctx.durableExecuteAsync('fails', () => Promise.reject(new Error('bad')));
          await slow;
        },
        { onError: { attempts: 1, afterAttempts: 'dead-letter' } },
      )
      .addAction('wait', ['type == "_input_event" && attributes.input.value != "bad"'], async (event, ctx) => {
        const { value } = Object(event.attribute('input'));
        if (value === 'wait' && !hasEnded) {
          await checkpointed.promise;
          late.open('too late');
          await ctx.durableExecuteAsync('wait', () => {
            waiting.open();
            return never;
          });
        }
        ctx.sendEvent(new OutputEvent(value));
      });
    const inputs = ['bad', 'wait', 'go on'].map((value) => ({ key: 'a', value }));
    let checkpoints = 0;
    await live(stateDir, {
      agent,
      inputs,
      killedAt: waiting.promise,
      config: { 'checkpoint.interval': 1 },
      watch: { checkpoint: () => ++checkpoints > 5 && checkpointed.open() },
    });
    const next = await live(stateDir, { agent, inputs });
    expect(next.error).toBeUndefined();
    expect(valuesOf(next)).toEqual(['wait', 'go on']);
  });
});
