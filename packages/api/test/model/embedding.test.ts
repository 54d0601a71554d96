import { expect, test } from 'vitest';
import { toFloat32Array } from '../../src/model/embedding.js';
import { errorOf } from '../support/expect-error.js';

test.each([[[]], [[0.5]], [[1, -2.25, 3e5]]])('the numbers %j become a vector', (values) => {
  expect([...toFloat32Array(values)]).toEqual(values);
});

test('a vector stays the vector it is', () => {
  const vector = Float32Array.of(1);
  expect(toFloat32Array(vector)).toBe(vector);
});

test.each([
  ['text', '1', /A string/],
  ['null', null, /Null/],
  ['a number beyond single precision', 1e300, /number/],
  ['NaN', Number.NaN, /number/],
  ['a bigint', 1n, /bigint/],
])('%s among the numbers is refused by index and type', (_, bad, message) => {
  expect(errorOf(() => toFloat32Array([1, bad], 'data[0].embedding'))).toEqual({
    code: 'ATTRIBUTE_INVALID',
    path: 'data[0].embedding[1]',
  });
  expect(() => toFloat32Array([bad])).toThrow(message);
});

test('what is no list is refused', () => {
  expect(errorOf(() => toFloat32Array({ 0: 1 })).path).toBe('embedding');
});
