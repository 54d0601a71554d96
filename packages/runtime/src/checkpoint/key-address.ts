import { hash } from 'node:crypto';
import { keyGroupOf } from '../identity/key-group.js';

/** How keys become addresses. Stored with the state: state that was written with other numbers cannot be read. */
export interface KeyAddressing {
  readonly maxParallelism: number;
  /** How many bytes of a key's SHA-256 are in its address. */
  readonly digestBytes: number;
}

const keyGroupBytes = 2;

/**
 * Where the state of a key is stored: its key group (2 bytes, big endian), then the first bytes of its SHA-256. So state is arranged by key group and addresses have one length, however long
 * keys are. Two keys may have one address.
 *
 * @param key canonical key bytes.
 */
export function addressOf(key: Uint8Array, { maxParallelism, digestBytes }: KeyAddressing): Buffer {
  const address = Buffer.allocUnsafe(keyGroupBytes + digestBytes);
  address.writeUInt16BE(keyGroupOf(key, maxParallelism));
  // As text, a character per byte: bytes would have memory of their own, to be given back, for every key.
  address.write(hash('sha256', key, 'binary'), keyGroupBytes, digestBytes, 'binary');
  return address;
}

/** What the addresses of a key group begin with. */
export function keyGroupPrefix(keyGroup: number): Buffer {
  const prefix = Buffer.allocUnsafe(keyGroupBytes);
  prefix.writeUInt16BE(keyGroup);
  return prefix;
}

/** The key group of an address, as its prefix. */
export function keyGroupPrefixOf(address: Uint8Array): Buffer {
  return Buffer.from(address.subarray(0, keyGroupBytes));
}

/** The digest in an address. */
export function digestOf(address: Uint8Array): Uint8Array {
  return address.subarray(keyGroupBytes);
}
