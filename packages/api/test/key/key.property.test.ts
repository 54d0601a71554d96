import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeKey, type Key, keyIdentity } from '../../src/key/key.js';
import { anyKey, smallKey } from '../support/arbitraries.js';

/** What "the same key" means, written down without any encoding. */
function isSameKey(a: Key, b: Key): boolean {
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  }
  if (typeof a === 'object' && typeof b === 'object') {
    return a.length === b.length && a.every((element, index) => isSameKey(element, b[index] as Key));
  }
  return a === b;
}

function haveSameBytes(a: Key, b: Key): boolean {
  return Buffer.compare(encodeKey(a), encodeKey(b)) === 0;
}

test.each([
  ['often equal', smallKey],
  ['arbitrary', anyKey],
])('two %s keys share bytes, and an identity, exactly when they are the same key', (_, key) => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      const expected = isSameKey(a, b);
      expect(haveSameBytes(a, b)).toBe(expected);
      expect(keyIdentity(a) === keyIdentity(b)).toBe(expected);
    }),
    { seed: 1, numRuns: 5000 },
  );
});

test('a key put together again from its parts is the same key', () => {
  fc.assert(
    fc.property(anyKey, (key) => {
      const again = structuredClone(key);
      expect(haveSameBytes(key, again)).toBe(true);
      expect(keyIdentity(key)).toBe(keyIdentity(again));
    }),
    { seed: 2, numRuns: 1000 },
  );
});

test('text that imitates the identity of a composite key does not get it', () => {
  fc.assert(
    fc.property(anyKey, (key) => {
      const imitation = String(keyIdentity(key));
      expect(keyIdentity(imitation) === keyIdentity(key)).toBe(key === imitation);
    }),
    { seed: 3, numRuns: 1000 },
  );
});
