import { expect, test } from 'vitest';
import { CallLimiter } from '../../src/context/call-limiter.js';

/** Acquires for each of `names` and tells which have started, as a list that grows. */
function acquireAll(limiter: CallLimiter, resource: string, names: readonly string[]): readonly string[] {
  const started: string[] = [];
  for (const name of names) {
    limiter.acquire(resource, () => started.push(name));
  }
  return started;
}

test('calls start at once while fewer than the limit run', () => {
  const limiter = new CallLimiter(2);
  expect(acquireAll(limiter, 'model', ['a', 'b'])).toEqual(['a', 'b']);
  expect([limiter.runningCount, limiter.waitingCount]).toEqual([2, 0]);
});

test('further calls wait, and start in the order in which they came as running ones end', () => {
  const limiter = new CallLimiter(2);
  const started = acquireAll(limiter, 'model', ['a', 'b', 'c', 'd']);
  expect(started).toEqual(['a', 'b']);
  expect([limiter.runningCount, limiter.waitingCount]).toEqual([2, 2]);
  limiter.release('model');
  expect(started).toEqual(['a', 'b', 'c']);
  expect([limiter.runningCount, limiter.waitingCount]).toEqual([2, 1]);
  limiter.release('model');
  limiter.release('model');
  expect(started).toEqual(['a', 'b', 'c', 'd']);
  expect([limiter.runningCount, limiter.waitingCount]).toEqual([1, 0]);
});

test('a resource that is busy does not hold up another', () => {
  const limiter = new CallLimiter(1);
  const busy = acquireAll(limiter, 'busy', ['a', 'b']);
  const free = acquireAll(limiter, 'free', ['c']);
  expect([busy, free]).toEqual([['a'], ['c']]);
  limiter.release('free');
  expect(busy).toEqual(['a']);
  limiter.release('busy');
  expect(busy).toEqual(['a', 'b']);
});

test('a call that ends as soon as it starts lets the next one in, within the same release', () => {
  const limiter = new CallLimiter(1);
  const order: string[] = [];
  limiter.acquire('model', () => order.push('first'));
  limiter.acquire('model', () => {
    order.push('second');
    limiter.release('model');
  });
  limiter.acquire('model', () => order.push('third'));
  limiter.release('model');
  expect(order).toEqual(['first', 'second', 'third']);
  expect([limiter.runningCount, limiter.waitingCount]).toEqual([1, 0]);
});

test('releasing what does not run changes nothing', () => {
  const limiter = new CallLimiter(1);
  limiter.release('model');
  expect(acquireAll(limiter, 'model', ['a', 'b'])).toEqual(['a']);
});

test('it is idle when no call runs or waits, of any resource', async () => {
  const limiter = new CallLimiter(1);
  const told: string[] = [];
  acquireAll(limiter, 'one', ['a', 'b']);
  acquireAll(limiter, 'two', ['c']);
  const idle = limiter.whenIdle().then(() => told.push('idle'));
  for (const resource of ['one', 'two', 'one']) {
    await Promise.resolve();
    expect(told).toEqual([]);
    limiter.release(resource);
  }
  await idle;
  expect(told).toEqual(['idle']);
});

test('whoever asks while it is idle is told at once, and everybody who asked is told', async () => {
  const limiter = new CallLimiter(1);
  await limiter.whenIdle();
  acquireAll(limiter, 'model', ['a']);
  const both = Promise.all([limiter.whenIdle(), limiter.whenIdle()]);
  limiter.release('model');
  expect(await both).toHaveLength(2);
});
