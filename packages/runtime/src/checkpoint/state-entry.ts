import { crc32 } from 'node:zlib';

/** A key and its state, as stored under the address of the key. */
export interface StateEntry {
  /** Canonical key bytes. */
  readonly key: Uint8Array;
  readonly state: Uint8Array;
}

const checksumBytes = 4;

/**
 * The bytes stored under an address: for each of its keys the lengths of key and state (7 bits a byte, lowest first, the last without the eighth bit), the key, the state; at the end a CRC-32 of the address and all of this.
 */
export function encodeStateEntries(address: Uint8Array, entries: readonly StateEntry[]): Buffer {
  const parts = entries.flatMap(({ key, state }) => [lengths(key.length, state.length), key, state]);
  const at = parts.reduce((sum, { length }) => sum + length, 0);
  const bytes = Buffer.concat(parts, at + checksumBytes);
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
  if (end < 0 || bytes.readUInt32BE(end) !== checksum(address, bytes.subarray(0, end))) {
    return undefined;
  }
  const entries: StateEntry[] = [];
  for (let at = 0; at < end; ) {
    const keyLength = readLength(bytes, at);
    const stateLength = readLength(bytes, keyLength.end);
    const keyEnd = stateLength.end + keyLength.value;
    const stateEnd = keyEnd + stateLength.value;
    entries.push({ key: bytes.subarray(stateLength.end, keyEnd), state: bytes.subarray(keyEnd, stateEnd) });
    at = stateEnd;
  }
  return entries;
}

/** Whether two keys are the same key. */
export function isSameKey(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function lengths(...values: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (const value of values) {
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) {
      bytes.push((rest & 0x7f) | 0x80);
    }
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
}

function readLength(bytes: Buffer, at: number): { readonly value: number; readonly end: number } {
  let value = 0;
  let end = at;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes.readUInt8(end++);
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      return { value, end };
    }
  }
}

function checksum(address: Uint8Array, content: Uint8Array): number {
  return crc32(content, crc32(address));
}
