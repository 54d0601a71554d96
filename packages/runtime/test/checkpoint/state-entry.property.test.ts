import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeStateEntries, encodeStateEntries } from '../../src/checkpoint/state-entry.js';

const bytes = fc.uint8Array({ maxLength: 60 });
const entries = fc.array(fc.record({ key: bytes, state: bytes }), { minLength: 1, maxLength: 4 });
const address = fc.uint8Array({ minLength: 2, maxLength: 18 });
const runs = { seed: 1, numRuns: 500 };

test('keys that share an address come back with their states, in order', () => {
  fc.assert(
    fc.property(address, entries, (at, expected) => {
      const decoded = decodeStateEntries(at, encodeStateEntries(at, expected));
      expect(decoded?.map(({ key, state }) => [[...key], [...state]])).toEqual(
        expected.map(({ key, state }) => [[...key], [...state]]),
      );
    }),
    runs,
  );
});

test('a flipped bit, a lost end or another address is noticed', () => {
  fc.assert(
    fc.property(address, entries, fc.nat(), (at, expected, place) => {
      const encoded = encodeStateEntries(at, expected);
      const flipped = Buffer.from(encoded);
      const bit = place % (8 * encoded.length);
      flipped.writeUInt8(flipped.readUInt8(bit >>> 3) ^ (1 << (bit & 7)), bit >>> 3);
      const otherAddress = Uint8Array.from(at, (byte, index) => (index === place % at.length ? byte ^ 1 : byte));
      expect(decodeStateEntries(at, flipped)).toBeUndefined();
      expect(decodeStateEntries(at, encoded.subarray(0, place % encoded.length))).toBeUndefined();
      expect(decodeStateEntries(otherAddress, encoded)).toBeUndefined();
    }),
    runs,
  );
});
