import { expect, test } from 'vitest';
import { attributeText, describeValue } from '../../src/json/attribute-text.js';

test('a scalar is written as people write it', () => {
  expect(['a "b"', 1.5, 12n, true, null, new Date(0)].map(attributeText)).toEqual([
    'a "b"',
    '1.5',
    '12',
    'true',
    'null',
    '1970-01-01T00:00:00.000Z',
  ]);
});

test('lists and objects are JSON, in which bigints and dates are readable', () => {
  expect(attributeText({ a: [1, 2n, new Date(0)], b: 'x' })).toBe('{"a":[1,"2","1970-01-01T00:00:00.000Z"],"b":"x"}');
  expect(attributeText([Uint8Array.of(1)])).toBe('[{"$bytes":"AQ=="}]');
});

test('a value in an error message is short and shows its kind', () => {
  expect([1, 'a', null, [1], {}, Uint8Array.of(1)].map(describeValue)).toEqual([
    '1',
    '"a"',
    'null',
    'Array',
    'Object',
    'Uint8Array',
  ]);
  expect(describeValue('x'.repeat(1000)).length).toBeLessThan(70);
});
