import { crc32 } from 'node:zlib';
import { digestOf } from './key-address.js';

/** Addresses of one key group are counted in this many slots, by the first bits of the digest. */
const slotsPerGroup = 1024;
const slotBits = 10;
const countBytes = 2;
const largestCount = 0xffff;
const recordBytes = slotsPerGroup * countBytes + 4;

/**
 * How many addresses of a key group are in use, slot by slot. This is what proves that a key has no state: were its entry lost or out of place, its slot would not hold as many entries as were
 * counted. A checksum proves nothing about what is not found.
 */
export class AddressCounts {
  readonly #group: Uint8Array;
  readonly #counts: Buffer;

  private constructor(group: Uint8Array, counts: Buffer) {
    this.#group = group;
    this.#counts = counts;
  }

  /** Those of a key group without state. */
  static ofEmpty(group: Uint8Array): AddressCounts {
    return new AddressCounts(group, Buffer.alloc(recordBytes));
  }

  /**
   * @param bytes belong to the counts from now on.
   * @returns `undefined` when the bytes are not what {@link encode} made for this group.
   */
  static decode(group: Uint8Array, bytes: Buffer): AddressCounts | undefined {
    const isIntact = bytes.length === recordBytes && bytes.readUInt32BE(recordBytes - 4) === checksum(group, bytes);
    return isIntact ? new AddressCounts(group, bytes) : undefined;
  }

  encode(): Buffer {
    this.#counts.writeUInt32BE(checksum(this.#group, this.#counts), recordBytes - 4);
    return this.#counts;
  }

  /** How many addresses are in use in the slot of this one. */
  at(address: Uint8Array): number {
    return this.#counts.readUInt16BE(slotOf(address) * countBytes);
  }

  /** @param change 1 or -1. */
  add(address: Uint8Array, change: number): void {
    const count = this.at(address) + change;
    if (count < 0 || count > largestCount) {
      throw new RangeError(`a slot cannot hold ${count} addresses`);
    }
    this.#counts.writeUInt16BE(count, slotOf(address) * countBytes);
  }

  /** Whether both have counted the same. */
  equals(other: AddressCounts): boolean {
    return this.#counts.compare(other.#counts, 0, recordBytes - 4, 0, recordBytes - 4) === 0;
  }
}

/** The first address of the slot an address is in, and the first that is behind the slot. */
export function slotRange(address: Uint8Array): { readonly start: Buffer; readonly end: Buffer } {
  const unusedBits = 16 - slotBits;
  const first = ((groupOf(address) << slotBits) | slotOf(address)) * 2 ** unusedBits;
  const start = Buffer.allocUnsafe(4);
  start.writeUInt32BE(first);
  const end = Buffer.allocUnsafe(4);
  end.writeUInt32BE(first + 2 ** unusedBits);
  return { start, end };
}

function groupOf(address: Uint8Array): number {
  return ((address[0] ?? 0) << 8) | (address[1] ?? 0);
}

function slotOf(address: Uint8Array): number {
  const [first = 0, second = 0] = digestOf(address);
  return ((first << 8) | second) >>> (16 - slotBits);
}

function checksum(group: Uint8Array, record: Uint8Array): number {
  return crc32(record.subarray(0, recordBytes - 4), crc32(group));
}
