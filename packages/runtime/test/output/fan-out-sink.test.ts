import { describe, expect, test } from 'vitest';
import { sinkConformance } from '../../src/conformance/index.js';
import { FanOutSink } from '../../src/output/fan-out-sink.js';
import { ListSink } from '../../src/output/list-sink.js';
import type { Output, Sink, SinkOpenParams } from '../../src/output/sink.js';
import { ForeignPromise } from '../support/foreign-promise.js';
import { outputOf } from '../support/output-of.js';

const openParams: SinkOpenParams = { jobId: 'job', agentName: 'agent', subtaskIndex: 2 };

/** Writes down what is called, and answers later where it is told to. */
class RecordingSink implements Sink {
  readonly #name: string;
  readonly #calls: string[];
  readonly #slow: boolean;

  constructor(name: string, calls: string[], slow = false) {
    this.#name = name;
    this.#calls = calls;
    this.#slow = slow;
  }

  open(): Promise<void> | void {
    return this.#call('open');
  }

  write({ value }: Output): Promise<void> | void {
    return this.#call(`write ${JSON.stringify(value)}`);
  }

  writeWatermark(watermarkMs: number): Promise<void> | void {
    return this.#call(`watermark ${watermarkMs}`);
  }

  flush(): Promise<void> | void {
    return this.#call('flush');
  }

  close(): Promise<void> | void {
    return this.#call('close');
  }

  #call(what: string): Promise<void> | void {
    this.#calls.push(`${this.#name}: ${what}`);
    if (this.#slow) {
      return this.#answerLater(what);
    }
  }

  async #answerLater(what: string): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#calls.push(`${this.#name}: ${what} done`);
  }
}

describe.each([
  ['of one sink', 1],
  ['of three sinks', 3],
])('conformance %s', (_, count) => {
  const cases = sinkConformance({
    create: async () => {
      const sinks = Array.from({ length: count }, () => new ListSink());
      const read = async () => {
        const [first, ...others] = sinks.map(({ outputs }) => outputs.map(({ value }) => value));
        expect(others).toEqual(others.map(() => first));
        return first ?? [];
      };
      return { sink: new FanOutSink(sinks), read };
    },
  });

  test.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

test('everything is handed to every sink, in the order in which they were given', async () => {
  const calls: string[] = [];
  const sink = new FanOutSink([new RecordingSink('a', calls), new RecordingSink('b', calls)]);
  await sink.open(openParams);
  await sink.write(outputOf(1));
  await sink.writeWatermark(5);
  await sink.flush();
  await sink.close();
  expect(calls).toEqual(
    ['open', 'write 1', 'watermark 5', 'flush', 'close'].flatMap((call) => [`a: ${call}`, `b: ${call}`]),
  );
});

test('every sink is told whose outputs it will be written', async () => {
  const told: unknown[] = [];
  const sink: Sink = { open: (params) => void told.push(params), write: () => {} };
  await new FanOutSink([sink, sink]).open(openParams);
  expect(told).toEqual([openParams, openParams]);
});

test('a sink gets an output when the one before it has written it', async () => {
  const calls: string[] = [];
  const names = ['a', 'b', 'c'];
  const sink = new FanOutSink(names.map((name) => new RecordingSink(name, calls, name !== 'b')));
  await sink.write(outputOf(1));
  await sink.writeWatermark(5);
  expect(calls).toEqual(
    ['write 1', 'watermark 5'].flatMap((call) => [
      `a: ${call}`,
      `a: ${call} done`,
      `b: ${call}`,
      `c: ${call}`,
      `c: ${call} done`,
    ]),
  );
});

test('as long as every sink answers at once, so does this one', () => {
  const sink = new FanOutSink([new ListSink(), new ListSink()]);
  expect([sink.write(outputOf(1)), sink.writeWatermark(5)]).toEqual([undefined, undefined]);
});

test('a sink is waited for whatever kind of promise it answers with', async () => {
  let written = false;
  const slow: Sink = {
    write: () =>
      new ForeignPromise<void>((resolve) => {
        setImmediate(() => {
          written = true;
          resolve();
        });
      }),
  };
  const after: Sink = { write: () => expect(written).toBe(true) };
  await new FanOutSink([slow, after]).write(outputOf(1));
  expect(written).toBe(true);
});

test('without any sink outputs go nowhere, and nothing fails', async () => {
  const sink = new FanOutSink([]);
  await sink.open(openParams);
  await sink.write(outputOf(1));
  await sink.writeWatermark(5);
  await sink.flush();
  await expect(sink.close()).resolves.toBeUndefined();
});

test('a sink that needs no more than write is enough', async () => {
  const written: unknown[] = [];
  const sink = new FanOutSink([{ write: ({ value }) => void written.push(value) }]);
  await sink.open(openParams);
  await sink.write(outputOf(1));
  await sink.writeWatermark(5);
  await sink.flush();
  await sink.close();
  expect(written).toEqual([1]);
});

describe('failures', () => {
  const refusing = (error: Error, calls: string[] = []): Sink => ({
    write: () => {
      throw error;
    },
    close: async () => {
      calls.push('close');
      throw error;
    },
  });

  test('of one sink fail the write, and sinks behind it do not get the output', async () => {
    const behind = new ListSink();
    const sink = new FanOutSink([new ListSink(), refusing(new Error('disk full')), behind]);
    expect(() => sink.write(outputOf(1))).toThrow('disk full');
    expect(behind.outputs).toEqual([]);
    const slowly = new FanOutSink([new RecordingSink('slow', [], true), refusing(new Error('disk full')), behind]);
    await expect(slowly.write(outputOf(1))).rejects.toThrow('disk full');
    expect(behind.outputs).toEqual([]);
  });

  test('of closing one sink do not keep the others open', async () => {
    const calls: string[] = [];
    const failure = new Error('cannot close');
    const sink = new FanOutSink([refusing(failure, calls), new RecordingSink('b', calls)]);
    await expect(sink.close()).rejects.toBe(failure);
    expect(calls).toEqual(['close', 'b: close']);
  });

  test('of closing several sinks are all told', async () => {
    const failures = [new Error('first'), new Error('second')];
    const sink = new FanOutSink(failures.map((failure) => refusing(failure)));
    await expect(sink.close()).rejects.toMatchObject({ errors: failures });
  });
});
