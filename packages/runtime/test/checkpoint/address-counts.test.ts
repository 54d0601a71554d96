import { describe, expect, test } from 'vitest';
import { AddressCounts, slotRange } from '../../src/checkpoint/address-counts.js';
import { addressOf, keyGroupPrefix, keyGroupPrefixOf } from '../../src/checkpoint/key-address.js';

const addressing = { maxParallelism: 128, digestBytes: 16 };
const addresses = Array.from({ length: 2000 }, (_, number) => addressOf(Buffer.from(`key ${number}`), addressing));

test('every address lies in the range of its slot, and ranges of different slots do not overlap', () => {
  const ranges = new Map<string, string>();
  for (const address of addresses) {
    const { start, end } = slotRange(address);
    expect(Buffer.compare(start, address)).toBeLessThanOrEqual(0);
    expect(Buffer.compare(address, end)).toBe(-1);
    ranges.set(start.toString('hex'), end.toString('hex'));
  }
  const sorted = [...ranges].sort(([one], [other]) => (one < other ? -1 : 1));
  sorted.forEach(([start], index) => {
    expect(start >= (sorted[index - 1]?.[1] ?? '')).toBe(true);
  });
});

test('the last slot of the last key group ends behind every address', () => {
  const last = Buffer.concat([keyGroupPrefix(32767), Buffer.alloc(16, 0xff)]);
  expect(Buffer.compare(last, slotRange(last).end)).toBe(-1);
});

describe('the counts of a key group', () => {
  const group = keyGroupPrefix(5);
  const inGroup = addresses.map((address) => Buffer.concat([group, address.subarray(2)]));

  test('say of every slot how many addresses were added and not removed', () => {
    const counts = AddressCounts.ofEmpty(group);
    for (const address of inGroup) {
      counts.add(address, 1);
    }
    const sum = new Map(inGroup.map((address) => [slotRange(address).start.toString('hex'), counts.at(address)]));
    expect([...sum.values()].reduce((total, count) => total + count, 0)).toBe(inGroup.length);
    for (const address of inGroup) {
      counts.add(address, -1);
    }
    expect(counts.equals(AddressCounts.ofEmpty(group))).toBe(true);
  });

  test('are read back as they were stored, and neither when damaged nor as those of another group', () => {
    const counts = AddressCounts.ofEmpty(group);
    counts.add(Buffer.from(inGroup[0] ?? []), 1);
    const stored = Buffer.from(counts.encode());
    expect(AddressCounts.decode(group, stored)?.equals(counts)).toBe(true);
    expect(AddressCounts.decode(keyGroupPrefix(6), stored)).toBeUndefined();
    expect(AddressCounts.decode(group, stored.subarray(1))).toBeUndefined();
    stored.writeUInt8(stored.readUInt8(100) ^ 1, 100);
    expect(AddressCounts.decode(group, stored)).toBeUndefined();
  });

  test('do not go below nothing, nor beyond what can be stored', () => {
    const counts = AddressCounts.ofEmpty(group);
    const address = Buffer.concat([group, Buffer.alloc(16)]);
    expect(() => counts.add(address, -1)).toThrow(RangeError);
    counts.add(address, 0xffff);
    expect(() => counts.add(address, 1)).toThrow(RangeError);
  });
});

test('an address begins with the key group of its key', () => {
  for (const address of addresses) {
    expect(address).toHaveLength(18);
    expect(keyGroupPrefixOf(address).readUInt16BE()).toBeLessThan(128);
  }
});
