import { describe, expect, test } from 'vitest';
import { sinkConformance } from '../../src/conformance/index.js';
import { AccountableSink } from '../../src/output/accountable-sink.js';
import { ListSink } from '../../src/output/list-sink.js';
import type { TransactionalSink } from '../../src/output/transactional-sink.js';
import { ForeignPromise } from '../support/foreign-promise.js';
import { outputOf } from '../support/output-of.js';

describe('conformance', () => {
  const cases = sinkConformance({
    create: async () => {
      const sink = new ListSink();
      return {
        sink: new AccountableSink('sink', sink),
        read: async () => sink.outputs.map(({ value }) => value),
      };
    },
  });

  test.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

test('as long as the sink answers at once, so does this one', () => {
  const sink = new AccountableSink('sink', new ListSink());
  expect([sink.write(outputOf(1)), sink.writeWatermark(5)]).toEqual([undefined, undefined]);
});

test('a sink is waited for, and its failure is named, whatever kind of promise it answers with', async () => {
  const failure = new Error('disk full');
  const sink = new AccountableSink('archive', {
    write: ({ value }) =>
      new ForeignPromise<void>((resolve, reject) => {
        setImmediate(() => (value === 'good' ? resolve() : reject(failure)));
      }),
  });
  await expect(sink.write(outputOf('good'))).resolves.toBeUndefined();
  await expect(sink.write(outputOf('bad'))).rejects.toMatchObject({
    code: 'JOB_FAILED',
    message: 'The archive failed to write: disk full',
    cause: failure,
  });
});

test('what an attempt of the job has left pending ends before the next one begins', async () => {
  const happened: string[] = [];
  let end: () => void = () => undefined;
  const slow: TransactionalSink = {
    transactional: true,
    write: () =>
      new Promise<void>((resolve) => {
        end = () => {
          happened.push('written');
          resolve();
        };
      }),
    begin: async () => {
      happened.push('begun');
    },
    prepare: async () => null,
    commit: async () => {},
  };
  const sink = new AccountableSink('archive', slow);

  const written = sink.write(outputOf(1));
  const begun = sink.begin(undefined);
  end();
  await Promise.all([written, begun]);

  expect(happened).toEqual(['written', 'begun']);
});
