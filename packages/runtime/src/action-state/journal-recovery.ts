import { crc32 } from 'node:zlib';
import type { RecoveryMarker } from './action-state-store.js';
import { JournalError } from './journal-error.js';
import {
  type BatchHeader,
  batchHeaderBytes,
  checksumSeed,
  encodeBatchHeader,
  type SegmentHeader,
} from './journal-format.js';
import { earliestRecord } from './journal-position.js';
import type { JournalSegments, OpenSegment } from './journal-segments.js';
import { behindRecord, type RebuiltRecords } from './rebuilt-records.js';
import { type FoundBatch, readEndedSegment, readLastSegment, type SegmentContent } from './segment-content.js';

/** A journal after its recovery: where it goes on. */
export interface RecoveredJournal {
  /** A new segment. */
  readonly segment: OpenSegment;
  /** For people: what was cut off the end, if anything was. */
  readonly tornTail: string | undefined;
}

/** The end of a journal as a recovery finds it. */
interface JournalEnd {
  readonly endRecord: number;
  readonly durableTo: number;
  /** What is not known to be durable. */
  readonly unsure: readonly FoundBatch[];
  readonly tornTail: string | undefined;
}

const emptyJournal: JournalEnd = { endRecord: 0, durableTo: 0, unsure: [], tornTail: undefined };

/**
 * Reads a journal from where the markers say, and begins a new segment behind its end.
 *
 * That something can be read does not mean that it is on the disk: it may be in memory only, written by a process that was killed before it synced, or left there by a sync that failed, which
 * no later sync repeats. So what was not known to be durable is not trusted to the file it was found in, but written again, into the new segment.
 */
export async function recoverJournal(
  segments: JournalSegments,
  markers: readonly RecoveryMarker[],
  isSynced: boolean,
  found: RebuiltRecords,
): Promise<RecoveredJournal> {
  await segments.find();
  const start = startOf(segments, markers);
  const end = await readFrom(segments, start, found);
  const lost = start > end.endRecord ? lostBefore(start, end.endRecord, segments) : undefined;
  const segment = await segments.create({
    previousEnd: end.durableTo,
    firstRecord: lost === undefined ? end.durableTo : start,
    carriedTo: lost === undefined ? end.endRecord : start,
    isSynced,
    carried: (header) => (lost === undefined ? end.unsure.flatMap((batch) => carry(batch, header)) : []),
  });
  const tornTail = [end.tornTail, lost].filter((text) => text !== undefined).join(' ');
  return { segment, tornTail: tornTail === '' ? undefined : tornTail };
}

/**
 * Reads a journal from where the markers say, and leaves it as it is. What is found need not be on the disk yet: whoever acts on it makes it durable first, elsewhere.
 *
 * @throws JournalError
 */
export async function readJournal(
  segments: JournalSegments,
  markers: readonly RecoveryMarker[],
  found: RebuiltRecords,
): Promise<{ readonly tornTail: string | undefined }> {
  await segments.find();
  const start = startOf(segments, markers);
  const end = await readFrom(segments, start, found);
  return { tornTail: start > end.endRecord ? lostBefore(start, end.endRecord, segments) : end.tornTail };
}

function startOf(segments: JournalSegments, markers: readonly RecoveryMarker[]): number {
  const start = earliestRecord(markers, segments.journalId);
  if (start === undefined) {
    throw new JournalError(
      'JOURNAL_NOT_THAT_OF_CHECKPOINT',
      segments.headers.length === 0
        ? 'The checkpoint was made with a journal, and there is none'
        : 'The checkpoint was made with another journal',
      { file: segments.directory },
      { hint: 'Put checkpoint and journal back together as they were.' },
    );
  }
  return start;
}

async function readFrom(segments: JournalSegments, start: number, found: RebuiltRecords): Promise<JournalEnd> {
  const { headers } = segments;
  const first = headers.findLastIndex(({ firstRecord }) => firstRecord <= start);
  if (first === -1 && headers.length > 0) {
    throw new JournalError(
      'JOURNAL_PRUNED',
      `The journal begins at record ${headers[0]?.firstRecord}, and what happened since record ${start} is wanted`,
      { file: segments.directory },
      { hint: 'Restore the newest checkpoint, or start without this journal.' },
    );
  }
  let end = emptyJournal;
  for (const [index, header] of headers.entries()) {
    if (index >= first) {
      const segment = { header, bytes: await segments.read(header.segmentId), path: segments.path(header.segmentId) };
      const next = headers[index + 1];
      const content = next === undefined ? readLastSegment(segment) : readEndedSegment(segment, next.previousEnd);
      for (const batch of content.batches) {
        addRecords(batch, start, found);
      }
      end = endOf(content, segment);
    }
  }
  return end;
}

function endOf(
  content: SegmentContent,
  { bytes, path }: { readonly bytes: Buffer; readonly path: string },
): JournalEnd {
  const { batches, endRecord, durableTo, tornAt } = content;
  const tornTail =
    tornAt === undefined
      ? undefined
      : `The end of the journal was being written when the machine stopped; ${bytes.length - tornAt} bytes that were not durable were cut off (${path}, byte ${tornAt}).`;
  return { endRecord, durableTo, unsure: batches.filter(({ firstRecord }) => firstRecord >= durableTo), tornTail };
}

/** Adds the records of a batch from number `start` on. */
function addRecords({ payload, firstRecord, recordCount }: FoundBatch, start: number, found: RebuiltRecords): void {
  let offset = 0;
  for (let number = firstRecord; number < firstRecord + recordCount; number++) {
    offset = number < start ? behindRecord(payload, offset) : found.add(payload, offset);
  }
}

/**
 * The checkpoint is newer than the end of the journal. That is what a loss of power may do where acknowledged records need not survive it; what the checkpoint needs lies behind it, so nothing
 * is missing. Anywhere else it means that something durable is gone.
 */
function lostBefore(start: number, endRecord: number, segments: JournalSegments): string {
  const last = segments.headers.at(-1);
  if (last === undefined || last.isSynced) {
    const file = last === undefined ? segments.directory : segments.path(last.segmentId);
    throw new JournalError(
      'JOURNAL_ENDS_EARLY',
      `The journal ends at record ${endRecord}, before the checkpoint, which was made at record ${start}`,
      { file },
      { hint: 'Put back the segments that are gone.' },
    );
  }
  return `The journal ends at record ${endRecord}, before the checkpoint, which was made at record ${start}; its durability permits that.`;
}

function carry({ firstRecord, recordCount, payload }: FoundBatch, segment: SegmentHeader): readonly Uint8Array[] {
  const batch: BatchHeader = {
    recordCount,
    segmentId: segment.segmentId,
    firstRecord,
    durableTo: segment.firstRecord,
    payloadBytes: payload.length,
    payloadChecksum: crc32(payload),
  };
  const header = new Uint8Array(batchHeaderBytes);
  encodeBatchHeader(batch, header, checksumSeed(segment));
  return [header, payload];
}
