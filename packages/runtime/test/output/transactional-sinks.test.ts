import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { type AttributeValue, decodeAttributeValue, type JsonValue } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { transactionalSinkConformance } from '../../src/conformance/index.js';
import { AccountableSink } from '../../src/output/accountable-sink.js';
import { FanOutSink } from '../../src/output/fan-out-sink.js';
import { JsonLinesFileSink } from '../../src/output/json-lines-file-sink.js';
import { temporaryFile } from '../support/temporary-folder.js';

async function values(path: string): Promise<readonly AttributeValue[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  return lines.map((line) => decodeAttributeValue(JSON.parse(line) as JsonValue));
}

describe.each([
  ['with the default buffer', {}],
  ['with a buffer that is always full', { bufferBytes: 1 }],
  ['with a buffer that is full now and then', { bufferBytes: 500 }],
])('conformance of a file %s', (_, options) => {
  const cases = transactionalSinkConformance({
    create: async () => {
      const path = await temporaryFile();
      return { createSink: () => new JsonLinesFileSink(path, options), read: () => values(path) };
    },
  });

  test.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('conformance of several files behind the sink of a job', () => {
  const cases = transactionalSinkConformance({
    create: async () => {
      const paths = [await temporaryFile(), await temporaryFile()];
      return {
        createSink: () => new AccountableSink('sink', new FanOutSink(paths.map((path) => new JsonLinesFileSink(path)))),
        read: async () => {
          const [one, other] = await Promise.all(paths.map(values));
          if (!isDeepStrictEqual(one, other)) {
            throw new Error(`The files differ: ${JSON.stringify([one, other])}`);
          }
          return one ?? [];
        },
      };
    },
  });

  test.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
