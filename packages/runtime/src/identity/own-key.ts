import type { Key } from '@millrace/api';

/** A copy of a key that changes with nobody else's: arrays are frozen, bytes, which cannot be, are copied. */
export function ownKey(key: Key): Key {
  if (typeof key !== 'object') {
    return key;
  }
  return key instanceof Uint8Array ? new Uint8Array(key) : Object.freeze(key.map(ownKey));
}
