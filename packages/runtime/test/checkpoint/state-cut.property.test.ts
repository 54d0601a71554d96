import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KeyedStateStep, StoredKeyedState } from '../support/stored-keyed-state.js';

const keys = 12;
const key = fc.nat(keys - 1);
const value = fc.nat(99);
const steps: fc.Arbitrary<KeyedStateStep> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('run' as const), key, value }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('begin' as const), key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('end' as const), key, value }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(25) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('call' as const), key }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sweep' as const), key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cut' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('write' as const), count: fc.nat(4) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('complete' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const) }) },
);

test('a checkpoint holds every key as it was at the cut, whatever happens while it is written or to the one before, and no key is lost by leaving memory', () => {
  const bound = fc.integer({ min: 1, max: keys + 2 });
  fc.assert(
    fc.property(bound, fc.array(steps, { maxLength: 120, size: 'max' }), (maxCachedKeys, script) => {
      const subject = new StoredKeyedState(maxCachedKeys);
      for (const step of script) {
        subject.take(step);
      }
      expect(() => subject.check()).not.toThrow();
    }),
    { seed: 20_260, numRuns: 600 },
  );
});
