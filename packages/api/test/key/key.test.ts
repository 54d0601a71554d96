import { describe, expect, test } from 'vitest';
import { encodeKey, formatKey, type Key, keyIdentity } from '../../src/key/key.js';
import { errorOf } from '../support/expect-error.js';

function hex(key: Key): string {
  return Buffer.from(encodeKey(key)).toString('hex');
}

describe('encodeKey', () => {
  test('the number 1, the bigint 1 and the text "1" are three keys', () => {
    expect(new Set([hex(1), hex(1n), hex('1')]).size).toBe(3);
  });

  test('-0 is 0', () => {
    expect(hex(-0)).toBe(hex(0));
  });

  test('the bytes of a key never change, because stores keep them', () => {
    expect(hex(false)).toBe('00');
    expect(hex(true)).toBe('01');
    expect(hex(1)).toBe('023ff0000000000000');
    expect(hex(-12n)).toBe('03000000032d3132');
    expect(hex('é')).toBe('0400000002c3a9');
    expect(hex('\ud800')).toBe('050000000200d8');
    expect(hex(Uint8Array.of(7, 8))).toBe('06000000020708');
    expect(hex(['a', true])).toBe('0700000002' + '040000000161' + '01');
  });

  test('elements of an array cannot run into one another', () => {
    expect(hex(['ab', 'c'])).not.toBe(hex(['a', 'bc']));
    expect(hex([['a'], 'b'])).not.toBe(hex([['a', 'b']]));
    expect(hex(['a_b'])).not.toBe(hex(['a', 'b']));
  });

  test('lone surrogates are kept apart from each other and from the replacement character', () => {
    expect(new Set([hex('\ud800'), hex('\udc00'), hex('\ufffd')]).size).toBe(3);
  });

  test('a pair of surrogates is one character and is written as UTF-8', () => {
    expect(hex('😀')).toBe('0400000004f09f9880');
  });

  test('NaN is refused wherever it is, and the error names the element', () => {
    expect(errorOf(() => encodeKey(Number.NaN))).toEqual({ code: 'KEY_INVALID', path: 'key' });
    expect(errorOf(() => encodeKey(['a', [Number.NaN]]))).toEqual({ code: 'KEY_INVALID', path: 'key[1][0]' });
  });

  test.each([null, undefined, {}, new Date(0), () => 1])('%s is not a key', (value) => {
    expect(errorOf(() => encodeKey(value as never)).code).toBe('KEY_INVALID');
  });
});

describe('keyIdentity', () => {
  test('a scalar is its own identity', () => {
    expect(keyIdentity('a')).toBe('a');
    expect(keyIdentity(1)).toBe(1);
    expect(keyIdentity(1n)).toBe(1n);
    expect(keyIdentity(false)).toBe(false);
  });

  test('arrays and bytes of equal content are the same key in a map', () => {
    const map = new Map([[keyIdentity(['a', Uint8Array.of(1)]), 'found']]);
    expect(map.get(keyIdentity(['a', Uint8Array.of(1)]))).toBe('found');
  });

  test('no text can take the identity of a composite key', () => {
    const identity = keyIdentity(['a']);
    expect(keyIdentity(String(identity))).not.toBe(identity);
  });

  test('NaN has no identity', () => {
    expect(errorOf(() => keyIdentity(Number.NaN)).code).toBe('KEY_INVALID');
  });
});

describe('formatKey', () => {
  test('people can tell the types apart', () => {
    expect([1, 1n, '1', true, Uint8Array.of(1, 255), ['a', [2n]]].map(formatKey)).toEqual([
      '1',
      '1n',
      '"1"',
      'true',
      '0x01ff',
      '["a", [2n]]',
    ]);
  });
});
