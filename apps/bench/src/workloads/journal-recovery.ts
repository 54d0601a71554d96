import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeKey } from '@millrace/api';
import { LocalJournal } from '@millrace/runtime';
import { Packr } from 'msgpackr';
import { type Lap, Stopwatch } from '../harness/lap.js';

/** A lap of {@link recoverJournal} or of its floor: inputs are records. */
export interface RecoveryLap extends Lap {
  /** Bytes of all records that were decoded. */
  readonly bytes: number;
}

/** As the runtime encodes its records. */
const packr = new Packr({ useRecords: false, variableMapSize: true });
const recordsPerInput = 4;
/** Appended before a flush is waited for. */
const recordsPerFlush = 10_000;
/** Lengths of headers and of length fields in a segment of the journal. */
const format = { segmentHeader: 80, batchHeader: 44, batchPayloadLengthAt: 32, lengthField: 4 };

/**
 * Fills a journal with records like those of runs with three calls, over 10,000 keys.
 *
 * @returns the files it consists of, in their order: every recovery adds one.
 */
export async function writeJournal(directory: string, records: number): Promise<readonly string[]> {
  const journal = new LocalJournal(directory);
  await journal.open();
  await journal.rebuildState([], () => true);
  let last: Promise<void> = Promise.resolve();
  for (let index = 0; index < records; index++) {
    const input = Math.floor(index / recordsPerInput);
    last = journal.append(encodeKey(input % 10_000), packr.pack(recordOf(input, index % recordsPerInput)));
    // The last record has a flush of its own: the last flush is written again by every recovery.
    if (index % recordsPerFlush === 0 || index === records - 2) {
      await last;
    }
  }
  await last;
  await journal.close();
  return readdirSync(directory)
    .sort()
    .map((name) => join(directory, name));
}

/** Recovers the journal and decodes what it found of every key. */
export async function recoverJournal(directory: string): Promise<RecoveryLap> {
  const stopwatch = new Stopwatch();
  const journal = new LocalJournal(directory);
  await journal.open();
  await journal.rebuildState([], () => true);
  let inputs = 0;
  let bytes = 0;
  for (const key of journal.rebuiltKeys()) {
    for (const record of journal.take(key)) {
      packr.unpack(record);
      inputs++;
      bytes += record.length;
    }
  }
  const time = stopwatch.stop();
  await journal.close();
  return { inputs, ...time, bytes };
}

/** The floor of {@link recoverJournal}: reads the same files one after the other and decodes the records where they are. */
export async function readJournalFloor(files: readonly string[]): Promise<RecoveryLap> {
  const stopwatch = new Stopwatch();
  let inputs = 0;
  let bytes = 0;
  for (const file of files) {
    const segment = readFileSync(file);
    // Zeros may follow the last batch.
    for (let batch = format.segmentHeader; batch < segment.length && segment[batch] !== 0; ) {
      const end = batch + format.batchHeader + segment.readUInt32LE(batch + format.batchPayloadLengthAt);
      for (let record = batch + format.batchHeader; record < end; ) {
        const length = record + format.lengthField + segment.readUInt32LE(record);
        const start = length + format.lengthField;
        record = start + segment.readUInt32LE(length);
        packr.unpack(segment.subarray(start, record));
        inputs++;
        bytes += record - start;
      }
      batch = end;
    }
  }
  return { inputs, ...stopwatch.stop(), bytes };
}

/** By position, as the runtime stores its records. */
function recordOf(input: number, ordinal: number): readonly unknown[] {
  const run = Math.floor(input / 10_000);
  const invocation = input.toString(16).padStart(32, '0');
  if (ordinal === recordsPerInput - 1) {
    const attributes = `{"output":{"order":{"customer":${input % 10_000},"items":[{"sku":"sku-1000","count":1}]},"results":[]}}`;
    return [2, 'completed', run, undefined, invocation, [], [], [], [{ type: '_output_event', attributes }]];
  }
  const header = ordinal === 0 ? ['list', input, invocation, 1.7e12] : undefined;
  const outcome = ['{"service":"check-stock","accepted":true,"items":1}'];
  return [2, 'call-settled', run, header, invocation, ordinal, 'check-stock', '', [0, 0], false, outcome];
}
