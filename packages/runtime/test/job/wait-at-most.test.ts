import { expect, test } from 'vitest';
import { waitAtMost } from '../../src/job/wait-at-most.js';
import { ManualClock } from '../../src/testing/manual-clock.js';

const never = new Promise<void>(() => {});

test('waiting ends with what is awaited, and leaves no timer behind', async () => {
  const clock = new ManualClock();
  await waitAtMost(Promise.resolve(), 1000, clock);
  expect(clock.timerCount).toBe(0);
});

test('waiting ends when the time is over, and not before', async () => {
  const clock = new ManualClock();
  const told: string[] = [];
  const waiting = waitAtMost(never, 1000, clock).then(() => told.push('over'));
  clock.advance(999);
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual([]);
  clock.advance(1);
  await waiting;
  expect([told, clock.timerCount]).toEqual([['over'], 0]);
});

test('when what is awaited fails, so does waiting', async () => {
  const failing = Promise.reject(new Error('failed'));
  await expect(waitAtMost(failing, 1000, new ManualClock())).rejects.toThrow('failed');
});

test('no time at all is time enough for what is there already', async () => {
  const clock = new ManualClock();
  const waiting = waitAtMost(never, 0, clock);
  clock.advance(0);
  await waiting;
  expect(clock.timerCount).toBe(0);
});
