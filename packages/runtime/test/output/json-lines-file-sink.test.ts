import { readFile, writeFile } from 'node:fs/promises';
import { type AttributeValue, decodeAttributeValue, type JsonValue } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { sinkConformance } from '../../src/conformance/index.js';
import { JsonLinesFileSink, type JsonLinesFileSinkOptions } from '../../src/output/json-lines-file-sink.js';
import { JsonLinesFileSource } from '../../src/source/json-lines-file-source.js';
import { outputOf } from '../support/output-of.js';
import { readValues } from '../support/read-source.js';
import { temporaryFile } from '../support/temporary-folder.js';

async function readLines(path: string): Promise<readonly AttributeValue[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => decodeAttributeValue(JSON.parse(line) as JsonValue));
}

async function openSink(options: JsonLinesFileSinkOptions = {}): Promise<JsonLinesFileSink> {
  const sink = new JsonLinesFileSink(await temporaryFile(), options);
  await sink.open();
  return sink;
}

describe.each([
  ['with the default buffer', {}],
  ['with a buffer that is always full', { bufferBytes: 1 }],
  ['with a buffer that is full now and then', { bufferBytes: 500 }],
])('conformance %s', (_, options) => {
  const cases = sinkConformance({
    create: async () => {
      const path = await temporaryFile();
      return { sink: new JsonLinesFileSink(path, options), read: () => readLines(path) };
    },
  });

  test.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

test('values of every type are written so that the file source reads them back', async () => {
  const values: readonly AttributeValue[] = [
    null,
    true,
    -1.5,
    'line\nbreak \u2028 \u{1f600} "quoted"',
    2n ** 70n,
    new Date('2026-01-02T03:04:05.678Z'),
    Uint8Array.of(0, 255),
    [1, [2n]],
    { $date: 'not a date', nested: { when: new Date(0) } },
  ];
  const sink = await openSink();
  for (const value of values) {
    await sink.write(outputOf(value));
  }
  await sink.close();
  expect(await readValues(new JsonLinesFileSource(sink.path))).toStrictEqual(values);
});

test('what is written for an output can be chosen', async () => {
  const sink = await openSink({
    format: ({ key, value, timestamp, outputId }) => [outputId, String(key), value, timestamp ?? null],
  });
  await sink.write(outputOf({ a: 1 }, 7));
  await sink.close();
  expect(await readFile(sink.path, 'utf8')).toBe('["output/7","key",{"a":1},1007]\n');
});

test('outputs are collected until the buffer is full; only then the writer has to wait', async () => {
  const sink = await openSink({ bufferBytes: 8 });
  expect(sink.write(outputOf('ab'))).toBeUndefined();
  expect(await readFile(sink.path, 'utf8')).toBe('');
  const writing = sink.write(outputOf('cd'));
  expect(writing).toBeInstanceOf(Promise);
  await writing;
  expect(await readFile(sink.path, 'utf8')).toBe('"ab"\n"cd"\n');
  await sink.close();
});

test('a file that exists is replaced', async () => {
  const path = await temporaryFile();
  await writeFile(path, 'what an earlier job wrote, longer than what comes now\n');
  const sink = new JsonLinesFileSink(path);
  await sink.open();
  await sink.write(outputOf(1));
  await sink.close();
  expect(await readFile(path, 'utf8')).toBe('1\n');
});

test('a place that cannot be written to fails when it is opened', async () => {
  const sink = new JsonLinesFileSink(`${await temporaryFile()}/no/such/folder`);
  await expect(sink.open()).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(sink.close()).resolves.toBeUndefined();
});

test('flushing a sink that is not open is refused, so that nothing is believed to be written', async () => {
  const sink = new JsonLinesFileSink(await temporaryFile());
  await sink.write(outputOf(1));
  await expect(sink.flush()).rejects.toMatchObject({ code: 'SINK_NOT_OPEN' });
});
