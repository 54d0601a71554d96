import { createHash } from 'node:crypto';

const lengthPrefix = Buffer.alloc(4);

/**
 * SHA-256 of the parts, each preceded by its length in bytes, so that no two different lists of parts are hashed as the same bytes.
 */
export function digest(...parts: readonly (string | Uint8Array | number)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = typeof part === 'number' ? String(part) : part;
    lengthPrefix.writeUInt32BE(typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length);
    hash.update(lengthPrefix);
    hash.update(bytes);
  }
  return hash.digest();
}

/** A version 4 shaped UUID from the first 16 bytes of a digest. */
export function uuidFrom(bytes: Uint8Array): string {
  const uuid = Buffer.from(bytes.subarray(0, 16));
  uuid.writeUInt8((uuid.readUInt8(6) & 0x0f) | 0x40, 6);
  uuid.writeUInt8((uuid.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = uuid.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
