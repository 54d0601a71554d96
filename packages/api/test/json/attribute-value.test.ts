import { describe, expect, test } from 'vitest';
import { InvalidValueError } from '../../src/errors.js';
import { copyAttributes, copyAttributeValue, isAttributes, memberPath } from '../../src/json/attribute-value.js';
import { errorOf } from '../support/expect-error.js';

class Money {
  readonly #cents = 150;

  toJSON(): unknown {
    return { cents: this.#cents };
  }
}

class WithoutJson {
  readonly secret = 1;
}

class WithFunctionAsJson {
  toJSON(): unknown {
    return () => 1;
  }
}

function thrower(thrown: unknown): object {
  return new (class Thrower {
    toJSON(): never {
      throw thrown;
    }
  })();
}

describe('copyAttributeValue', () => {
  test('a copy is equal, deep, and frozen at every level', () => {
    const original = { list: [1, { text: 'a' }], nothing: null, big: 1n };
    const copy = copyAttributeValue(original, 'value') as typeof original;
    expect(copy).toEqual(original);
    expect(copy).not.toBe(original);
    expect([copy, copy.list, copy.list[1]].every(Object.isFrozen)).toBe(true);
  });

  test('what was copied before is taken as it is, on its own and as a part of something else', () => {
    const copy = copyAttributes({ list: [1, { text: 'a' }] }, 'value');
    expect(copyAttributeValue(copy, 'value')).toBe(copy);
    expect(copyAttributes({ around: copy['list'] ?? null }, 'value')['around']).toBe(copy['list']);
  });

  test('what somebody else has frozen is copied, since its parts may change', () => {
    const part = { count: 1 };
    const frozen = Object.freeze({ part });
    const copy = copyAttributeValue(frozen, 'value');
    part.count = 2;
    expect(copy).toEqual({ part: { count: 1 } });
  });

  test('a copy with a date in it is copied again, since a date cannot be frozen', () => {
    const copy = copyAttributeValue({ on: [new Date(0)] }, 'value') as { readonly on: readonly Date[] };
    const again = copyAttributeValue(copy, 'value');
    copy.on[0]?.setFullYear(1999);
    expect(again).toEqual({ on: [new Date(0)] });
  });

  test('a date and bytes are copied, so that a later change by the sender changes nothing', () => {
    const date = new Date(0);
    const bytes = Uint8Array.of(1);
    const copy = copyAttributeValue({ date, bytes }, 'value');
    date.setFullYear(1999);
    bytes[0] = 9;
    expect(copy).toEqual({ date: new Date(0), bytes: Uint8Array.of(1) });
  });

  test('a Buffer becomes plain bytes, without the memory it is a part of', () => {
    const copy = copyAttributeValue(Buffer.from('hi'), 'value') as Uint8Array;
    expect(Object.getPrototypeOf(copy)).toBe(Uint8Array.prototype);
    expect([...copy]).toEqual([104, 105]);
    expect(copy.buffer.byteLength).toBe(2);
  });

  test('members that are undefined are left out', () => {
    expect(Object.keys(copyAttributes({ a: undefined, b: 1 }, 'value'))).toEqual(['b']);
  });

  test('-0 becomes 0, as every encoding would make it', () => {
    expect(Object.is(copyAttributeValue(-0, 'value'), 0)).toBe(true);
  });

  test('a class instance with toJSON is taken through it', () => {
    expect(copyAttributeValue({ price: new Money() }, 'value')).toEqual({ price: { cents: 150 } });
  });

  test('a member called __proto__ is a member like any other', () => {
    const copy = copyAttributes(JSON.parse('{"__proto__":{"polluted":true}}'), 'value');
    expect(Object.keys(copy)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });

  test('an object without prototype is a plain object', () => {
    const bare: Record<string, unknown> = Object.create(null);
    bare['a'] = 1;
    expect(copyAttributeValue(bare, 'value')).toEqual({ a: 1 });
  });

  test('the same object in two places is not a cycle', () => {
    const shared = { a: 1 };
    expect(copyAttributeValue([shared, shared], 'value')).toEqual([{ a: 1 }, { a: 1 }]);
  });

  test.each([
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['undefined in a list', undefined],
    ['NaN', Number.NaN],
    ['an infinity', Number.NEGATIVE_INFINITY],
    ['an invalid date', new Date(Number.NaN)],
    ['a class instance without toJSON', new WithoutJson()],
    ['a map', new Map()],
    ['a promise', Promise.resolve()],
    ['an instance whose toJSON gives a function', new WithFunctionAsJson()],
  ])('%s is refused by the path it is found at', (_, bad) => {
    expect(errorOf(() => copyAttributeValue({ items: [{ 'a b': [1, bad] }] }, 'attributes'))).toEqual({
      code: 'VALUE_NOT_SERIALIZABLE',
      path: 'attributes.items[0]["a b"][1]',
    });
  });

  test('a cycle is refused where it closes', () => {
    const parent: { child: { parent?: unknown } } = { child: {} };
    parent.child.parent = parent;
    expect(errorOf(() => copyAttributeValue(parent, 'value'))).toEqual({
      code: 'VALUE_NOT_SERIALIZABLE',
      path: 'value.child.parent',
    });
  });

  test('a hole in a list is refused like undefined', () => {
    const list = [1];
    list.length = 2;
    expect(errorOf(() => copyAttributeValue(list, 'value')).path).toBe('value[1]');
  });

  test('a toJSON that throws is the cause of the error', () => {
    const cause = new TypeError('no');
    expect(() => copyAttributeValue({ a: thrower(cause) }, 'value')).toThrow(
      expect.objectContaining({ code: 'VALUE_NOT_SERIALIZABLE', path: 'value.a', cause }),
    );
  });

  test('an error of Millrace thrown by toJSON is passed on as it is', () => {
    const error = new InvalidValueError('MINE', 'mine');
    expect(() => copyAttributeValue(thrower(error), 'value')).toThrow(error);
  });
});

describe('copyAttributes', () => {
  test.each([[1], ['text'], [null], [[1]], [new Date(0)]])('%s is not a set of attributes', (value) => {
    expect(errorOf(() => copyAttributes(value, 'attributes'))).toEqual({
      code: 'VALUE_NOT_SERIALIZABLE',
      path: 'attributes',
    });
  });
});

test('isAttributes tells plain objects from every other value', () => {
  expect([{}, { a: 1 }].every(isAttributes)).toBe(true);
  expect([null, undefined, 1, 'a', 1n, [], new Date(0), Uint8Array.of(1)].some(isAttributes)).toBe(false);
});

test('memberPath quotes the names that a dotted path could not hold', () => {
  expect(memberPath('a', 'b_$1')).toBe('a.b_$1');
  expect(memberPath('a', 'b.c')).toBe('a["b.c"]');
  expect(memberPath('a', '')).toBe('a[""]');
});
