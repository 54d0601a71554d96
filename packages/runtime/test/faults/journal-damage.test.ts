import { beforeAll, describe, expect, test } from 'vitest';
import { decodeRecord } from '../../src/action-state/action-state-codec.js';
import { JournalError } from '../../src/action-state/journal-error.js';
import {
  batchHeaderBytes,
  checksumSeed,
  decodeBatchHeader,
  decodeSegmentHeader,
  segmentHeaderBytes,
} from '../../src/action-state/journal-format.js';
import { LocalJournal } from '../../src/action-state/local-journal.js';
import type { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import { Counts } from '../support/counts.js';
import { withChangedFile } from '../support/damaged-journal.js';
import { diskOfEveryKind, goOn, outputsOfEveryKind } from './journal-of-every-kind.js';
import { bytesOf } from './life.js';

/** What bytes of a journal belong to. */
const recordKinds = [
  'input',
  'call-pending',
  'call-settled',
  'calls-truncated',
  'attempt-failed',
  'completed',
  'abandoned',
  'runs-invalidated',
];

/** A stretch of bytes with one meaning. */
interface Stretch {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly kind: string;
  /** Where the batch begins, or the segment header. */
  readonly place: number;
  /** Whether the batch counts in this segment: the next one may have taken it over. */
  readonly counts: boolean;
}

let disk: SimulatedFileSystem;
let stretches: readonly Stretch[] = [];

beforeAll(async () => {
  disk = await diskOfEveryKind();
  stretches = await readStretches();
});

async function segments(): Promise<readonly string[]> {
  const files: string[] = [];
  for (const name of await disk.list('/state/journal')) {
    const directory = `/state/journal/${name}`;
    files.push(...(await disk.list(directory)).map((file) => `${directory}/${file}`));
  }
  return files;
}

async function readStretches(): Promise<readonly Stretch[]> {
  const files = await segments();
  const found: Stretch[] = [];
  let nextPreviousEnd = Number.POSITIVE_INFINITY;
  for (const file of files.toReversed()) {
    const bytes = Buffer.from(await bytesOf(disk, file));
    const header = decodeSegmentHeader(bytes);
    if (header === undefined || 'unknownFormat' in header) {
      throw new Error(`${file} has no header.`);
    }
    found.push({ file, start: 0, end: segmentHeaderBytes, kind: 'segment header', place: 0, counts: true });
    for (let place = segmentHeaderBytes; place < bytes.length; ) {
      const batch = decodeBatchHeader(bytes, place, checksumSeed(header));
      if (batch === undefined) {
        throw new Error(`${file} has no batch at ${place}.`);
      }
      const counts = batch.firstRecord < nextPreviousEnd;
      let start = place + batchHeaderBytes;
      found.push({ file, start: place, end: start, kind: 'batch header', place, counts });
      for (let record = 0; record < batch.recordCount; record++) {
        const at = start + 4 + bytes.readUInt32LE(start);
        const end = at + 4 + bytes.readUInt32LE(at);
        const { kind } = decodeRecord(bytes.subarray(at + 4, end));
        found.push({ file, start, end, kind, place, counts });
        start = end;
      }
      place = start;
    }
    nextPreviousEnd = header.previousEnd;
  }
  return found;
}

/** All records that a recovery finds, as text, and whether it cut something off; or what stops it, and where. */
async function recover(damaged: SimulatedFileSystem): Promise<string> {
  const [name] = await damaged.list('/state/journal');
  const journal = new LocalJournal(`/state/journal/${name}`, { fileSystem: damaged });
  await journal.open();
  try {
    const { tornTail } = await journal.rebuildState([], () => true);
    const records = [...journal.rebuiltKeys()].flatMap((key) => journal.take(key));
    const texts = records.map((record) => Buffer.from(record).toString('latin1')).toSorted();
    return `${tornTail === undefined ? '' : 'torn: '}${texts.join('\n')}`;
  } catch (error) {
    return refusalOf(error);
  } finally {
    await journal.close();
  }
}

function refusalOf(error: unknown): string {
  if (error instanceof JournalError) {
    return `${error.code} ${error.file} ${error.offset}`;
  }
  throw error;
}

/** How damage in a stretch is refused. */
function refusal({ file, place }: Stretch): string {
  return `JOURNAL_CORRUPT ${file} ${place}`;
}

function isLastBatch({ file, place }: Stretch): boolean {
  const last = stretches.filter((other) => other.file === stretches[0]?.file).at(-1);
  return file === last?.file && place === last.place;
}

describe('the journal of a job that has journaled records of every kind', { timeout: 120_000 }, () => {
  test('stops its recovery for a flipped bit in any byte before the last batch, and says in which file and where', async () => {
    const intact = await recover(disk.imageAfterKill());
    const flips = new Counts();
    for (const stretch of stretches.filter((each) => !isLastBatch(each))) {
      const { file, start, end, kind, counts } = stretch;
      for (let offset = start; offset < end; offset++) {
        const outcome = await recover(await withChangedFile(disk, file, { flip: offset, bit: (offset * 7) % 8 }));
        expect(outcome, `byte ${offset} of ${file}, ${kind}`).toBe(counts ? refusal(stretch) : intact);
        flips.add(counts ? kind : 'taken over by the next segment');
      }
    }
    console.log(`flips in\n${flips.toString()}`);
    expect(flips.missing([...recordKinds, 'segment header', 'batch header'])).toEqual([]);
  });

  test('loses the last batch, and says so, for a flipped bit in any byte of it', async () => {
    const last = stretches.filter(isLastBatch);
    expect(last.length).toBeGreaterThan(1);
    for (const { file, start, end } of last) {
      for (let offset = start; offset < end; offset++) {
        const outcome = await recover(await withChangedFile(disk, file, { flip: offset, bit: (offset * 3) % 8 }));
        expect(outcome).toMatch(/^torn: /);
      }
    }
  });

  test('stops its recovery wherever a segment that others follow is cut off, unless these hold what is gone', async () => {
    const intact = await recover(disk.imageAfterKill());
    const lastFile = stretches[0]?.file;
    const cuts = new Counts();
    for (const stretch of stretches.filter(({ file }) => file !== lastFile)) {
      const { file, start, end, kind, counts } = stretch;
      for (let length = start; length < end; length += 3) {
        const outcome = await recover(await withChangedFile(disk, file, { truncate: length }));
        expect(outcome, `${file} cut at ${length}`).toBe(counts ? refusal(stretch) : intact);
        cuts.add(counts ? kind : 'taken over by the next segment');
      }
    }
    console.log(`cuts in\n${cuts.toString()}`);
    expect(cuts.missing(['call-pending', 'call-settled', 'completed', 'attempt-failed', 'segment header'])).toEqual([]);
  });

  test('that is damaged stops the whole job; with a lost last batch the job ends as it would have', async () => {
    const outcomes = new Counts();
    for (const [index, stretch] of stretches.entries()) {
      const { file, start, end, counts } = stretch;
      const offset = start + ((index * 13) % (end - start));
      const damaged = await withChangedFile(disk, file, { flip: offset, bit: offset % 8 });
      const outcome = await goOn(damaged).catch(refusalOf);
      const isNeeded = counts && !isLastBatch(stretch);
      expect(outcome, `byte ${offset} of ${file}`).toEqual(isNeeded ? refusal(stretch) : outputsOfEveryKind);
      outcomes.add(isNeeded ? 'refused' : 'ended');
    }
    console.log(outcomes.toString());
    expect(outcomes.missing(['ended', 'refused'])).toEqual([]);
  });
});
