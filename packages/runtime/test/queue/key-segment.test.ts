import { expect, test } from 'vitest';
import { KeySegment } from '../../src/queue/key-segment.js';

test('a key that was added is active, and the segment is not empty', () => {
  const segment = new KeySegment<string>();
  segment.increment('key');
  expect(segment.hasActiveKey('key')).toBe(true);
  expect(segment.isEmpty()).toBe(false);
  expect(segment.count('key')).toBe(1);
});

test('every addition of a key counts', () => {
  const segment = new KeySegment<string>();
  segment.increment('key');
  segment.increment('key');
  segment.increment('key');
  expect(segment.count('key')).toBe(3);
});

test('a key that was added once and removed once is not active, and the segment is empty', () => {
  const segment = new KeySegment<string>();
  segment.increment('key');
  segment.decrement('key');
  expect(segment.hasActiveKey('key')).toBe(false);
  expect(segment.isEmpty()).toBe(true);
  expect(segment.count('key')).toBe(0);
});

test('a key stays active until it was removed as often as it was added', () => {
  const segment = new KeySegment<string>();
  segment.increment('key');
  segment.increment('key');
  segment.increment('key');
  segment.decrement('key');
  segment.decrement('key');
  expect(segment.count('key')).toBe(1);
  expect(segment.isEmpty()).toBe(false);
  segment.decrement('key');
  expect(segment.count('key')).toBe(0);
  expect(segment.isEmpty()).toBe(true);
});

test('a key is not active before it was added', () => {
  const segment = new KeySegment<string>();
  expect(segment.hasActiveKey('key')).toBe(false);
  segment.increment('key');
  expect(segment.hasActiveKey('key')).toBe(true);
  expect(segment.hasActiveKey('other')).toBe(false);
});

test('a segment is empty, then is not, then is again', () => {
  const segment = new KeySegment<string>();
  expect(segment.isEmpty()).toBe(true);
  segment.increment('key');
  expect(segment.isEmpty()).toBe(false);
  segment.decrement('key');
  expect(segment.isEmpty()).toBe(true);
});

test('keys are counted apart, and the segment is empty only when all are gone', () => {
  const segment = new KeySegment<string>();
  segment.increment('one');
  segment.increment('two');
  segment.increment('two');
  segment.decrement('one');
  expect(segment.hasActiveKey('one')).toBe(false);
  expect(segment.count('two')).toBe(2);
  expect(segment.isEmpty()).toBe(false);
  segment.decrement('two');
  segment.decrement('two');
  expect(segment.isEmpty()).toBe(true);
});

test('removing a key that is not there changes nothing', () => {
  const segment = new KeySegment<string>();
  segment.decrement('key');
  expect(segment.isEmpty()).toBe(true);
  segment.increment('key');
  expect(segment.count('key')).toBe(1);
});

test('keys of different types with the same text are different keys', () => {
  const segment = new KeySegment<string | number | bigint>();
  segment.increment(1);
  segment.increment('1');
  segment.decrement(1n);
  expect([segment.count(1), segment.count('1'), segment.count(1n)]).toEqual([1, 1, 0]);
});
