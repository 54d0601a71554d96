import { expect, test } from 'vitest';
import { digest, digestHex, uuidFrom } from '../../src/identity/digest.js';

const version4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('a digest is SHA-256 of its parts with their lengths', () => {
  expect(digest().toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(digest('a', Uint8Array.of(0, 255), 12).toString('hex')).toBe(
    '2c51cd0a8ff9832654a0ad2c33ede3b3a1f7791638919f19ff0f9087a73fa6ee',
  );
});

test('moving bytes from one part to the next gives another digest', () => {
  const digests = [digest('ab', 'c'), digest('a', 'bc'), digest('abc'), digest('abc', ''), digest('', 'abc')];
  expect(new Set(digests.map((each) => each.toString('hex'))).size).toBe(digests.length);
});

test('text is hashed as UTF-8, its length counted in bytes', () => {
  expect(digest('ä\u{1f600}')).toEqual(digest(new TextEncoder().encode('ä\u{1f600}')));
});

test('long parts are hashed as short ones are, and digits of bytes as the bytes', () => {
  const long = `${'x'.repeat(10_000)}\u00e4`;
  expect(digest(long, 1)).toEqual(digest(new TextEncoder().encode(long), '1'));
  expect(digestHex({ hex: '00ff80' }, 'a')).toBe(digest(Uint8Array.of(0, 255, 128), 'a').toString('hex'));
});

test.each([0, 255, 0b10101010])('16 bytes of %d give an identifier in the form of a version 4 UUID', (byte) => {
  expect(uuidFrom(new Uint8Array(16).fill(byte))).toMatch(version4);
});

test('an identifier keeps the bytes it is made of, but for version and variant, and leaves them as they were', () => {
  const bytes = Uint8Array.from({ length: 20 }, (_, index) => index);
  expect(uuidFrom(bytes)).toBe('00010203-0405-4607-8809-0a0b0c0d0e0f');
  expect(bytes[6]).toBe(6);
});
