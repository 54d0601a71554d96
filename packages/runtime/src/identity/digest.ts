import { hash } from 'node:crypto';

/** Where parts are put together; digests are computed one at a time. Longer inputs get memory of their own. */
const scratch = Buffer.alloc(4096);

/**
 * SHA-256 of the parts, each preceded by its length in bytes, so that no two different lists of parts are hashed as the same bytes.
 */
export function digest(...parts: readonly (string | Uint8Array | number)[]): Buffer {
  const texts = parts.map((part) => (typeof part === 'number' ? String(part) : part));
  let length = 0;
  for (const part of texts) {
    length += 4 + (typeof part === 'string' ? Buffer.byteLength(part) : part.length);
  }
  const bytes = length <= scratch.length ? scratch : Buffer.alloc(length);
  let end = 0;
  for (const part of texts) {
    const start = end + 4;
    end = start + writePart(bytes, part, start);
    bytes.writeUInt32BE(end - start, start - 4);
  }
  return hash('sha256', bytes.subarray(0, length), 'buffer');
}

/** @returns how many bytes it has. */
function writePart(bytes: Buffer, part: string | Uint8Array, start: number): number {
  if (typeof part === 'string') {
    return bytes.write(part, start);
  }
  bytes.set(part, start);
  return part.length;
}

/** A version 4 shaped UUID from the first 16 bytes of a digest. */
export function uuidFrom(bytes: Uint8Array): string {
  const uuid = Buffer.from(bytes.subarray(0, 16));
  uuid.writeUInt8((uuid.readUInt8(6) & 0x0f) | 0x40, 6);
  uuid.writeUInt8((uuid.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = uuid.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
