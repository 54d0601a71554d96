import { crc32 } from 'node:zlib';

/** A key and its state, as stored under the address of the key. */
export interface StateEntry {
  /** Canonical key bytes. */
  readonly key: Uint8Array;
  readonly state: Uint8Array;
}

const headerBytes = 8;
const checksumBytes = 4;

/**
 * The bytes stored under an address: for each of its keys the lengths of key and state (4 bytes each, big endian), the key, the state; at the end a CRC-32 of the address and all of this.
 */
export function encodeStateEntries(address: Uint8Array, entries: readonly StateEntry[]): Buffer {
  const length = entries.reduce((sum, { key, state }) => sum + headerBytes + key.length + state.length, checksumBytes);
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const { key, state } of entries) {
    bytes.writeUInt32BE(key.length, at);
    bytes.writeUInt32BE(state.length, at + 4);
    bytes.set(key, at + headerBytes);
    bytes.set(state, at + headerBytes + key.length);
    at += headerBytes + key.length + state.length;
  }
  bytes.writeUInt32BE(checksum(address, bytes.subarray(0, at)), at);
  return bytes;
}

/**
 * The inverse of {@link encodeStateEntries}; keys and states are parts of `bytes`.
 *
 * @returns `undefined` when the bytes are not what was stored under this address.
 */
export function decodeStateEntries(address: Uint8Array, bytes: Buffer): readonly StateEntry[] | undefined {
  const end = bytes.length - checksumBytes;
  if (end < headerBytes || bytes.readUInt32BE(end) !== checksum(address, bytes.subarray(0, end))) {
    return undefined;
  }
  const entries: StateEntry[] = [];
  for (let at = 0; at < end; ) {
    const keyEnd = at + headerBytes + bytes.readUInt32BE(at);
    const stateEnd = keyEnd + bytes.readUInt32BE(at + 4);
    entries.push({ key: bytes.subarray(at + headerBytes, keyEnd), state: bytes.subarray(keyEnd, stateEnd) });
    at = stateEnd;
  }
  return entries;
}

/** Whether two keys are the same key. */
export function isSameKey(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function checksum(address: Uint8Array, content: Uint8Array): number {
  return crc32(content, crc32(address));
}
