import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeAttributeValue, encodeAttributeValue, type JsonValue } from '../../src/json/attribute-codec.js';
import { attributeValuesEqual } from '../../src/json/attribute-equality.js';
import { copyAttributeValue } from '../../src/json/attribute-value.js';
import { attributeValue } from '../support/arbitraries.js';

test('every attribute value survives being written as JSON text and read back, with its type', () => {
  fc.assert(
    fc.property(attributeValue, (value) => {
      const text = JSON.stringify(encodeAttributeValue(value));
      expect(isDeepStrictEqual(decodeAttributeValue(JSON.parse(text) as JsonValue), value)).toBe(true);
    }),
    { seed: 1, numRuns: 5000 },
  );
});

test('a copy is equal to the value, and copying it again changes nothing', () => {
  fc.assert(
    fc.property(attributeValue, (value) => {
      const copy = copyAttributeValue(value, 'value');
      expect(isDeepStrictEqual(copy, value)).toBe(true);
      expect(isDeepStrictEqual(copyAttributeValue(copy, 'value'), copy)).toBe(true);
    }),
    { seed: 3, numRuns: 2000 },
  );
});

test('a copy, and what was read back, are written as the value is, whatever is known of them', () => {
  fc.assert(
    fc.property(attributeValue, (value) => {
      const text = JSON.stringify(encodeAttributeValue(value));
      expect(JSON.stringify(encodeAttributeValue(copyAttributeValue(value, 'value')))).toBe(text);
      expect(JSON.stringify(encodeAttributeValue(decodeAttributeValue(JSON.parse(text) as JsonValue)))).toBe(text);
    }),
    { seed: 5, numRuns: 5000 },
  );
});

test('attributeValuesEqual agrees with a structural comparison', () => {
  fc.assert(
    fc.property(attributeValue, attributeValue, (a, b) => {
      expect(attributeValuesEqual(a, b)).toBe(isDeepStrictEqual(a, b));
      expect(attributeValuesEqual(a, copyAttributeValue(a, 'value'))).toBe(true);
    }),
    { seed: 4, numRuns: 5000 },
  );
});
