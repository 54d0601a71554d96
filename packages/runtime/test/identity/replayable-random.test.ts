import { expect, test } from 'vitest';
import { CausalId } from '../../src/identity/causal-id.js';
import { ReplayableRandom } from '../../src/identity/replayable-random.js';

const invocation = (): CausalId => CausalId.ofRun('user-42', 7).ofInvocation(3, 'summarize');

test('a replay draws the same numbers and identifiers', () => {
  const draw = (): readonly unknown[] => {
    const random = new ReplayableRandom(invocation());
    return [random.number(), random.uuid(), random.number(), random.uuid()];
  };
  expect(draw()).toEqual(draw());
});

test('what is drawn stays for ever: code that was journaled in one version is replayed in the next', () => {
  const random = new ReplayableRandom(invocation());
  expect([random.number(), random.number()]).toEqual([0.020271362969261686, 0.5727477226164854]);
  expect(random.uuid()).toBe('e1cf86cc-d7ff-4a7d-b1fc-0cb1aefa2775');
});

test('another invocation draws other numbers', () => {
  const other = new ReplayableRandom(CausalId.ofRun('user-42', 7).ofInvocation(4, 'summarize'));
  expect(other.number()).not.toBe(new ReplayableRandom(invocation()).number());
});

test('numbers are at least 0, less than 1, all different, and spread evenly', () => {
  const random = new ReplayableRandom(invocation());
  const numbers = Array.from({ length: 10_000 }, () => random.number());
  expect(numbers.filter((number) => !(number >= 0 && number < 1))).toEqual([]);
  expect(new Set(numbers).size).toBe(numbers.length);
  const perTenth = Array.from({ length: 10 }, (_, tenth) => numbers.filter((n) => Math.floor(n * 10) === tenth).length);
  expect(Math.min(...perTenth)).toBeGreaterThan(900);
  expect(Math.max(...perTenth)).toBeLessThan(1100);
});

test('identifiers have the form of a version 4 UUID and are all different', () => {
  const random = new ReplayableRandom(invocation());
  const uuids = Array.from({ length: 1000 }, () => random.uuid());
  expect(new Set(uuids).size).toBe(uuids.length);
  for (const uuid of uuids) {
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});
