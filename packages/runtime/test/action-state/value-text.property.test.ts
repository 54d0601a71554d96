import { encodeAttributeValue, type JsonValue } from '@millrace/api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalText } from '../../src/action-state/value-text.js';

const scalar = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
);

/** Objects with a few members and with so many that they are sorted in another way. */
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 6 }),
    fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), scalar, { minKeys: 14, maxKeys: 24 }),
  ),
})).value as fc.Arbitrary<JsonValue>;

/** The same with the members of every object the other way round. */
function reversed(json: JsonValue): JsonValue {
  if (typeof json !== 'object' || json === null) {
    return json;
  }
  if (Array.isArray(json)) {
    return json.map(reversed);
  }
  return Object.fromEntries(
    Object.entries(json)
      .reverse()
      .map(([name, member]) => [name, reversed(member as JsonValue)]),
  );
}

test('canonical text does not depend on the order of members', () => {
  fc.assert(
    fc.property(value, (json) => {
      expect(canonicalText(reversed(json))).toBe(canonicalText(json));
    }),
    { seed: 1, numRuns: 1000 },
  );
});

test('canonical text is JSON text of the same value', () => {
  fc.assert(
    fc.property(value, (json) => {
      expect(JSON.parse(canonicalText(json))).toEqual(JSON.parse(JSON.stringify(encodeAttributeValue(json))));
    }),
    { seed: 2, numRuns: 1000 },
  );
});
