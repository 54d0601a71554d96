import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryFields } from '../../src/memory/memory-fields.js';

const step = fc.record({ name: fc.nat({ max: 14 }).map(String), value: fc.option(fc.nat(), { nil: undefined }) });

test('fields are what a Map would be, few or many of them, in the same order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const fields = new MemoryFields<number>();
      const map = new Map<string, number>();
      for (const { name, value } of steps) {
        if (value === undefined) {
          fields.delete(name);
          map.delete(name);
        } else {
          fields.set(name, value);
          map.set(name, value);
        }
        expect(fields.get(name)).toBe(map.get(name));
        expect(fields.isEmpty).toBe(map.size === 0);
        expect([...fields.entries()]).toEqual([...map]);
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});
