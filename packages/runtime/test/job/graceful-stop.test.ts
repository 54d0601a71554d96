import { getEventListeners } from 'node:events';
import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { AgentsExecutionEnvironment, type JobReport, type Output } from '../../src/index.js';
import { ManualClock } from '../../src/testing/index.js';
import { CollectingLogger } from '../support/collecting-logger.js';
import { codeOf } from '../support/failure-of.js';
import { Gate } from '../support/gate.js';
import { HandFedSource } from '../support/hand-fed-source.js';
import { RecordingSink } from '../support/recording-sink.js';
import { quiet, until } from '../support/until.js';

/** A job whose inputs wait for a gate, and everything with which a test stops it. */
class StoppableJob {
  readonly clock = new ManualClock();
  readonly source = new HandFedSource<string>();
  readonly sink = new RecordingSink();
  readonly stop = new AbortController();
  readonly gates = new Map<unknown, Gate>();
  readonly aborted: unknown[] = [];
  readonly executing: Promise<JobReport>;

  constructor(keyOf: (value: string) => string = (value) => value) {
    const env = new AgentsExecutionEnvironment({
      clock: this.clock,
      logger: new CollectingLogger(),
      config: { 'stop.grace': 1000, 'call.settle-timeout': 500 },
    });
    const agent = new Agent('stoppable').addAction('wait', [InputEvent], async (event, ctx) => {
      const gate = new Gate();
      this.gates.set(event.input, gate);
      await ctx.durableExecuteAsync('wait', ({ signal }) => {
        signal.addEventListener('abort', () => this.aborted.push([event.input, codeOf(signal.reason)]));
        return gate.promise;
      });
      ctx.shortTermMemory.set('done', true);
      ctx.sendEvent(new OutputEvent(event.input));
    });
    env.fromSource(this.source).keyBy(keyOf).apply(agent).sinkTo(this.sink);
    this.executing = env.execute({ signal: this.stop.signal, handleSignals: false });
  }

  /** Gives inputs and waits until as many have begun. */
  async begin(values: readonly string[], begun = values.length): Promise<void> {
    for (const value of values) {
      this.source.give(value);
    }
    await until(() => this.gates.size === begun);
    await quiet();
  }

  /** Lets time pass once somebody waits for it. */
  async pass(durationMs: number): Promise<void> {
    await quiet();
    this.clock.advance(durationMs);
    await quiet();
  }
}

describe('a stop that is asked for by a signal', () => {
  test('takes no more records, and what has begun finishes', async () => {
    const job = new StoppableJob();
    await job.begin(['a', 'b']);
    job.stop.abort();
    job.source.give('c');
    await quiet();
    job.gates.get('a')?.open();
    job.gates.get('b')?.open();
    const report = await job.executing;
    expect(report).toMatchObject({ status: 'stopped', inputsProcessed: 2, outputs: 2, inputsAbandoned: 0 });
    expect(job.sink.departures).toEqual(['a', 'b']);
    expect(job.sink.log.slice(-2)).toEqual(['sink flush', 'sink close']);
    expect(job.source.returned).toBe(true);
    expect(job.source.signal?.aborted).toBe(true);
    expect(job.clock.timerCount).toBe(0);
  });

  test('lets inputs that were taken and wait for an earlier one of their key start, too', async () => {
    const job = new StoppableJob(() => 'one key');
    await job.begin(['first', 'second'], 1);
    job.stop.abort();
    await quiet();
    job.gates.get('first')?.open();
    await until(() => job.gates.size === 2);
    job.gates.get('second')?.open();
    expect(await job.executing).toMatchObject({ inputsProcessed: 2, inputsAbandoned: 0 });
    expect(job.sink.departures).toEqual(['first', 'second']);
  });

  test('ends at once when nothing is in progress, whatever the source does', async () => {
    const job = new StoppableJob();
    await quiet();
    job.stop.abort();
    expect(await job.executing).toMatchObject({ status: 'stopped', inputsProcessed: 0, inputsAbandoned: 0 });
    expect(job.clock.timerCount).toBe(0);
  });

  test('abandons what has not finished when the grace is over, says so, and writes none of it', async () => {
    const job = new StoppableJob((value) => value.charAt(0));
    await job.begin(['quick', 'stuck', 'stuck behind'], 2);
    job.stop.abort();
    await quiet();
    job.gates.get('quick')?.open();
    await job.pass(999);
    expect(job.aborted).toEqual([]);
    await job.pass(1);
    expect(job.aborted).toEqual([['stuck', 'JOB_STOPPED']]);
    job.gates.get('stuck')?.open();
    const report = await job.executing;
    expect(report).toMatchObject({ status: 'stopped', inputsProcessed: 1, outputs: 1, inputsAbandoned: 2 });
    expect(job.sink.departures).toEqual(['quick']);
    expect(job.sink.violations).toEqual([]);
    expect(job.clock.timerCount).toBe(0);
  });

  test('waits for a call that ignores its signal only as long as configured', async () => {
    const job = new StoppableJob();
    await job.begin(['hangs']);
    job.stop.abort();
    await job.pass(1000);
    let ended = false;
    void job.executing.then(() => {
      ended = true;
    });
    await job.pass(499);
    expect(ended).toBe(false);
    await job.pass(1);
    expect(ended).toBe(true);
    expect(await job.executing).toMatchObject({ status: 'stopped', inputsAbandoned: 1 });
    expect(job.clock.timerCount).toBe(0);
  });

  test('starts no call any more that waited for another one when the grace is over', async () => {
    const clock = new ManualClock();
    const stop = new AbortController();
    const started: unknown[] = [];
    const env = new AgentsExecutionEnvironment({ clock, config: { 'num-async-threads': 1, 'stop.grace': 1000 } });
    const agent = new Agent().addAction('call', [InputEvent], async (event, ctx) => {
      await ctx.durableExecuteAsync('call', async ({ signal }) => {
        started.push(event.input);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      });
    });
    env.fromList([1, 2, 3]).keyBy(String).apply(agent);
    const executing = env.execute({ signal: stop.signal });
    await until(() => started.length === 1);
    await quiet();
    stop.abort();
    await quiet();
    clock.advance(1000);
    expect(await executing).toMatchObject({ status: 'stopped', inputsAbandoned: 3 });
    await quiet();
    expect(started).toEqual([1]);
  });

  test('sends no watermark for the end of an input that has not ended', async () => {
    const job = new StoppableJob();
    await job.begin(['a']);
    job.stop.abort();
    job.gates.get('a')?.open();
    await job.executing;
    expect(job.sink.log).not.toContain('sink watermark');
  });

  test('may be asked for again without effect, and leaves nothing at the signal', async () => {
    const job = new StoppableJob();
    await job.begin(['a']);
    job.stop.abort();
    job.stop.abort();
    await quiet();
    job.gates.get('a')?.open();
    expect((await job.executing).status).toBe('stopped');
    expect(getEventListeners(job.stop.signal, 'abort')).toEqual([]);
  });

  test('that comes after the end changes nothing', async () => {
    const stop = new AbortController();
    const env = new AgentsExecutionEnvironment();
    env.fromList([1]).keyBy(String).apply(new Agent());
    expect((await env.execute({ signal: stop.signal })).status).toBe('finished');
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    stop.abort();
  });
});

describe('a stop that comes at an odd moment', () => {
  const echo = (act: (input: unknown) => void = () => {}): Agent =>
    new Agent().addAction('echo', [InputEvent], (event, ctx) => {
      act(event.input);
      ctx.sendEvent(new OutputEvent(event.input));
    });

  test('before the job: it opens, reads nothing, and closes', async () => {
    const sink = new RecordingSink();
    const env = new AgentsExecutionEnvironment();
    env.fromList([1]).keyBy(String).apply(echo()).sinkTo(sink);
    const report = await env.execute({ signal: AbortSignal.abort() });
    expect(report).toMatchObject({ status: 'stopped', sources: [{ records: 0 }], inputsProcessed: 0 });
    expect(sink.log).toEqual(['sink open', 'sink flush', 'sink close']);
  });

  test('while a sink is opened', async () => {
    const stop = new AbortController();
    const gate = new Gate();
    const sink = new RecordingSink({ open: () => gate.promise });
    const env = new AgentsExecutionEnvironment();
    env.fromList([1]).keyBy(String).apply(echo()).sinkTo(sink);
    const executing = env.execute({ signal: stop.signal });
    await quiet();
    stop.abort();
    gate.open();
    expect(await executing).toMatchObject({ status: 'stopped', inputsProcessed: 0 });
    expect(sink.log).toEqual(['sink open', 'sink flush', 'sink close']);
  });

  function* countUpTo(last: number, then: () => void): Generator<number> {
    for (let number = 0; ; number++) {
      if (number === last) {
        then();
      }
      yield number;
    }
  }

  async function outputsOf(
    act: (stop: () => void) => {
      readonly agent?: Agent;
      readonly numbers?: Iterable<number>;
      readonly sink?: RecordingSink;
    },
  ): Promise<readonly Output[]> {
    const stop = new AbortController();
    const { agent = echo(), numbers = countUpTo(-1, () => {}), sink = new RecordingSink() } = act(() => stop.abort());
    const env = new AgentsExecutionEnvironment();
    env
      .fromList(numbers)
      .keyBy((value) => value)
      .apply(agent)
      .sinkTo(sink);
    const report = await env.execute({ signal: stop.signal });
    expect(report.status).toBe('stopped');
    expect(report.inputsAbandoned).toBe(0);
    expect(report.inputsProcessed).toBe(report.sources[0]?.records);
    expect(sink.outputs).toHaveLength(report.outputs);
    expect(sink.violations).toEqual([]);
    return sink.outputs;
  }

  test('from within the source: the record it was about to deliver is not taken', async () => {
    const outputs = await outputsOf((stop) => ({ numbers: countUpTo(3, stop) }));
    expect(outputs.map(({ value }) => value)).toEqual([0, 1, 2]);
  });

  test('from within an action: its own run ends well', async () => {
    const outputs = await outputsOf((stop) => ({ agent: echo((input) => input === 3 && stop()) }));
    expect(outputs.map(({ value }) => value)).toContain(3);
  });

  test('from within a durable call', async () => {
    const outputs = await outputsOf((stop) => ({
      agent: new Agent().addAction('call', [InputEvent], async (event, ctx) => {
        await ctx.durableExecuteAsync('call', () => {
          if (event.input === 3) {
            stop();
          }
        });
        ctx.sendEvent(new OutputEvent(event.input));
      }),
    }));
    expect(outputs.map(({ value }) => value)).toContain(3);
  });

  test('from within a sink: what was on its way still arrives', async () => {
    const outputs = await outputsOf((stop) => ({
      sink: new RecordingSink({
        write: async ({ value }) => {
          await Promise.resolve();
          if (value === 3) {
            stop();
          }
        },
      }),
    }));
    expect(outputs.map(({ value }) => value)).toContain(3);
  });

  test('while the sink is slow: what waits for it is written within the grace, or not at all', async () => {
    for (const graceful of [true, false]) {
      const clock = new ManualClock();
      const gates: Gate[] = [];
      const sink = new RecordingSink({
        write: () => {
          const gate = new Gate();
          gates.push(gate);
          return gate.promise;
        },
      });
      const stop = new AbortController();
      const source = new HandFedSource<number>();
      const env = new AgentsExecutionEnvironment({ clock, config: { 'stop.grace': 1000, 'call.settle-timeout': 500 } });
      env.fromSource(source).keyBy(String).apply(echo()).sinkTo(sink);
      const executing = env.execute({ signal: stop.signal });
      for (const number of [1, 2, 3]) {
        source.give(number);
      }
      await quiet();
      stop.abort();
      await quiet();
      if (!graceful) {
        clock.advance(1000);
        await quiet();
      }
      while (gates.length > 0) {
        gates.shift()?.open();
        await quiet();
      }
      const report = await executing;
      expect(sink.departures).toEqual(graceful ? [1, 2, 3] : [1]);
      expect(report.outputs).toBe(graceful ? 3 : 1);
      expect(sink.log.slice(-2)).toEqual(['sink flush', 'sink close']);
      expect(sink.violations).toEqual([]);
      expect(clock.timerCount).toBe(0);
    }
  });

  test('while an action fails: the failure is told', async () => {
    const stop = new AbortController();
    const env = new AgentsExecutionEnvironment({ logger: new CollectingLogger() });
    const agent = new Agent().addAction('fail', [InputEvent], () => {
      stop.abort();
      throw new Error('failed while stopping');
    });
    env.fromList([1, 2, 3]).keyBy(String).apply(agent);
    await expect(env.execute({ signal: stop.signal })).rejects.toMatchObject({
      code: 'ACTION_FAILED',
      cause: { message: 'failed while stopping' },
    });
  });
});
