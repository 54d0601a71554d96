import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { JournalError } from '../../src/action-state/journal-error.js';
import { LocalJournal } from '../../src/action-state/local-journal.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import {
  appendBatches,
  type BatchPlace,
  journalDirectory,
  lengthOf,
  recover,
  segmentFiles,
  withChangedFile,
} from '../support/damaged-journal.js';

const texts = ['one', 'two', '', 'four '.repeat(20), 'five', 'six', 'seven'];

let disk: SimulatedFileSystem;
let places: readonly BatchPlace[];
let files: readonly string[];

/** A journal in segments of two or three batches; the last one has two. */
async function writeJournal(): Promise<void> {
  disk = new SimulatedFileSystem();
  const journal = new LocalJournal(journalDirectory, { fileSystem: disk, segmentBytes: 300 });
  await journal.open();
  await journal.rebuildState([], () => true);
  places = await appendBatches(journal, disk, texts);
  await journal.close();
  files = await segmentFiles(disk);
}

/** Index of the batch that a byte belongs to; -1 for the header of a segment. */
function batchAt(file: string, offset: number): number {
  return places.findLastIndex((place) => place.file === file && place.offset <= offset);
}

async function* everyByte(): AsyncIterable<{ readonly file: string; readonly offset: number }> {
  for (const file of files) {
    for (let offset = 0; offset < (await lengthOf(disk, file)); offset++) {
      yield { file, offset };
    }
  }
}

beforeAll(writeJournal);

describe('a journal on a disk that alters bytes', { timeout: 60_000 }, () => {
  it('has several segments, and several batches in the last one', () => {
    expect(files.length).toBeGreaterThan(2);
    expect(places.filter(({ file }) => file === files.at(-1)).length).toBeGreaterThan(1);
  });

  it('stops its recovery for every flipped bit before the last batch, and says in which file and where', async () => {
    for await (const { file, offset } of everyByte()) {
      const batch = batchAt(file, offset);
      if (batch === texts.length - 1) {
        continue;
      }
      for (let bit = 0; bit < 8; bit++) {
        const outcome = await recover(await withChangedFile(disk, file, { flip: offset, bit }));
        expect(outcome, `bit ${bit} of byte ${offset} of ${file}`).toMatchObject({
          code: 'JOURNAL_CORRUPT',
          file,
          offset: places[batch]?.offset ?? 0,
        });
      }
    }
  });

  it('cuts off and reports the last batch for every flipped bit in it', async () => {
    for await (const { file, offset } of everyByte()) {
      if (batchAt(file, offset) === texts.length - 1) {
        for (let bit = 0; bit < 8; bit++) {
          const outcome = await recover(await withChangedFile(disk, file, { flip: offset, bit }));
          expect(outcome, `bit ${bit} of byte ${offset}`).toMatchObject({ found: texts.slice(0, -1) });
          expect(outcome).toMatchObject({
            report: { tornTail: expect.stringContaining(`${file}, byte ${places.at(-1)?.offset}`) },
          });
        }
      }
    }
  });

  it('stops its recovery for every truncation of a segment that others follow', async () => {
    for await (const { file, offset } of everyByte()) {
      if (file !== files.at(-1)) {
        const outcome = await recover(await withChangedFile(disk, file, { truncate: offset }));
        expect(outcome, `${file} cut at ${offset}`).toMatchObject({
          code: 'JOURNAL_CORRUPT',
          file,
          offset: places[batchAt(file, offset)]?.offset ?? 0,
        });
      }
    }
  });

  it('finds what lies before the cut for every truncation of the last segment behind its header, and reports a batch cut in two', async () => {
    for await (const { file, offset } of everyByte()) {
      if (file === files.at(-1) && offset >= 80) {
        const outcome = await recover(await withChangedFile(disk, file, { truncate: offset }));
        const cut = batchAt(file, offset);
        expect(outcome, `cut at ${offset}`).toMatchObject({
          found: texts.slice(0, cut),
          report: { tornTail: offset === places[cut]?.offset ? undefined : expect.any(String) },
        });
      }
    }
  });

  it('never finds an altered record, nor loses more than the last batch, after many lives either', async () => {
    const life = fc.record({ count: fc.nat({ max: 3 }), end: fc.constantFrom('close' as const, 'kill' as const) });
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), fc.nat(), async (lives, seed) => {
        let oldDisk = new SimulatedFileSystem();
        const written: string[] = [];
        for (const { count, end } of lives) {
          const journal = new LocalJournal(journalDirectory, { fileSystem: oldDisk, segmentBytes: 200 });
          await journal.open();
          await journal.rebuildState([], () => true);
          const added = Array.from({ length: count }, (_, index) => `record ${written.length + index}`);
          await appendBatches(journal, oldDisk, added);
          written.push(...added);
          await journal.close();
          oldDisk = end === 'kill' ? oldDisk.kill() : oldDisk;
        }
        for (const file of await segmentFiles(oldDisk)) {
          for (let offset = 0; offset < (await lengthOf(oldDisk, file)); offset++) {
            const outcome = await recover(
              await withChangedFile(oldDisk, file, { flip: offset, bit: (seed + offset) % 8 }),
            );
            if (!(outcome instanceof JournalError)) {
              expect(outcome.found).toEqual(written.slice(0, outcome.found.length));
              expect(outcome.found.length).toBeGreaterThanOrEqual(written.length - 1);
            }
          }
        }
      }),
      { seed: 4, numRuns: 15 },
    );
  });
});
