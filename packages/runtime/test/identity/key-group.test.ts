import { encodeKey } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { defaultMaxParallelism, keyGroupOf, murmur3 } from '../../src/identity/key-group.js';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

describe('the hash agrees with published values of MurmurHash3_x86_32', () => {
  test.each([
    [Uint8Array.of(), 0, 0],
    [Uint8Array.of(), 1, 0x514e28b7],
    [Uint8Array.of(), 0xffffffff, 0x81f16f39],
    [Uint8Array.of(0xff, 0xff, 0xff, 0xff), 0, 0x76293b50],
    [Uint8Array.of(0x21, 0x43, 0x65, 0x87), 0, 0xf55b516b],
    [Uint8Array.of(0x21, 0x43, 0x65, 0x87), 0x5082edee, 0x2362f9de],
    [Uint8Array.of(0x21, 0x43, 0x65), 0, 0x7e4a8634],
    [Uint8Array.of(0x21, 0x43), 0, 0xa0f7b07a],
    [Uint8Array.of(0x21), 0, 0x72661cf4],
    [Uint8Array.of(0, 0, 0, 0), 0, 0x2362f9de],
    [Uint8Array.of(0, 0, 0), 0, 0x85f0b427],
    [Uint8Array.of(0, 0), 0, 0x30f4c306],
    [Uint8Array.of(0), 0, 0x514e28b7],
    [text('aaaa'), 0x9747b28c, 0x5a97808a],
    [text('Hello, world!'), 0x9747b28c, 0x24884cba],
    [text('The quick brown fox jumps over the lazy dog'), 0x9747b28c, 0x2fa826cd],
  ])('%j with seed %d', (bytes, seed, expected) => {
    expect(murmur3(bytes, seed)).toBe(expected);
  });
});

test('the key group of a key never changes, because stored state is arranged by it', () => {
  const groups = ['ada', 1, '1', 1n, true, Uint8Array.of(1), ['ada', 1]].map((key) => keyGroupOf(encodeKey(key)));
  expect(groups).toEqual([84, 71, 17, 45, 43, 12, 91]);
});

test('keys spread evenly over the groups', () => {
  const keysPerGroup = 200;
  const sizes = Array.from({ length: defaultMaxParallelism }, () => 0);
  for (let number = 0; number < defaultMaxParallelism * keysPerGroup; number++) {
    const group = keyGroupOf(encodeKey(`customer-${number}`));
    sizes[group] = (sizes[group] ?? 0) + 1;
  }
  expect(Math.min(...sizes)).toBeGreaterThan(keysPerGroup / 2);
  expect(Math.max(...sizes)).toBeLessThan(keysPerGroup * 2);
});

test('a number of groups of one’s own is kept to', () => {
  const groups = new Set(Array.from({ length: 1000 }, (_, number) => keyGroupOf(encodeKey(number), 3)));
  expect([...groups].sort((one, other) => one - other)).toEqual([0, 1, 2]);
});
