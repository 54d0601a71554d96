import { crc32 } from 'node:zlib';
import type { StoredCheckpoint } from './checkpoint-store.js';
import type { CheckpointStoreErrorParts } from './checkpoint-store-error.js';
import { CheckpointStoreError, corrupt } from './checkpoint-store-error.js';
import type { KeyAddressing } from './key-address.js';

/** What the store says of itself, and the newest checkpoint without its keyed state. */
export interface CheckpointManifestRecord extends KeyAddressing {
  /** `undefined`: none was completed yet. */
  readonly checkpoint: StoredCheckpoint | undefined;
}

const magic = 0x4d52_4350; // MRCP
const formatVersion = 2;
const at = { magic: 0, format: 4, maxParallelism: 6, digestBytes: 8, hasCheckpoint: 9, checkpointId: 10, manifest: 18 };
const checksumBytes = 4;

/**
 * Layout, big endian: `MRCP`, format version (2 bytes), number of key groups (2), digest bytes in an address (1), whether there is a checkpoint (1), its id (8, as a double), its manifest;
 * at the end a CRC-32 of all of it. Every version of the format begins with the first two and ends with the last.
 */
export function encodeManifestRecord({ maxParallelism, digestBytes, checkpoint }: CheckpointManifestRecord): Buffer {
  const manifest = checkpoint?.manifest ?? new Uint8Array(0);
  const bytes = Buffer.alloc(at.manifest + manifest.length + checksumBytes);
  bytes.writeUInt32BE(magic, at.magic);
  bytes.writeUInt16BE(formatVersion, at.format);
  bytes.writeUInt16BE(maxParallelism, at.maxParallelism);
  bytes.writeUInt8(digestBytes, at.digestBytes);
  bytes.writeUInt8(checkpoint === undefined ? 0 : 1, at.hasCheckpoint);
  bytes.writeDoubleBE(checkpoint?.checkpointId ?? 0, at.checkpointId);
  bytes.set(manifest, at.manifest);
  const end = bytes.length - checksumBytes;
  bytes.writeUInt32BE(crc32(bytes.subarray(0, end)), end);
  return bytes;
}

/**
 * The inverse of {@link encodeManifestRecord}.
 *
 * @param path what to name in errors.
 * @throws CheckpointStoreError `CHECKPOINT_CORRUPT`, `CHECKPOINT_FORMAT_UNKNOWN`
 */
export function decodeManifestRecord(bytes: Buffer | undefined, path: string): CheckpointManifestRecord {
  const end = (bytes?.length ?? 0) - checksumBytes;
  if (
    bytes === undefined ||
    end < at.maxParallelism ||
    bytes.readUInt32BE(at.magic) !== magic ||
    bytes.readUInt32BE(end) !== crc32(bytes.subarray(0, end))
  ) {
    throw corrupt('The manifest', path);
  }
  const format = bytes.readUInt16BE(at.format);
  if (format !== formatVersion) {
    throw new CheckpointStoreError(formatUnknown(path, `version ${format}`));
  }
  return {
    maxParallelism: bytes.readUInt16BE(at.maxParallelism),
    digestBytes: bytes.readUInt8(at.digestBytes),
    checkpoint:
      bytes.readUInt8(at.hasCheckpoint) === 0
        ? undefined
        : {
            checkpointId: bytes.readDoubleBE(at.checkpointId),
            manifest: Uint8Array.from(bytes.subarray(at.manifest, end)),
          },
  };
}

/** @param found what is there instead, for people. */
export function formatUnknown(path: string, found: string, cause?: unknown): CheckpointStoreErrorParts {
  return {
    code: 'CHECKPOINT_FORMAT_UNKNOWN',
    message: `The checkpoint in ${path} has a format that is not known here (${found}, known is version ${formatVersion}).`,
    hint: 'Open it with the version of Millrace that wrote it.',
    cause,
  };
}
