import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  batchHeaderBytes,
  checksumSeed,
  encodeBatchHeader,
  encodeSegmentHeader,
  type SegmentHeader,
} from '../../src/action-state/journal-format.js';
import { readEndedSegment, readLastSegment, type SegmentBytes } from '../../src/action-state/segment-content.js';

const header: SegmentHeader = {
  journalId: '0123456789abcdef0123456789abcdef',
  segmentId: 7,
  previousEnd: 100,
  firstRecord: 100,
  carriedTo: 100,
  salt: '0011223344556677',
  isSynced: true,
};

interface BatchParts {
  readonly firstRecord: number;
  readonly durableTo?: number;
  readonly segment?: SegmentHeader;
}

/** A batch of two records. */
function batch({ firstRecord, durableTo = firstRecord, segment = header }: BatchParts): Buffer {
  const payload = Buffer.from(`records ${firstRecord} and ${firstRecord + 1}`);
  const bytes = Buffer.alloc(batchHeaderBytes);
  const { segmentId } = segment;
  encodeBatchHeader(
    {
      recordCount: 2,
      segmentId,
      firstRecord,
      durableTo,
      payloadBytes: payload.length,
      payloadChecksum: crc32(payload),
    },
    bytes,
    checksumSeed(segment),
  );
  return Buffer.concat([bytes, payload]);
}

function segmentOf(parts: readonly Uint8Array[], of: SegmentHeader = header): SegmentBytes {
  return { header: of, bytes: Buffer.concat([encodeSegmentHeader(of), ...parts]), path: '/segment' };
}

const first = batch({ firstRecord: 100 });
const second = batch({ firstRecord: 102 });

describe('a batch', () => {
  it('follows the one before without a gap', () => {
    const { batches, endRecord, durableTo, tornAt } = readLastSegment(segmentOf([first, second]));
    expect(batches.map(({ firstRecord, payload }) => [firstRecord, payload.toString()])).toEqual([
      [100, 'records 100 and 101'],
      [102, 'records 102 and 103'],
    ]);
    expect({ endRecord, durableTo, tornAt }).toEqual({ endRecord: 104, durableTo: 102, tornAt: undefined });
  });

  it.each([
    ['an older life of the file', batch({ firstRecord: 102, segment: { ...header, salt: '7766554433221100' } })],
    ['another segment', batch({ firstRecord: 102, segment: { ...header, segmentId: 8 } })],
    ['an earlier place', batch({ firstRecord: 100, durableTo: 100 })],
    ['a later place', batch({ firstRecord: 104, durableTo: 102 })],
  ])('of %s does not count, though it is whole', (_whose, stranger) => {
    const { endRecord, tornAt } = readLastSegment(segmentOf([first, stranger]));
    expect({ endRecord, tornAt }).toEqual({ endRecord: 102, tornAt: 80 + first.length });
  });
});

describe('something that can not be read', () => {
  const garbage = Buffer.alloc(30, 0xee);

  it('is a torn end when nothing says that it had been durable', () => {
    expect(readLastSegment(segmentOf([first, garbage]))).toMatchObject({ endRecord: 102, tornAt: 80 + first.length });
    expect(readLastSegment(segmentOf([first, garbage, batch({ firstRecord: 104, durableTo: 102 })]))).toMatchObject({
      endRecord: 102,
      tornAt: 80 + first.length,
    });
  });

  it('is damage when a batch behind it was written after it was durable', () => {
    expect(() => readLastSegment(segmentOf([first, garbage, batch({ firstRecord: 104 })]))).toThrow(
      expect.objectContaining({ code: 'JOURNAL_CORRUPT', file: '/segment', offset: 80 + first.length }),
    );
  });

  it('is damage when no more than the header of such a batch is left', () => {
    const torn = batch({ firstRecord: 104 }).subarray(0, batchHeaderBytes + 3);
    expect(() => readLastSegment(segmentOf([first, garbage, torn]))).toThrow(
      expect.objectContaining({ code: 'JOURNAL_CORRUPT', offset: 80 + first.length }),
    );
  });

  it('is damage when it was carried over from the segment before', () => {
    expect(() => readLastSegment(segmentOf([first, garbage], { ...header, carriedTo: 104 }))).toThrow(
      expect.objectContaining({ code: 'JOURNAL_CORRUPT', offset: 80 + first.length }),
    );
  });

  it('is damage in a segment that ended behind it, and nothing in one that ended before it', () => {
    expect(() => readEndedSegment(segmentOf([first, garbage]), 104)).toThrow(
      expect.objectContaining({ code: 'JOURNAL_CORRUPT', offset: 80 + first.length }),
    );
    expect(readEndedSegment(segmentOf([first, garbage]), 102)).toMatchObject({ endRecord: 102, tornAt: undefined });
    expect(readEndedSegment(segmentOf([first, second]), 102).batches).toHaveLength(1);
  });

  it('is damage when a segment ended in the middle of a batch', () => {
    expect(() => readEndedSegment(segmentOf([first, second]), 103)).toThrow(
      expect.objectContaining({ code: 'JOURNAL_CORRUPT' }),
    );
  });
});
