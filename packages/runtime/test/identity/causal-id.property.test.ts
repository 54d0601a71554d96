import { isDeepStrictEqual } from 'node:util';
import type { Key } from '@millrace/api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CausalId } from '../../src/identity/causal-id.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';

interface Cause {
  readonly key: Key;
  readonly runNumber: number;
  readonly way: readonly (readonly [emissionIndex: number, actionName: string])[];
}

/** From a small space, so that two causes often differ in one place only. */
const key: fc.Arbitrary<Key> = fc.oneof(
  fc.constantFrom('', 'a', '1', '_', 'a_b'),
  fc.constantFrom(0, 1),
  fc.constantFrom(0n, 1n),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const cause: fc.Arbitrary<Cause> = fc.record(
  {
    key,
    runNumber: fc.constantFrom(0, 1, 10, 11),
    way: fc.array(
      fc.tuple(
        fc.constantFrom(0, 1, 10, 11),
        fc.oneof(fc.constantFrom('a', '1', '', 'a/0'), fc.string({ maxLength: 3 })),
      ),
      { maxLength: 3 },
    ),
  },
  { noNullPrototype: true },
);

function idOf({ key, runNumber, way }: Cause): CausalId {
  return way.reduce((id, [index, action]) => id.ofInvocation(index, action), CausalId.ofRun(key, runNumber));
}

test('two causes have the same id exactly when they are the same cause', () => {
  fc.assert(
    fc.property(cause, cause, (one, other) => {
      expect(idOf(one).toString() === idOf(other).toString()).toBe(isDeepStrictEqual(one, other));
      expect(idOf(structuredClone(one)).toString()).toBe(idOf(one).toString());
    }),
    { seed: 1, numRuns: 5000 },
  );
});

test('an id does not depend on when it is computed, or which others were computed before', () => {
  fc.assert(
    fc.property(fc.array(cause, { minLength: 2, maxLength: 8 }), fc.nat(), (causes, seed) => {
      const inOrder = causes.map((each) => idOf(each).toString());
      const ids = causes.map(idOf);
      const random = new SeededRandom(seed);
      const shuffled = ids.map((id) => ({ id, rank: random.number() })).toSorted((a, b) => a.rank - b.rank);
      for (const { id } of shuffled) {
        expect(id.bytes).toHaveLength(16);
      }
      expect(ids.map(String)).toEqual(inOrder);
    }),
    { seed: 2, numRuns: 500 },
  );
});
