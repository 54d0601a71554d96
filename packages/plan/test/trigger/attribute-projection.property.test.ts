import { type AttributeValue, isAttributes } from '@millrace/api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AttributeProjection } from '../../src/trigger/attribute-projection.js';
import { type CelValue, toCelValue } from '../../src/trigger/cel-value.js';

const name = fc.constantFrom('a', 'b', 'c', 'constructor', '__proto__');

const { object } = fc.letrec<{ value: AttributeValue; object: Record<string, AttributeValue> }>((tie) => ({
  object: fc
    .array(fc.tuple(name, tie('value')), { maxLength: 4 })
    .map((members): Record<string, AttributeValue> => Object.fromEntries(members)),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.integer(),
    fc.constant(null),
    fc.boolean(),
    tie('object'),
  ),
}));

/** What a path leads to in attributes; `undefined` when it leads nowhere. */
function follow(value: AttributeValue, path: readonly string[]): AttributeValue | undefined {
  return path.reduce<AttributeValue | undefined>(
    (current, member) => (isAttributes(current) && Object.hasOwn(current, member) ? current[member] : undefined),
    value,
  );
}

function followCel(value: CelValue | undefined, path: readonly string[]): CelValue | undefined {
  return path.reduce<CelValue | undefined>(
    (current, member) => (current instanceof Map ? (current.get(member) as CelValue | undefined) : undefined),
    value,
  );
}

test('every path that was asked for leads to the same value as in the attributes, or nowhere in both', () => {
  fc.assert(
    fc.property(
      object,
      fc.array(fc.array(name, { minLength: 1, maxLength: 3 }), { maxLength: 4 }),
      (attributes, paths) => {
        const projected = new AttributeProjection(paths).apply(attributes);
        for (const path of paths) {
          const original = follow(attributes, path);
          expect(followCel(projected, path)).toEqual(original === undefined ? undefined : toCelValue(original));
        }
      },
    ),
    { seed: 11, numRuns: 1000 },
  );
});
