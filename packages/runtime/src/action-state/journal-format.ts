import { crc32 } from 'node:zlib';

/*
 * A journal is a directory of segments. A segment is a header and batches; a batch is a header and the records of one flush. Numbers are little-endian. Records are numbered through the whole
 * journal, from 0, and every batch says the number of its first one: a recovery finds out whether anything is missing in between.
 *
 * segment header  0 magic (8)  8 format (4)  12 checksum of 0..11 (4)  16 journal id (16)  32 segment id (8)  40 end of the previous segment, a record number (8)
 *                48 first record (8)  56 carried to, a record number (8)  64 salt (8)  72 durability (4)  76 checksum of 0..75 (4)
 * batch header    0 magic (4)  4 number of records (4)  8 segment id (8)  16 first record (8)  24 durable to, a record number (8)  32 length of payload (4)
 *                36 checksum of payload (4)  40 checksum of 0..39, seeded with the salt (4)
 * payload         for each record: length of key (4)  key  length of record (4)  record
 *
 * Zeros may follow the last batch: they are written ahead of it.
 *
 * The salt is new for every file. What an older file left behind in the blocks of a new one, and what a user's data may imitate, is no batch of it.
 *
 * Magic, format and their checksum stay where they are in every format to come.
 */

/** Version of the format, and of what the records in it say. */
export const journalFormat = 2;
export const segmentHeaderBytes = 80;
export const batchHeaderBytes = 44;

const segmentMagic = Buffer.from('millrjnl', 'latin1');
/** Little-endian `MBAT`; never zero, so that zeros are no batch. */
const batchMagic = 0x5441424d;
const batchMagicBytes = Buffer.from('MBAT', 'latin1');

/** What a segment says of itself. */
export interface SegmentHeader {
  /** Hexadecimal, 16 bytes. */
  readonly journalId: string;
  /** Counts from 1. */
  readonly segmentId: number;
  /** The segment before this one ends at this record; what it has from there on does not count. */
  readonly previousEnd: number;
  /** Number of the first record here. More than `previousEnd` only if records in between were lost, as a weaker durability permits. */
  readonly firstRecord: number;
  /** Records before this one were durable when the segment got its name: they were carried over from the previous segment. */
  readonly carriedTo: number;
  /** Hexadecimal, 8 bytes. */
  readonly salt: string;
  /** Whether what is acknowledged here survives a loss of power. */
  readonly isSynced: boolean;
}

/** What a batch says of itself. */
export interface BatchHeader {
  readonly recordCount: number;
  readonly segmentId: number;
  readonly firstRecord: number;
  /** Records before this one were durable when the batch was written. */
  readonly durableTo: number;
  readonly payloadBytes: number;
  readonly payloadChecksum: number;
}

export function encodeSegmentHeader(header: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(segmentHeaderBytes);
  segmentMagic.copy(bytes);
  bytes.writeUInt32LE(journalFormat, 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 12)), 12);
  bytes.write(header.journalId, 16, 'hex');
  bytes.writeBigUInt64LE(BigInt(header.segmentId), 32);
  bytes.writeBigUInt64LE(BigInt(header.previousEnd), 40);
  bytes.writeBigUInt64LE(BigInt(header.firstRecord), 48);
  bytes.writeBigUInt64LE(BigInt(header.carriedTo), 56);
  bytes.write(header.salt, 64, 'hex');
  bytes.writeUInt32LE(header.isSynced ? 0 : 1, 72);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 76)), 76);
  return bytes;
}

/** The header at the start of `bytes`, the unknown format it is in, or `undefined` when it is damaged. */
export function decodeSegmentHeader(bytes: Buffer): SegmentHeader | { readonly unknownFormat: number } | undefined {
  if (
    bytes.length < 16 ||
    !bytes.subarray(0, 8).equals(segmentMagic) ||
    bytes.readUInt32LE(12) !== crc32(bytes.subarray(0, 12))
  ) {
    return undefined;
  }
  const format = bytes.readUInt32LE(8);
  if (format !== journalFormat) {
    return { unknownFormat: format };
  }
  if (bytes.length < segmentHeaderBytes || bytes.readUInt32LE(76) !== crc32(bytes.subarray(0, 76))) {
    return undefined;
  }
  return {
    journalId: bytes.toString('hex', 16, 32),
    segmentId: Number(bytes.readBigUInt64LE(32)),
    previousEnd: Number(bytes.readBigUInt64LE(40)),
    firstRecord: Number(bytes.readBigUInt64LE(48)),
    carriedTo: Number(bytes.readBigUInt64LE(56)),
    salt: bytes.toString('hex', 64, 72),
    isSynced: bytes.readUInt32LE(72) === 0,
  };
}

/** What checksums of batch headers begin with. */
export function checksumSeed({ salt }: SegmentHeader): number {
  return crc32(Buffer.from(salt, 'hex'));
}

/** Writes a header into the first {@link batchHeaderBytes} of `bytes`. */
export function encodeBatchHeader(header: BatchHeader, bytes: Uint8Array, seed: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, batchHeaderBytes);
  view.setUint32(0, batchMagic, true);
  view.setUint32(4, header.recordCount, true);
  view.setBigUint64(8, BigInt(header.segmentId), true);
  view.setBigUint64(16, BigInt(header.firstRecord), true);
  view.setBigUint64(24, BigInt(header.durableTo), true);
  view.setUint32(32, header.payloadBytes, true);
  view.setUint32(36, header.payloadChecksum, true);
  view.setUint32(40, crc32(bytes.subarray(0, 40), seed), true);
}

/** The header at `offset`, or `undefined` when there is none of a segment with this seed. */
export function decodeBatchHeader(bytes: Buffer, offset: number, seed: number): BatchHeader | undefined {
  if (
    bytes.length - offset < batchHeaderBytes ||
    bytes.readUInt32LE(offset) !== batchMagic ||
    bytes.readUInt32LE(offset + 40) !== crc32(bytes.subarray(offset, offset + 40), seed)
  ) {
    return undefined;
  }
  return {
    recordCount: bytes.readUInt32LE(offset + 4),
    segmentId: Number(bytes.readBigUInt64LE(offset + 8)),
    firstRecord: Number(bytes.readBigUInt64LE(offset + 16)),
    durableTo: Number(bytes.readBigUInt64LE(offset + 24)),
    payloadBytes: bytes.readUInt32LE(offset + 32),
    payloadChecksum: bytes.readUInt32LE(offset + 36),
  };
}

/** Offset of the next place at or behind `from` where a batch header could begin, -1 if there is none. */
export function findBatchMagic(bytes: Buffer, from: number): number {
  return bytes.indexOf(batchMagicBytes, from);
}
