import { describe, expect, test } from 'vitest';
import {
  type AttributeReader,
  listOf,
  MemberReader,
  mapOf,
  readAttributes,
  readBoolean,
  readInteger,
  readName,
  readNumber,
  readText,
  readValue,
} from '../../src/json/attribute-reader.js';
import { errorOf } from '../support/expect-error.js';

describe('MemberReader', () => {
  test('members are read by name; absent and null are the same', () => {
    const members = new MemberReader({ name: 'a', nothing: null }, 'it');
    expect(members.required('name', readText)).toBe('a');
    expect(members.optional('nothing', readText)).toBeUndefined();
    expect(members.optional('missing', readText)).toBeUndefined();
    expect([members.has('name'), members.has('nothing')]).toEqual([true, false]);
  });

  test('a missing member is refused by its path', () => {
    expect(errorOf(() => new MemberReader({}, 'it').required('a b', readText))).toEqual({
      code: 'ATTRIBUTE_INVALID',
      path: 'it["a b"]',
    });
  });

  test('what every object inherits is not a member', () => {
    expect(new MemberReader({}, 'it').has('toString')).toBe(false);
  });

  test('a member nobody knows is refused by its path', () => {
    const members = new MemberReader({ role: 'user', metadata: {} }, 'message');
    expect(errorOf(() => members.only('role'))).toEqual({ code: 'ATTRIBUTE_UNKNOWN', path: 'message.metadata' });
  });

  test.each([[null], [undefined], [1], ['a'], [[]], [new Date(0)], [new Map()]])('%s has no members', (value) => {
    expect(errorOf(() => new MemberReader(value, 'it'))).toEqual({ code: 'ATTRIBUTE_INVALID', path: 'it' });
  });
});

test.each<[string, AttributeReader<unknown>, unknown, unknown]>([
  ['text', readText, '', 1],
  ['a name', readName, 'a', ''],
  ['a boolean', readBoolean, false, 'false'],
  ['a number', readNumber, 1.5, Number.NaN],
  ['an integer', readInteger, 3, 3.5],
  ['an exact integer', readInteger, 2 ** 53 - 1, 2 ** 53],
  ['a value', readValue, [1n], Symbol('s')],
  ['an object', readAttributes, { a: 1 }, [1]],
  ['a list', listOf(readText), ['a'], { 0: 'a' }],
])('%s is accepted, and something else refused', (_, read, good, bad) => {
  expect(read(good, 'it')).toEqual(good);
  expect(errorOf(() => read(bad, 'it')).path).toBe('it');
});

test('an element is refused by its index, an entry by its name', () => {
  expect(errorOf(() => listOf(readText)(['a', 1], 'list')).path).toBe('list[1]');
  expect(errorOf(() => mapOf(readBoolean)({ ok: true, 'call.1': 1 }, 'success')).path).toBe('success["call.1"]');
});

test('a map keeps entries whose names are special to JavaScript', () => {
  const map = mapOf(readText)(JSON.parse('{"__proto__":"p","constructor":"c"}'), 'map');
  expect([...map]).toEqual([
    ['__proto__', 'p'],
    ['constructor', 'c'],
  ]);
});
