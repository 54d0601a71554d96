import { appendFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AttributeValue, decodeAttributeValue, type JsonValue } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { JsonLinesFileSink } from '../../src/output/json-lines-file-sink.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import { visibleText } from '../support/file-sink-run.js';
import { Gate } from '../support/gate.js';
import { outputOf } from '../support/output-of.js';
import { temporaryFile } from '../support/temporary-folder.js';
import { wrapFileSystem } from '../support/wrapped-file-system.js';

/** A sink of `path` in a job that begins, or goes on. */
async function beginSink(path: string, restored?: AttributeValue): Promise<JsonLinesFileSink> {
  const sink = new JsonLinesFileSink(path);
  await sink.open();
  try {
    await sink.begin(restored);
    return sink;
  } catch (error) {
    await sink.close();
    throw error;
  }
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

  test('a file that lost lines of a part that was committed is shortened, too', async () => {
    const path = await temporaryFile('out.jsonl');
    const sink = await beginSink(path);
    await writeAll(sink, 'one', 'two');
    const handle = await sink.prepare(0);
    await sink.commit(handle);
    await sink.close();
    await truncate(path, 6);
    await expect(beginSink(path, handle)).rejects.toMatchObject({ code: 'SINK_FILE_SHORTENED', file: path });
    expect(await text(path)).toBe('"one"\n');
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

  test('a part that is gone although its lines were committed means that they were changed', async () => {
    const path = await temporaryFile('out.jsonl');
    const sink = await beginSink(path);
    await writeAll(sink, 'one');
    const handle = await sink.prepare(0);
    await sink.commit(handle);
    await sink.close();
    await writeFile(path, '"owt"\n');
    await expect(beginSink(path, handle)).rejects.toMatchObject({
      code: 'SINK_PART_CORRUPT',
      message: expect.stringContaining(path) as unknown,
    });
  });

  test('whatever somebody has appended to the file is gone when the job goes on', async () => {
    const path = await temporaryFile();
    const sink = await beginSink(path);
    await writeAll(sink, 'one');
    const handle = await sink.prepare(0);
    await sink.commit(handle);
    await sink.close();
    await appendFile(path, 'two\nthree');
    await (await beginSink(path, handle)).close();
    expect(await text(path)).toBe('"one"\n');
  });

  test('a new job begins with an empty file, and removes the parts of the old one and nothing else', async () => {
    const path = await temporaryFile('out.jsonl');
    await writeFile(path, 'old\n');
    for (const name of ['.part-3', '.part-12', '.part-', '.part-x', '.part-1.gz']) {
      await writeFile(`${path}${name}`, '');
    }
    await writeFile(join(dirname(path), 'other.jsonl.part-1'), '');
    const sink = await beginSink(path);
    expect(await text(path)).toBe('');
    expect(await readdir(dirname(path))).toEqual([
      'other.jsonl.part-1',
      'out.jsonl',
      'out.jsonl.part-',
      'out.jsonl.part-1.gz',
      'out.jsonl.part-x',
    ]);
    await sink.close();
  });

  test('lines and parts may be larger than what is copied at a time', async () => {
    const path = await temporaryFile();
    const sink = await beginSink(path);
    const long = [700_000, 700_000, 3_000_000, 10, 1_048_573, 1_048_574].map((length) => 'x'.repeat(length));
    await writeAll(sink, ...long);
    await sink.commit(await sink.prepare(0));
    expect(await values(path)).toEqual(long);
    await sink.close();
  });

  test('a handle of another kind of sink is refused before anything is changed', async () => {
    const path = await temporaryFile();
    await writeFile(path, 'old\n');
    const handles: readonly AttributeValue[] = [
      7,
      [],
      {},
      { checkpointId: 0, offset: -1, parts: [] },
      { checkpointId: 0, offset: 0, parts: [{ number: 0, length: 1 }] },
    ];
    for (const handle of handles) {
      await expect(beginSink(path, handle)).rejects.toMatchObject({ code: 'SINK_HANDLE_INVALID', file: path });
    }
    expect(await text(path)).toBe('old\n');
  });
});

test('a job that ends before it has begun leaves the file as it is', async () => {
  const path = await temporaryFile();
  await writeFile(path, 'committed\n');
  const sink = new JsonLinesFileSink(path);
  await sink.open();
  await sink.close();
  expect(await text(path)).toBe('committed\n');
});

test('preparing and committing without begin is refused', async () => {
  const sink = new JsonLinesFileSink(await temporaryFile());
  await sink.open();
  await expect(sink.prepare(0)).rejects.toMatchObject({ code: 'SINK_NOT_BEGUN' });
  await expect(sink.commit({ checkpointId: 0, offset: 0, parts: [] })).rejects.toMatchObject({
    code: 'SINK_NOT_BEGUN',
  });
  await sink.close();
});

test('after a write has failed nothing is prepared before the next attempt begins', async () => {
  const disk = new SimulatedFileSystem();
  const sink = new JsonLinesFileSink('/out.jsonl', { fileSystem: disk, bufferBytes: 1 });
  await sink.open();
  await sink.begin(undefined);
  await sink.write(outputOf(1));
  disk.inject({ operation: 'write', code: 'ENOSPC', writtenBytes: 1 });
  await expect(sink.write(outputOf(2))).rejects.toMatchObject({
    code: 'SINK_WRITE_FAILED',
    file: '/out.jsonl.part-0',
    cause: { code: 'ENOSPC' },
  });
  await expect(sink.write(outputOf(3))).rejects.toMatchObject({ code: 'SINK_WRITE_FAILED' });
  await expect(sink.prepare(0)).rejects.toMatchObject({ code: 'SINK_WRITE_FAILED' });
  await sink.begin(undefined);
  await sink.write(outputOf(4));
  await sink.commit(await sink.prepare(0));
  await sink.close();
  expect(await visibleText(disk, '/out.jsonl')).toBe('4\n');
});

test('a checkpoint that is prepared while the one before is committed holds what that one does not', async () => {
  const disk = new SimulatedFileSystem();
  const isPreparing = new Gate();
  const mayPrepare = new Gate();
  let syncs = 0;
  const slow = wrapFileSystem(disk, {
    syncDirectory: async (syncDirectory) => {
      if (++syncs === 3) {
        isPreparing.open();
        await mayPrepare.promise;
      }
      await syncDirectory();
    },
  });
  const sink = new JsonLinesFileSink('/out.jsonl', { fileSystem: slow });
  await sink.open();
  await sink.begin(undefined);
  await sink.write(outputOf(1));
  const first = await sink.prepare(0);
  await sink.write(outputOf(2));
  const preparing = sink.prepare(1);
  await isPreparing.promise;
  await sink.commit(first);
  mayPrepare.open();
  const second = await preparing;
  expect(second).toMatchObject({ offset: 2, parts: [{ number: 1, length: 2 }] });
  await sink.commit(second);
  await sink.close();
  expect(await visibleText(disk, '/out.jsonl')).toBe('1\n2\n');
});
