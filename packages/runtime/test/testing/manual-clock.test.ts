import { expect, test } from 'vitest';
import { ManualClock } from '../../src/testing/index.js';

test('stands still until it is told to go on', () => {
  const clock = new ManualClock(1000);
  expect(clock.now()).toBe(1000);
  clock.advance(0);
  expect(clock.now()).toBe(1000);
  clock.advance(250);
  expect(clock.now()).toBe(1250);
  expect(new ManualClock().now()).toBe(0);
});

test('timers fire in the order in which they are due, each at its own time, equal ones in the order they were set', () => {
  const clock = new ManualClock();
  const fired: string[] = [];
  const set = (name: string, delayMs: number): void => {
    clock.setTimer(delayMs, () => fired.push(`${name} at ${clock.now()}`));
  };
  set('late', 30);
  set('first', 10);
  set('second', 10);
  set('never', 41);
  clock.advance(40);
  expect(fired).toEqual(['first at 10', 'second at 10', 'late at 30']);
  expect(clock.now()).toBe(40);
  expect(clock.timerCount).toBe(1);
});

test('a timer fires once, and not before its time', () => {
  const clock = new ManualClock();
  let fired = 0;
  clock.setTimer(10, () => fired++);
  clock.advance(9);
  expect(fired).toBe(0);
  clock.advance(1);
  clock.advance(100);
  expect(fired).toBe(1);
});

test('a timer that is cancelled does not fire, also when it is cancelled by another one or again', () => {
  const clock = new ManualClock();
  const fired: string[] = [];
  const cancelled = clock.setTimer(20, () => fired.push('cancelled'));
  clock.setTimer(10, () => {
    fired.push('cancelling');
    cancelled.cancel();
  });
  clock.advance(100);
  cancelled.cancel();
  expect(fired).toEqual(['cancelling']);
  expect(clock.timerCount).toBe(0);
});

test('a timer that is set by another one fires in the same advance if it is due', () => {
  const clock = new ManualClock();
  const fired: number[] = [];
  const again = (): void => {
    fired.push(clock.now());
    clock.setTimer(10, again);
  };
  again();
  clock.advance(35);
  expect(fired).toEqual([0, 10, 20, 30]);
  expect(clock.now()).toBe(35);
});

test('a timer without delay, or with one that lies in the past, is due at once', () => {
  const clock = new ManualClock(5);
  const fired: number[] = [];
  for (const delayMs of [0, -10]) {
    clock.setTimer(delayMs, () => fired.push(clock.now()));
  }
  expect(fired).toEqual([]);
  clock.advance(0);
  expect(fired).toEqual([5, 5]);
});
