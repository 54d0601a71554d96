import { expect, test } from 'vitest';
import { toBoolean, toInteger, toNumber, toText } from '../../src/json/attribute-conversion.js';
import type { AttributeValue } from '../../src/json/attribute-value.js';

test.each<[AttributeValue, number | undefined]>([
  [3, 3],
  ['3', 3],
  [' -2.50 ', -2.5],
  ['1e3', 1000],
  ['.5', 0.5],
  ['5.', 5],
  [2n ** 53n, 2 ** 53],
  [2n ** 53n + 1n, undefined],
  [10n ** 400n, undefined],
  ['', undefined],
  [' ', undefined],
  ['0x10', undefined],
  ['1e999', undefined],
  ['Infinity', undefined],
  ['3 apples', undefined],
  [true, undefined],
  [null, undefined],
  [[3], undefined],
])('%s as a number is %s', (value, expected) => {
  expect(toNumber(value)).toBe(expected);
});

test.each<[AttributeValue, number | undefined]>([
  [3, 3],
  ['3.0', 3],
  [3.5, undefined],
  ['3.5', undefined],
  [2 ** 53, undefined],
  ['9007199254740993', undefined],
])('%s as an integer is %s', (value, expected) => {
  expect(toInteger(value)).toBe(expected);
});

test.each<[AttributeValue, boolean | undefined]>([
  [true, true],
  ['TRUE', true],
  [' false ', false],
  ['yes', undefined],
  ['', undefined],
  [1, undefined],
  [0, undefined],
])('%s as a boolean is %s', (value, expected) => {
  expect(toBoolean(value)).toBe(expected);
});

test.each<[AttributeValue, string | undefined]>([
  ['a', 'a'],
  [1.5, '1.5'],
  [10n, '10'],
  [false, 'false'],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
  [null, undefined],
  [['a'], undefined],
  [{}, undefined],
  [Uint8Array.of(1), undefined],
])('%s as text is %s', (value, expected) => {
  expect(toText(value)).toBe(expected);
});
