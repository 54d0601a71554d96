import { describe, expect, test } from 'vitest';
import { decodeAttributeValue, encodeAttributeValue } from '../../src/json/attribute-codec.js';
import type { AttributeValue } from '../../src/json/attribute-value.js';
import { errorOf } from '../support/expect-error.js';

describe('encodeAttributeValue', () => {
  test('what JSON has is written as JSON has it', () => {
    const value = { a: [1, 'x', true, null, { b: 1.5 }] };
    expect(encodeAttributeValue(value)).toEqual(value);
  });

  test('a bigint, a date and bytes are written with a tag', () => {
    expect(encodeAttributeValue([-12n, new Date(0), Uint8Array.of(0, 255)])).toEqual([
      { $bigint: '-12' },
      { $date: '1970-01-01T00:00:00.000Z' },
      { $bytes: 'AP8=' },
    ]);
  });

  test.each<[AttributeValue]>([
    [{ $bigint: '1' }],
    [{ $date: 'not a date' }],
    [{ $bytes: 7 }],
    [{ $plain: { $plain: {} } }],
    [{ $date: new Date(0) }],
  ])('an object of the user that looks like a tag, %j, reads back as itself', (value) => {
    const encoded = encodeAttributeValue(value);
    expect(Object.keys(encoded as object)).toEqual(['$plain']);
    expect(decodeAttributeValue(encoded)).toEqual(value);
  });

  test('an object with a tag and something else is no tag', () => {
    const value = { $bigint: '1', other: 2 };
    expect(encodeAttributeValue(value)).toEqual(value);
    expect(decodeAttributeValue(value)).toEqual(value);
  });

  test('a member called __proto__ is a member like any other, and no prototype', () => {
    const value = JSON.parse('{"__proto__":{"a":1},"b":2}') as AttributeValue;
    const decoded = decodeAttributeValue(encodeAttributeValue(value));
    expect(Object.entries(decoded as object)).toEqual([
      ['__proto__', { a: 1 }],
      ['b', 2],
    ]);
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
  });

  test('members that are undefined are left out', () => {
    expect(encodeAttributeValue({ a: undefined, b: 1 })).toEqual({ b: 1 });
  });
});

describe('decodeAttributeValue', () => {
  test.each([
    ['$bigint', { $bigint: '1.5' }],
    ['$bigint', { $bigint: '' }],
    ['$bigint', { $bigint: 1 }],
    ['$date', { $date: 'yesterday' }],
    ['$date', { $date: null }],
    ['$bytes', { $bytes: '***' }],
    ['$bytes', { $bytes: [1] }],
    ['$plain', { $plain: 'text' }],
    ['$plain', { $plain: [1] }],
  ])('a %s whose content is something else is refused by its path', (_, json) => {
    expect(errorOf(() => decodeAttributeValue({ list: [json] }, 'attributes'))).toEqual({
      code: 'VALUE_ENCODING_INVALID',
      path: 'attributes.list[0]',
    });
  });

  test('what is read is frozen at every level', () => {
    const value = decodeAttributeValue({ a: [{ b: 1 }] }) as { a: { b: number }[] };
    expect([value, value.a, value.a[0]].every(Object.isFrozen)).toBe(true);
  });
});
