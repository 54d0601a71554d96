import { describe, expect, test } from 'vitest';
import { CausalId, idempotencyKey, inputEventId, sentEventId } from '../../src/identity/causal-id.js';

const input = { sourceId: 'orders.jsonl', position: 1234 };

/** Ids are written to journals and handed to other services: these values may never change. */
describe('ids that stay for ever', () => {
  const run = CausalId.ofRun('user-42', 7);
  const summarize = run.ofInvocation(3, 'summarize');

  test('of a run', () => {
    expect(run.toString()).toBe('a0f87ce2d8b07f0f275b400a45dbf09d');
    expect(CausalId.ofRun(1, 0).toString()).toBe('7036f2781604181df911d0803676ebff');
  });

  test('of an invocation, and of one that it caused', () => {
    expect(summarize.toString()).toBe('8780458520f48c170605424079f45077');
    expect(summarize.ofInvocation(0, 'answer').toString()).toBe('f45dd6146540982b7b41dbdcd5149dc9');
  });

  test('of an input event', () => {
    expect(inputEventId('job', input.sourceId, input.position)).toBe('ecd171e7-8312-4c7e-a8ae-cc0fb944f7b9');
  });

  test('of an event that was sent', () => {
    expect(sentEventId(summarize, 0)).toBe('87804585-20f4-4c17-8605-424079f45077');
    expect(sentEventId(summarize, 1)).toBe('87804585-20f4-4c17-8605-424079f45076');
  });

  test('of a durable call, for the service that is called', () => {
    expect(idempotencyKey('job', input, summarize, 2)).toBe(
      '7140454ede3c15c10d256dcb1081af2e2bd67fd68ea631a4621381dfc5b0052c',
    );
  });
});

test('an id is 16 bytes, written as 32 hexadecimal digits', () => {
  const id = CausalId.ofRun('key', 0).ofInvocation(0, 'action');
  expect(id.bytes).toHaveLength(16);
  expect(id.toString()).toBe(id.bytes.toString('hex'));
});

test('keys of different types with the same text have runs of different ids', () => {
  const ids = [1, 1n, '1', true, 'true', [1], ['1'], [[1]], Uint8Array.of(1)].map((key) =>
    CausalId.ofRun(key, 0).toString(),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test('-0 and 0 are one key, whose runs have one id', () => {
  expect(CausalId.ofRun(-0, 0).toString()).toBe(CausalId.ofRun(0, 0).toString());
});

test('one event that triggers two actions causes two invocations, two equal events of one action as well', () => {
  const cause = CausalId.ofRun('key', 0);
  const ids = [
    cause.ofInvocation(0, 'one'),
    cause.ofInvocation(0, 'two'),
    cause.ofInvocation(1, 'one'),
    cause.ofInvocation(1, 'two'),
  ].map(String);
  expect(new Set(ids).size).toBe(4);
});

test('an invocation gives each event it sends an id of its own, in the form of a version 4 UUID', () => {
  const run = CausalId.ofRun('key', 0);
  const invocations = [run, run.ofInvocation(0, 'one'), run.ofInvocation(0, 'two'), run.ofInvocation(1, 'one')];
  const ids = invocations.flatMap((invocation) =>
    Array.from({ length: 1000 }, (_, emissionIndex) => sentEventId(invocation, emissionIndex)),
  );
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

test('where a name ends and a number begins makes a difference', () => {
  const cause = CausalId.ofRun('key', 0);
  expect(cause.ofInvocation(1, '1a').toString()).not.toBe(cause.ofInvocation(11, 'a').toString());
  expect(inputEventId('a', 'bc', 1)).not.toBe(inputEventId('ab', 'c', 1));
  expect(inputEventId('a', 'b', 11)).not.toBe(inputEventId('a', 'b1', 1));
});

test('every part of where a durable call is makes its idempotency key another one', () => {
  const invocation = CausalId.ofRun('key', 0).ofInvocation(0, 'action');
  const other = CausalId.ofRun('key', 1).ofInvocation(0, 'action');
  const keys = [
    idempotencyKey('job', input, invocation, 0),
    idempotencyKey('job', input, invocation, 1),
    idempotencyKey('job', input, other, 0),
    idempotencyKey('job', { ...input, position: 1235 }, invocation, 0),
    idempotencyKey('job', { ...input, sourceId: 'other' }, invocation, 0),
    idempotencyKey('other', input, invocation, 0),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  for (const key of keys) {
    expect(key).toMatch(/^[0-9a-f]{64}$/);
  }
});
