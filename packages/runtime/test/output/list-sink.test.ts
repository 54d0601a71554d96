import { expect, test } from 'vitest';
import { sinkConformance } from '../../src/conformance/index.js';
import { ListSink } from '../../src/output/list-sink.js';
import { outputOf } from '../support/output-of.js';

const cases = sinkConformance({
  create: async () => {
    const sink = new ListSink();
    return { sink, read: async () => sink.outputs.map(({ value }) => value) };
  },
});

test.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_promise, run) => {
  await expect(run()).resolves.toBeUndefined();
});

test('outputs are kept whole, with key, timestamp and id', () => {
  const sink = new ListSink();
  const outputs = [outputOf({ a: 1 }, 0), outputOf('b', 1)];
  for (const output of outputs) {
    sink.write(output);
  }
  expect(sink.outputs).toEqual(outputs);
});
