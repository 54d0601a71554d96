import { expect, test } from 'vitest';
import { attributeValuesEqual } from '../../src/json/attribute-equality.js';

test('the order of members and members that are undefined make no difference', () => {
  expect(attributeValuesEqual({ a: 1, b: 2 }, { b: 2, a: 1, c: undefined })).toBe(true);
  expect(attributeValuesEqual({ a: 1 }, { a: 1, b: null })).toBe(false);
});

test('a member of the prototype is not a member', () => {
  expect(attributeValuesEqual({ toString: undefined, a: 1 }, { a: 1 })).toBe(true);
  expect(attributeValuesEqual({ constructor: Object }, { other: 1 })).toBe(false);
});

test.each([
  [1, 1n],
  [1, '1'],
  [null, undefined],
  [[], {}],
  [
    [1, 2],
    [2, 1],
  ],
  [new Date(0), new Date(1)],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
  [Uint8Array.of(1), Uint8Array.of(1, 2)],
  [Uint8Array.of(1), [1]],
])('%s and %s are different values', (a, b) => {
  expect(attributeValuesEqual(a, b)).toBe(false);
});

test('dates and bytes are compared by content', () => {
  expect(attributeValuesEqual([new Date(5), Uint8Array.of(1)], [new Date(5), Uint8Array.of(1)])).toBe(true);
});

test('what is not an attribute value is equal only to itself', () => {
  const one = new Map();
  expect(attributeValuesEqual({ one }, { one })).toBe(true);
  expect(attributeValuesEqual({ one }, { one: new Map() })).toBe(false);
});
