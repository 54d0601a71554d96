import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { JournalError } from '../../src/action-state/journal-error.js';
import { segmentHeaderBytes } from '../../src/action-state/journal-format.js';
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

const lastBatch = texts.length - 1;

let disk: SimulatedFileSystem;
let places: readonly BatchPlace[];
let files: readonly string[];

/** A byte of a segment. */
interface Byte {
  readonly file: string;
  readonly offset: number;
}

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

/** All bytes of the journal for which something holds. */
async function bytesWhere(holds: (file: string, offset: number) => boolean): Promise<readonly Byte[]> {
  const bytes: Byte[] = [];
  for (const file of files) {
    const length = await lengthOf(disk, file);
    bytes.push(...Array.from({ length }, (_, offset) => ({ file, offset })).filter((byte) => holds(file, byte.offset)));
  }
  expect(bytes.length).toBeGreaterThan(50);
  return bytes;
}

function bitsOf(bytes: readonly Byte[]): readonly (Byte & { readonly bit: number })[] {
  return bytes.flatMap((byte) => [0, 1, 2, 3, 4, 5, 6, 7].map((bit) => ({ ...byte, bit })));
}

/** What is wrong with the outcome of a recovery of a journal into which this was written. */
function problemOf(outcome: Awaited<ReturnType<typeof recover>>, written: readonly string[]): string | undefined {
  if (outcome instanceof JournalError) {
    return undefined;
  }
  const { found } = outcome;
  const isBeginning = found.every((text, index) => text === written[index]);
  return isBeginning && found.length >= written.length - 1 ? undefined : `found ${found.join()} of ${written.join()}`;
}

beforeAll(writeJournal);

describe('a journal on a disk that alters bytes', { timeout: 60_000 }, () => {
  it('has several segments, and several batches in the last one', () => {
    expect(files.length).toBeGreaterThan(2);
    expect(places.filter(({ file }) => file === files.at(-1)).length).toBeGreaterThan(1);
  });

  it('stops its recovery for every flipped bit before the last batch, and says in which file and where', async () => {
    for (const { file, offset, bit } of bitsOf(await bytesWhere((...byte) => batchAt(...byte) !== lastBatch))) {
      const outcome = await recover(await withChangedFile(disk, file, { flip: offset, bit }));
      const place = places[batchAt(file, offset)]?.offset ?? 0;
      expect(outcome, `bit ${bit} of byte ${offset} of ${file}`).toMatchObject({
        code: 'JOURNAL_CORRUPT',
        file,
        offset: place,
      });
    }
  });

  it('cuts off and reports the last batch for every flipped bit in it', async () => {
    for (const { file, offset, bit } of bitsOf(await bytesWhere((...byte) => batchAt(...byte) === lastBatch))) {
      const outcome = await recover(await withChangedFile(disk, file, { flip: offset, bit }));
      expect(outcome, `bit ${bit} of byte ${offset}`).toMatchObject({
        found: texts.slice(0, -1),
        report: { tornTail: expect.stringContaining(`${file}, byte ${places.at(-1)?.offset}`) },
      });
    }
  });

  it('stops its recovery for every truncation of a segment that others follow', async () => {
    for (const { file, offset } of await bytesWhere((each) => each !== files.at(-1))) {
      const outcome = await recover(await withChangedFile(disk, file, { truncate: offset }));
      const place = places[batchAt(file, offset)]?.offset ?? 0;
      expect(outcome, `${file} cut at ${offset}`).toMatchObject({ code: 'JOURNAL_CORRUPT', file, offset: place });
    }
  });

  it('finds what lies before the cut for every truncation of the last segment behind its header, and reports a batch cut in two', async () => {
    const aReport: unknown = expect.stringContaining('cut off');
    for (const { file, offset } of await bytesWhere((each, at) => each === files.at(-1) && at >= segmentHeaderBytes)) {
      const outcome = await recover(await withChangedFile(disk, file, { truncate: offset }));
      const cut = batchAt(file, offset);
      const tornTail = offset === places[cut]?.offset ? undefined : aReport;
      expect(outcome, `cut at ${offset}`).toMatchObject({ found: texts.slice(0, cut), report: { tornTail } });
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
            expect(problemOf(outcome, written), `byte ${offset} of ${file}`).toBeUndefined();
          }
        }
      }),
      { seed: 4, numRuns: 15 },
    );
  });
});
