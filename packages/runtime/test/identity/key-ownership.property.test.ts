import { encodeKey } from '@millrace/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyGroupOf } from '../../src/identity/key-group.js';
import { KeyOwnership } from '../../src/identity/key-ownership.js';

/** The owner of each key group, found through keys that belong to it. */
function ownersByGroup(ownership: KeyOwnership): Map<number, Set<number>> {
  const owners = new Map<number, Set<number>>();
  for (let index = 0; index < 4000; index++) {
    const key = encodeKey(`key ${index}`);
    const group = keyGroupOf(key, ownership.maxParallelism);
    owners.set(group, (owners.get(group) ?? new Set()).add(ownership.ownerOf(key)));
  }
  return owners;
}

describe('the ownership of keys', () => {
  it('gives every key group to exactly one subtask, in contiguous ranges of nearly equal size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 128 }), (parallelism) => {
        const owners = ownersByGroup(new KeyOwnership(parallelism));
        expect(owners.size).toBe(128);
        const inOrder = [...owners].sort(([one], [other]) => one - other).map(([, subtasks]) => [...subtasks]);
        expect(inOrder.every(({ length }) => length === 1)).toBe(true);
        const sequence = inOrder.flat();
        expect(sequence).toEqual(sequence.toSorted((one, other) => one - other));
        const sizes = Array.from(
          { length: parallelism },
          (_, subtask) => sequence.filter((owner) => owner === subtask).length,
        );
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
      { seed: 7, numRuns: 40 },
    );
  });

  it('is that of the only subtask when there is one', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (key) => {
        expect(new KeyOwnership(1).ownerOf(key)).toBe(0);
      }),
      { seed: 7 },
    );
  });
});
