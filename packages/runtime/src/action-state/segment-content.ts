import { crc32 } from 'node:zlib';
import { JournalError } from './journal-error.js';
import {
  type BatchHeader,
  batchHeaderBytes,
  checksumSeed,
  decodeBatchHeader,
  findBatchMagic,
  type SegmentHeader,
  segmentHeaderBytes,
} from './journal-format.js';

/** The records of one flush as they are found in a segment. */
export interface FoundBatch {
  readonly firstRecord: number;
  readonly recordCount: number;
  readonly payload: Buffer;
}

/** What is found in a segment. */
export interface SegmentContent {
  readonly batches: readonly FoundBatch[];
  /** Number of the record behind the last one. */
  readonly endRecord: number;
  /** Records before this one are durable. */
  readonly durableTo: number;
  /** Where the batches end and something else begins; `undefined` when nothing else is there but zeros that were written ahead. */
  readonly tornAt: number | undefined;
}

/** A segment to read. */
export interface SegmentBytes {
  readonly header: SegmentHeader;
  readonly bytes: Buffer;
  readonly path: string;
}

/**
 * Reads a segment that the next one ends at `endRecord`: everything up to there was durable when the next one began, so anything unreadable is damage.
 *
 * @throws JournalError `JOURNAL_CORRUPT`
 */
export function readEndedSegment({ header, bytes, path }: SegmentBytes, endRecord: number): SegmentContent {
  const { batches, offset, record } = readBatches(header, bytes, endRecord);
  if (record !== endRecord) {
    throw corrupt(
      path,
      offset,
      `holds records ${header.firstRecord} to ${endRecord} and cannot be read from record ${record} on`,
    );
  }
  return { batches, endRecord, durableTo: endRecord, tornAt: undefined };
}

/**
 * Reads the last segment. Its end may be torn: what was being written when the machine stopped. Batches say how far the journal was durable when they were written, and that tells a torn end
 * from damage: where something is unreadable that was durable according to anything found in the segment, it is damage.
 *
 * @throws JournalError `JOURNAL_CORRUPT`
 */
export function readLastSegment({ header, bytes, path }: SegmentBytes): SegmentContent {
  const { batches, offset, record, durableTo } = readBatches(header, bytes, Number.POSITIVE_INFINITY);
  if (Math.max(durableTo, durableAccordingTo(header, bytes, offset)) > record) {
    throw corrupt(path, offset, `cannot be read from record ${record} on, though what follows had been made durable`);
  }
  return { batches, endRecord: record, durableTo, tornAt: isZeros(bytes.subarray(offset)) ? undefined : offset };
}

function isZeros(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}

/** Reads batches that follow one another without a gap, up to `endRecord` or to where there is none. */
function readBatches(
  header: SegmentHeader,
  bytes: Buffer,
  endRecord: number,
): {
  readonly batches: readonly FoundBatch[];
  readonly offset: number;
  readonly record: number;
  readonly durableTo: number;
} {
  const seed = checksumSeed(header);
  const batches: FoundBatch[] = [];
  let offset = segmentHeaderBytes;
  let record = header.firstRecord;
  let durableTo = header.carriedTo;
  while (record < endRecord) {
    const batch = decodeBatchHeader(bytes, offset, seed);
    if (
      batch === undefined ||
      batch.segmentId !== header.segmentId ||
      batch.firstRecord !== record ||
      !hasPayload(batch, bytes, offset)
    ) {
      break;
    }
    const start = offset + batchHeaderBytes;
    batches.push({
      firstRecord: record,
      recordCount: batch.recordCount,
      payload: bytes.subarray(start, start + batch.payloadBytes),
    });
    offset = start + batch.payloadBytes;
    record += batch.recordCount;
    durableTo = Math.max(durableTo, batch.durableTo);
  }
  return { batches, offset, record, durableTo };
}

function hasPayload({ payloadBytes, payloadChecksum }: BatchHeader, bytes: Buffer, offset: number): boolean {
  const start = offset + batchHeaderBytes;
  return start + payloadBytes <= bytes.length && crc32(bytes.subarray(start, start + payloadBytes)) === payloadChecksum;
}

/** How far the journal was durable according to the batch headers at or behind `from`, wherever they are. A header tells even when its payload is torn. */
function durableAccordingTo(header: SegmentHeader, bytes: Buffer, from: number): number {
  const seed = checksumSeed(header);
  let durableTo = 0;
  for (let offset = findBatchMagic(bytes, from); offset !== -1; offset = findBatchMagic(bytes, offset + 1)) {
    const batch = decodeBatchHeader(bytes, offset, seed);
    if (batch !== undefined && batch.segmentId === header.segmentId) {
      durableTo = Math.max(durableTo, batch.durableTo);
    }
  }
  return durableTo;
}

function corrupt(path: string, offset: number, problem: string): JournalError {
  return new JournalError(
    'JOURNAL_CORRUPT',
    `A segment is damaged: it ${problem}`,
    { file: path, offset },
    { hint: 'Restore the file from a copy, or start without this journal and lose what it holds.' },
  );
}
