import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import {
  AgentsExecutionEnvironment,
  type JobReport,
  ListSink,
  monotonousTimestamps,
  type Sink,
  type SinkOpenParams,
} from '../../src/index.js';

const echo = new Agent('echo').addAction('echo', [InputEvent], (event: InputEvent, ctx) => {
  ctx.sendEvent(new OutputEvent(event.input));
});

type Operation = 'open' | 'write' | 'writeWatermark' | 'flush' | 'close';

/** Fails in one operation, at once or later, and writes down which operations were called. */
class FailingSink implements Sink {
  readonly calls: Operation[] = [];
  readonly #failing: Operation;
  readonly #fail: () => void | Promise<void>;

  constructor(failing: Operation, fail: () => void | Promise<void>) {
    this.#failing = failing;
    this.#fail = fail;
  }

  open(): void | Promise<void> {
    return this.#call('open');
  }

  write(): void | Promise<void> {
    return this.#call('write');
  }

  writeWatermark(): void | Promise<void> {
    return this.#call('writeWatermark');
  }

  flush(): void | Promise<void> {
    return this.#call('flush');
  }

  close(): void | Promise<void> {
    return this.#call('close');
  }

  #call(operation: Operation): void | Promise<void> {
    this.calls.push(operation);
    return operation === this.#failing ? this.#fail() : undefined;
  }
}

/** Runs two good records and a bad one through an agent that puts out what it gets. */
function run(sinks: readonly Sink[], deadLetterSink: Sink = new ListSink()): Promise<JobReport> {
  const env = new AgentsExecutionEnvironment({ config: { 'job-identifier': 'nightly' } });
  const stream = env
    .fromList([1, 2, -3], { timestampOf: (number) => number * 1000, watermarks: monotonousTimestamps() })
    .keyBy((number) => (number < 0 ? Number.NaN : number))
    .apply(echo)
    .deadLettersTo(deadLetterSink);
  for (const sink of sinks) {
    stream.sinkTo(sink);
  }
  return env.execute({ handleSignals: false });
}

const failure = new Error('disk full');
const ways: readonly (readonly [string, () => void | Promise<void>])[] = [
  [
    'at once',
    () => {
      throw failure;
    },
  ],
  ['later', () => Promise.reject(failure)],
];

describe.each(ways)('a sink that fails %s', (_, fail) => {
  test.each<readonly [Operation, string]>([
    ['open', 'open'],
    ['write', 'write'],
    ['writeWatermark', 'write a watermark'],
    ['flush', 'flush'],
    ['close', 'close'],
  ])(
    'in %s fails the job with an error that says so and has the failure as cause; the sink is closed',
    async (operation, told) => {
      const sink = new FailingSink(operation, fail);
      await expect(run([sink])).rejects.toMatchObject({
        name: 'JobFailedError',
        code: 'JOB_FAILED',
        message: `The sink failed to ${told}: disk full`,
        cause: failure,
      });
      expect(sink.calls.at(-1)).toBe('close');
    },
  );

  test('is told from the dead-letter sink', async () => {
    const deadLetters = new FailingSink('write', fail);
    await expect(run([new ListSink()], deadLetters)).rejects.toMatchObject({
      code: 'JOB_FAILED',
      message: 'The dead-letter sink failed to write: disk full',
      cause: failure,
    });
  });
});

test('a sink that fails to write and then to close is told with its first failure', async () => {
  const sink: Sink = {
    write: () => {
      throw failure;
    },
    close: () => {
      throw new Error('not now');
    },
  };
  await expect(run([sink])).rejects.toMatchObject({ message: 'The sink failed to write: disk full', cause: failure });
});

test('every sink of a job, one for dead letters too, is told whose outputs it will be written, once and first', async () => {
  const calls: unknown[] = [];
  const sink: Sink = {
    open: (params: SinkOpenParams) => void calls.push(params),
    write: ({ value }) => void calls.push(typeof value === 'number' ? value : 'dead letter'),
  };
  await run([sink, sink], sink);
  const params = { jobId: 'nightly', agentName: 'echo', subtaskIndex: 0 };
  expect(calls.slice(0, 3)).toEqual([params, params, params]);
  expect(
    calls
      .slice(3)
      .map(String)
      .toSorted((a, b) => a.localeCompare(b)),
  ).toEqual(['1', '1', '2', '2', 'dead letter']);
});
