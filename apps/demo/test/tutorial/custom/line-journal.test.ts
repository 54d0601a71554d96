import { readFileSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actionStateStoreConformance } from '@millrace/runtime/conformance';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { LineJournal } from '../../../tutorial/custom/line-journal.js';

/** What all open files have in common. */
const fileHandles = await open(import.meta.filename).then(async (file) => {
  await file.close();
  return Object.getPrototypeOf(file) as FileHandle;
});

// #region conformance
describe('LineJournal keeps the laws of action state stores', () => {
  const cases = actionStateStoreConformance({
    canFail: true,
    canTear: true,
    countsFlushes: true,
    async setUp() {
      const directory = await mkdtemp(join(tmpdir(), 'millrace-'));
      const path = join(directory, 'journal');
      const stores: LineJournal[] = [];
      return {
        createStore: () => {
          const store = new LineJournal(path);
          stores.push(store);
          return store;
        },
        failNextFlush: () => void vi.spyOn(fileHandles, 'sync').mockRejectedValueOnce(new Error('no space left')),
        tearEnd: async () => truncate(path, (await stat(path)).size - 3),
        // Each flush leaves a line.
        flushes: () => readFileSync(path, 'utf8').split('\n').length,
        cleanUp: async () => {
          for (const store of stores) await store.close();
          await rm(directory, { recursive: true });
        },
      };
    },
  });

  test.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
// #endregion conformance

async function journalOf(records: number): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 'journal');
  const store = await openStore(path);
  for (let record = 0; record < records; record += 1) {
    await store.append(Buffer.from('key'), Buffer.from(`record ${record}`));
  }
  await store.close();
  return path;
}

async function openStore(path: string): Promise<LineJournal> {
  const store = new LineJournal(path);
  await store.open();
  await store.rebuildState([], () => true);
  return store;
}

async function flip(path: string, line: number): Promise<void> {
  const lines = (await readFile(path, 'latin1')).split('\n');
  lines[line] = (lines[line] ?? '').replace('"]', '!]');
  await writeFile(path, lines.join('\n'), 'latin1');
}

test('a damaged line before the last one is an error that names file and line', async () => {
  const path = await journalOf(3);
  await flip(path, 2);

  await expect(openStore(path)).rejects.toThrow(`${path} cannot be used: line 3 is damaged.`);
});

test('holes in what was written last are what a crash of the machine leaves, and are cut off', async () => {
  const path = await journalOf(3);
  await flip(path, 3);
  const store = await openStore(path);

  expect(store.take(Buffer.from('key')).map(String)).toEqual(['record 0', 'record 1']);
  await store.append(Buffer.from('key'), Buffer.from('record 2 again'));
  await store.close();
  const reopened = await openStore(path);
  expect(reopened.take(Buffer.from('key')).map(String)).toEqual(['record 0', 'record 1', 'record 2 again']);
  await reopened.close();
});

test('a line that has everything but its end is not whole', async () => {
  const path = await journalOf(2);
  await truncate(path, (await stat(path)).size - 1);
  const store = new LineJournal(path);
  await store.open();

  expect(await store.rebuildState([], () => true)).toMatchObject({
    records: 1,
    tornTail: expect.stringContaining(path),
  });
  await store.close();
});
