import { open, truncate, writeFile } from 'node:fs/promises';
import { type AttributeValue, encodeAttributeValue } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sourceConformance } from '../../src/conformance/index.js';
import { JsonLinesFileSource, type JsonLinesFileSourceOptions } from '../../src/source/json-lines-file-source.js';
import type { MalformedSourceRecord, SourceRecord } from '../../src/source/source.js';
import { readSource, readValues } from '../support/read-source.js';
import { temporaryFile } from '../support/temporary-folder.js';

/** What is read from a file is read in pieces of this size. */
const chunkBytes = 256 * 1024;

async function sourceOf(
  content: string | Uint8Array,
  options: JsonLinesFileSourceOptions = {},
): Promise<JsonLinesFileSource> {
  const path = await temporaryFile();
  await writeFile(path, content);
  return new JsonLinesFileSource(path, options);
}

async function recordsOf(
  content: string | Uint8Array,
  options: JsonLinesFileSourceOptions = {},
): Promise<readonly SourceRecord<AttributeValue>[]> {
  return readSource(await sourceOf(content, options));
}

async function malformedOf(
  content: string | Uint8Array,
  options: JsonLinesFileSourceOptions = {},
): Promise<readonly MalformedSourceRecord[]> {
  return (await recordsOf(content, options)).filter((record) => 'malformed' in record);
}

describe('conformance', () => {
  const content = '{"a":1}\r\n\n"zwei \u{1f600}"\nnot json\n[3]\nnull';

  const cases = [{}, { maxLineBytes: 8 }].flatMap((options) =>
    sourceConformance({ create: () => sourceOf(content, options) }).map(
      ({ name, run }) => [options.maxLineBytes === undefined ? name : `${name}, where some are too long`, run] as const,
    ),
  );

  test.each(cases)('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('lines', () => {
  test('are records, with the byte offset of the line as position', async () => {
    expect(await recordsOf('{"a":1}\n"ä"\n[2]\n')).toEqual([
      { value: { a: 1 }, position: 0 },
      { value: 'ä', position: 8 },
      { value: [2], position: 13 },
    ]);
  });

  test('may end with carriage return and newline', async () => {
    expect(await recordsOf('1\r\n"a"\r\n')).toEqual([
      { value: 1, position: 0 },
      { value: 'a', position: 3 },
    ]);
  });

  test('that are blank are skipped', async () => {
    expect(await readValues(await sourceOf('\n1\n\n  \t\n\r\n2\n\n'))).toEqual([1, 2]);
  });

  test('the last may lack its newline, also behind a carriage return', async () => {
    expect(await readValues(await sourceOf('1\n{"a":2}'))).toEqual([1, { a: 2 }]);
    expect(await readValues(await sourceOf('1\n2\r'))).toEqual([1, 2]);
  });

  test('the last, cut off in the middle, is malformed; those before it are not', async () => {
    const records = await recordsOf('{"a":1}\n{"a":');
    expect(records[0]).toEqual({ value: { a: 1 }, position: 0 });
    expect(records[1]).toMatchObject({ position: 8, malformed: { text: '{"a":', line: 2 } });
    expect(records).toHaveLength(2);
  });

  test('the first may start with a byte order mark', async () => {
    expect(await recordsOf('\ufeff{"a":1}\n2\n')).toEqual([
      { value: { a: 1 }, position: 0 },
      { value: 2, position: 11 },
    ]);
  });

  test('may hold any JSON value', async () => {
    const values = [null, true, -1.5e300, '', 'line\nbreak', [], {}, { '': [{}] }];
    expect(await readValues(await sourceOf(values.map((value) => JSON.stringify(value)).join('\n')))).toEqual(values);
  });

  test('may hold values with a type that JSON lacks', async () => {
    const values: readonly AttributeValue[] = [
      2n ** 70n,
      new Date(0),
      Uint8Array.of(1, 2),
      { nested: [1n] },
      { $date: 'x' },
    ];
    const lines = values.map((value) => JSON.stringify(encodeAttributeValue(value)));
    expect(await readValues(await sourceOf(lines.join('\n')))).toStrictEqual(values);
  });

  test('a file without any gives no records', async () => {
    expect(await recordsOf('')).toEqual([]);
    expect(await recordsOf('\n\n')).toEqual([]);
  });
});

describe('malformed lines', () => {
  test('are delivered with their number, position and text, and the lines behind them are read', async () => {
    expect(await recordsOf('1\n\n{oops}\n2\n')).toEqual([
      { value: 1, position: 0 },
      {
        position: 3,
        malformed: { reason: expect.stringMatching(/^not JSON: ./), text: '{oops}', line: 3 },
      },
      { value: 2, position: 10 },
    ]);
  });

  test('keep their number when reading begins behind them', async () => {
    const source = await sourceOf('1\n{oops}\n2\n{again}\n');
    const behind = await readSource(source, 9);
    expect(behind).toMatchObject([{ position: 11, malformed: { line: 4, text: '{again}' } }]);
  });

  test('are shown without the carriage return that ends them', async () => {
    expect(await malformedOf('{oops}\r\n')).toMatchObject([{ malformed: { text: '{oops}' } }]);
  });

  test('are shown in part when they are long', async () => {
    const [record] = await malformedOf('x'.repeat(5000));
    expect(record?.malformed.text).toBe('x'.repeat(1000));
  });

  test('that are not UTF-8 are told apart from those that are not JSON', async () => {
    const content = Buffer.concat([Buffer.from('"'), Uint8Array.of(0xff, 0xe4), Buffer.from('"\n1\n')]);
    expect(await recordsOf(content)).toEqual([
      { position: 0, malformed: { reason: 'not UTF-8', text: '"\u00ff\u00e4"', line: 1 } },
      { value: 1, position: 5 },
    ]);
  });

  test('a character cut off at the end of the file is not UTF-8, either', async () => {
    const content = Buffer.from('"ä').subarray(0, 2);
    expect(await malformedOf(content)).toMatchObject([{ malformed: { reason: 'not UTF-8' } }]);
  });

  test('that are JSON, but not what their type announces, say which type', async () => {
    const [record] = await malformedOf('{"a":{"$bigint":"many"}}\n');
    expect(record?.malformed.reason).toContain('$bigint');
    expect(record?.malformed.reason).not.toContain('not JSON');
    expect(record?.malformed.text).toBe('{"a":{"$bigint":"many"}}');
  });
});

describe('lines that are too long', () => {
  test('are malformed, and those as long as allowed are not', async () => {
    expect(await recordsOf('"12345"\n"123456"\n"1"\n', { maxLineBytes: 7 })).toEqual([
      { value: '12345', position: 0 },
      { position: 8, malformed: { reason: '8 bytes long, at most 7 are read', text: '', line: 2 } },
      { value: '1', position: 17 },
    ]);
  });

  test('count in bytes, not in characters', async () => {
    expect(await malformedOf('"ää"\n', { maxLineBytes: 5 })).toHaveLength(1);
    expect(await malformedOf('"ää"\n', { maxLineBytes: 6 })).toHaveLength(0);
  });

  test('may be the last, without a newline', async () => {
    expect(await recordsOf('1\n"123456"', { maxLineBytes: 7 })).toMatchObject([
      { value: 1 },
      { position: 2, malformed: { line: 2 } },
    ]);
  });

  test('are not held in memory', { timeout: 60_000 }, async () => {
    const path = await temporaryFile();
    const length = 512 * 1024 * 1024;
    await writeFile(path, '');
    await truncate(path, length);
    const file = await open(path, 'a');
    await file.appendFile('\n"behind"\n');
    await file.close();
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers);
    }, 1);
    const records = await readSource(new JsonLinesFileSource(path));
    clearInterval(watch);
    expect(records).toEqual([
      { position: 0, malformed: { reason: `${length} bytes long, at most 16777216 are read`, text: '', line: 1 } },
      { value: 'behind', position: length + 1 },
    ]);
    expect(peak).toBeLessThan(length / 2);
  });
});

describe('lines of a file with a schema', () => {
  const Order = z.object({ customer: z.string(), cups: z.int().positive().default(1) });

  async function ordersOf(content: string) {
    const path = await temporaryFile();
    await writeFile(path, content);
    return new JsonLinesFileSource(path, { schema: Order });
  }

  test('are what the schema makes of them', async () => {
    const values = await readValues(await ordersOf('{"customer":"ada"}\n{"customer":"bob","cups":2,"tip":1}\n'));
    expect(values).toEqual([
      { customer: 'ada', cups: 1 },
      { customer: 'bob', cups: 2 },
    ]);
  });

  test('that it refuses are malformed and say what is wrong and where; the lines behind them are read', async () => {
    const records = await readSource(await ordersOf('\n{"cups":0}\n[1]\n{"customer":"ada"}\n'));
    expect(records).toEqual([
      {
        position: 1,
        malformed: {
          reason: expect.stringMatching(/^not what the schema asks for: customer: .+; cups: .+$/),
          text: '{"cups":0}',
          line: 2,
        },
      },
      { position: 12, malformed: { reason: expect.stringContaining('array'), text: '[1]', line: 3 } },
      { value: { customer: 'ada', cups: 1 }, position: 16 },
    ]);
  });

  test('are the same on every read, behind any position', async () => {
    const content = '{"customer":"ada"}\n{}\n{"customer":"bob"}\n7\n';
    for (const { run } of sourceConformance({ create: () => ordersOf(content) })) {
      await expect(run()).resolves.toBeUndefined();
    }
  });

  test('fail the reading when the schema cannot answer at once: that is no fault of a line', async () => {
    const path = await temporaryFile();
    await writeFile(path, '1\n');
    const asynchronous = z.unknown().refine(async () => true);
    await expect(readSource(new JsonLinesFileSource(path, { schema: asynchronous }))).rejects.toMatchObject({
      code: 'SCHEMA_ASYNC',
    });
  });
});

describe('where one piece of the file ends and the next begins', () => {
  test.each([-4, -3, -2, -1, 0, 1])('a character of four bytes may be cut, %d bytes from there', async (offset) => {
    const value = `${'x'.repeat(chunkBytes - 1 + offset)}\u{1f600}end`;
    expect(await recordsOf(`"${value}"\n2\n`)).toEqual([
      { value, position: 0 },
      { value: 2, position: chunkBytes + offset + 9 },
    ]);
  });

  test.each([-2, -1, 0, 1])('a line may end, %d bytes from there', async (offset) => {
    const value = 'x'.repeat(chunkBytes - 2 + offset);
    for (const ending of ['\n', '\r\n']) {
      expect(await recordsOf(`"${value}"${ending}2${ending}`)).toEqual([
        { value, position: 0 },
        { value: 2, position: chunkBytes + offset + ending.length },
      ]);
    }
  });

  test('a line may span several', async () => {
    const value = 'ä'.repeat(chunkBytes * 2);
    expect(await readValues(await sourceOf(`1\n"${value}"\n2`))).toEqual([1, value, 2]);
  });

  test('thousands of lines keep their positions', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => JSON.stringify({ index, text: 'ü'.repeat(index % 50) }));
    const content = Buffer.from(lines.join('\n'));
    const records = await recordsOf(content);
    expect(records).toHaveLength(lines.length);
    const atPosition = records.map(({ position }, index) =>
      content.subarray(position, position + Buffer.byteLength(lines[index] ?? '')).toString(),
    );
    expect(atPosition).toEqual(lines);
  });
});

describe('reading behind a position', () => {
  test('begins at that position: what is before it is neither read nor understood again', async () => {
    const path = await temporaryFile();
    const position = 64 * 1024 ** 3;
    // Sparse: it takes no room, but minutes to read.
    await writeFile(path, '');
    await truncate(path, position);
    const file = await open(path, 'a');
    await file.appendFile('"before"\r\n"behind"\r\n');
    await file.close();
    expect(await readSource(new JsonLinesFileSource(path), position)).toEqual([
      { value: 'behind', position: position + 10 },
    ]);
  });

  test('that no line starts at begins with the next line', async () => {
    const source = await sourceOf('"zwölf"\r\n{oops}\r\n2\r\n');
    expect(await readSource(source, 4)).toEqual(await readSource(source, 0));
  });

  test('behind the end of the file gives nothing', async () => {
    expect(await readSource(await sourceOf('1\n2\n'), 100)).toEqual([]);
  });
});

test('a file that is not there fails the reading', async () => {
  const source = new JsonLinesFileSource(await temporaryFile());
  await expect(readSource(source)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('its name is given, or is that of the file without its folder', async () => {
  const path = await temporaryFile('orders.jsonl');
  expect(new JsonLinesFileSource(path).id).toBe('orders.jsonl');
  expect(new JsonLinesFileSource(path, { id: 'orders' }).id).toBe('orders');
});

test('reading ends early when the job needs no more', async () => {
  const stop = new AbortController();
  const values: unknown[] = [];
  for await (const record of (await sourceOf('1\n2\n3\n')).read({ after: undefined, signal: stop.signal })) {
    values.push(record);
    stop.abort();
  }
  expect(values).toEqual([{ value: 1, position: 0 }]);
});
