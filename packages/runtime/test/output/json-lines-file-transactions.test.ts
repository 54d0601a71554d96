import { appendFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type AttributeValue, decodeAttributeValue, type JsonValue } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { transactionalSinkConformance } from '../../src/conformance/index.js';
import { AccountableSink } from '../../src/output/accountable-sink.js';
import { FanOutSink } from '../../src/output/fan-out-sink.js';
import { JsonLinesFileSink } from '../../src/output/json-lines-file-sink.js';
import { outputOf } from '../support/output-of.js';
import { temporaryFile } from '../support/temporary-folder.js';

/** A sink of `path` in a job that begins, or goes on. */
async function beginSink(path: string, restored?: AttributeValue): Promise<JsonLinesFileSink> {
  const sink = new JsonLinesFileSink(path);
  await sink.open();
  await sink.begin(restored);
  return sink;
}

async function writeAll(sink: JsonLinesFileSink, ...values: readonly AttributeValue[]): Promise<void> {
  for (const value of values) {
    await sink.write(outputOf(value));
  }
}

function text(path: string): Promise<string> {
  return readFile(path, 'utf8');
}

async function values(path: string): Promise<readonly AttributeValue[]> {
  const lines = (await text(path)).split('\n').slice(0, -1);
  return lines.map((line) => decodeAttributeValue(JSON.parse(line) as JsonValue));
}

describe.each([
  ['with the default buffer', {}],
  ['with a buffer that is always full', { bufferBytes: 1 }],
  ['with a buffer that is full now and then', { bufferBytes: 500 }],
])('conformance %s', (_, options) => {
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

describe('conformance of several files behind one sink', () => {
  const cases = transactionalSinkConformance({
    create: async () => {
      const paths = [await temporaryFile(), await temporaryFile()];
      return {
        createSink: () => new AccountableSink('sink', new FanOutSink(paths.map((path) => new JsonLinesFileSink(path)))),
        read: async () => {
          const [one, other] = await Promise.all(paths.map(values));
          expect(one).toEqual(other);
          return one ?? [];
        },
      };
    },
  });

  test.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('in a job with checkpoints', () => {
  test('the file shows what was committed, not what was written, flushed or prepared', async () => {
    const path = await temporaryFile();
    const sink = await beginSink(path);
    await writeAll(sink, 1, 2);
    await sink.flush();
    expect(await text(path)).toBe('');
    const handle = await sink.prepare(1);
    await writeAll(sink, 3);
    expect(await text(path)).toBe('');
    await sink.commit(handle);
    expect(await text(path)).toBe('1\n2\n');
    await sink.close();
    expect(await text(path)).toBe('1\n2\n');
  });

  test('a part is beside the file until it is committed', async () => {
    const path = await temporaryFile('out.jsonl');
    const sink = await beginSink(path);
    await sink.commit(await sink.prepare(0));
    await writeAll(sink, 1);
    const handle = await sink.prepare(1);
    expect(await readdir(dirname(path))).toEqual(['out.jsonl', 'out.jsonl.part-1']);
    await sink.commit(handle);
    expect(await readdir(dirname(path))).toEqual(['out.jsonl']);
    await sink.close();
  });

  test('a checkpoint before which nothing was written makes no part', async () => {
    const path = await temporaryFile('out.jsonl');
    const sink = await beginSink(path);
    await sink.prepare(0);
    expect(await readdir(dirname(path))).toEqual(['out.jsonl']);
    await sink.close();
  });

  test('a job that goes on commits what its checkpoint holds, and forgets what came after', async () => {
    const path = await temporaryFile('out.jsonl');
    const first = await beginSink(path);
    await writeAll(first, 1);
    await first.commit(await first.prepare(0));
    await writeAll(first, 2);
    const handle = await first.prepare(1);
    await writeAll(first, 'lost');
    await first.prepare(2);
    await first.close();
    const second = await beginSink(path, handle);
    expect(await text(path)).toBe('1\n2\n');
    expect(await readdir(dirname(path))).toEqual(['out.jsonl']);
    await writeAll(second, 3);
    await second.commit(await second.prepare(2));
    expect(await text(path)).toBe('1\n2\n3\n');
    await second.close();
  });

  test('a file that was shortened stops the job before anything is changed', async () => {
    const path = await temporaryFile('out.jsonl');
    const sink = await beginSink(path);
    await writeAll(sink, 'one');
    await sink.commit(await sink.prepare(0));
    await writeAll(sink, 'two');
    const handle = await sink.prepare(1);
    await sink.close();
    await truncate(path, 3);
    await expect(beginSink(path, handle)).rejects.toMatchObject({ code: 'SINK_FILE_SHORTENED', file: path });
    expect(await readdir(dirname(path))).toEqual(['out.jsonl', 'out.jsonl.part-1']);
    expect(await text(path)).toBe('"on');
  });

  test.each([
    ['altered', (part: string) => writeFile(part, '"owt"\n')],
    ['longer', (part: string) => appendFile(part, '\n')],
    ['shorter', (part: string) => truncate(part, 2)],
    ['gone', (part: string) => rm(part)],
  ])('a part that is %s stops the job before anything is changed', async (_how, damage) => {
    const path = await temporaryFile('out.jsonl');
    const sink = await beginSink(path);
    await writeAll(sink, 'one');
    await sink.commit(await sink.prepare(0));
    await writeAll(sink, 'two');
    const handle = await sink.prepare(1);
    await sink.close();
    await damage(`${path}.part-1`);
    await expect(beginSink(path, handle)).rejects.toMatchObject({
      code: 'SINK_PART_CORRUPT',
      file: `${path}.part-1`,
    });
    expect(await text(path)).toBe('"one"\n');
  });
});
