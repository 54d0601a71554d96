import { join } from 'node:path';
import type { RebuildReport } from '../../src/action-state/action-state-store.js';
import { JournalError } from '../../src/action-state/journal-error.js';
import { LocalJournal } from '../../src/action-state/local-journal.js';
import type { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';

export const journalDirectory = '/journal';

/** Where a batch begins. */
export interface BatchPlace {
  readonly file: string;
  readonly offset: number;
}

/** The segments of the journal, as paths. */
export async function segmentFiles(disk: SimulatedFileSystem): Promise<readonly string[]> {
  return (await disk.list(journalDirectory)).map((name) => join(journalDirectory, name));
}

export async function lengthOf(disk: SimulatedFileSystem, path: string): Promise<number> {
  const file = await disk.open(path, {});
  const length = await file.length();
  await file.close();
  return length;
}

/** Appends records one by one, so that each is a batch of its own; returns where each begins. */
export async function appendBatches(
  journal: LocalJournal,
  disk: SimulatedFileSystem,
  texts: readonly string[],
): Promise<readonly BatchPlace[]> {
  const places: BatchPlace[] = [];
  for (const text of texts) {
    const appended = Buffer.byteLength(text) + 'key'.length + 8 + 44;
    await journal.append(Buffer.from('key'), Buffer.from(text));
    const file = (await segmentFiles(disk)).at(-1) ?? '';
    places.push({ file, offset: (await lengthOf(disk, file)) - appended });
  }
  return places;
}

/** A copy of a disk on which the content of one file was changed. */
export async function withChangedFile(
  disk: SimulatedFileSystem,
  path: string,
  change: { readonly flip: number; readonly bit: number } | { readonly truncate: number },
): Promise<SimulatedFileSystem> {
  const copy = disk.imageAfterKill();
  const file = await copy.open(path, { write: true });
  if ('truncate' in change) {
    await file.truncate(change.truncate);
  } else {
    const [byte = 0] = await file.read(change.flip, 1);
    await file.write(Uint8Array.of(byte ^ (1 << change.bit)), change.flip);
  }
  await file.close();
  return copy;
}

/** What a recovery finds, or what stops it. */
export async function recover(
  disk: SimulatedFileSystem,
): Promise<{ readonly found: readonly string[]; readonly report: RebuildReport } | JournalError> {
  const journal = new LocalJournal(journalDirectory, { fileSystem: disk });
  await journal.open();
  try {
    const report = await journal.rebuildState([], () => true);
    const found = journal.take(Buffer.from('key')).map((record) => Buffer.from(record).toString());
    return { found, report };
  } catch (error) {
    if (error instanceof JournalError) {
      return error;
    }
    throw error;
  } finally {
    await journal.close();
  }
}
