import type { Key } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { KeyedState } from '../../src/keyed-state/keyed-state.js';
import type { TimeToLive } from '../../src/memory/key-memory.js';
import { Run } from '../../src/task/run.js';
import { arrivedInput } from '../support/arrived-input.js';
import { errorOf } from '../support/expect-error.js';

const forEver: TimeToLive = { ttlMs: 0, refreshOnRead: false, showExpired: false };
const hundredMs: TimeToLive = { ttlMs: 100, refreshOnRead: false, showExpired: false };

describe('which keys are the same', () => {
  test('the same key has the same state, however often it comes', () => {
    const state = new KeyedState(forEver);
    expect(state.of('key')).toBe(state.of('key'));
    expect(state.size).toBe(1);
  });

  test('keys that only look the same as text have states of their own', () => {
    const state = new KeyedState(forEver);
    const keys: readonly Key[] = [1, 1n, '1', [1], ['1'], [1n], true, 'true', Uint8Array.of(1), [Uint8Array.of(1)], ''];
    expect(new Set(keys.map((key) => state.of(key))).size).toBe(keys.length);
    expect(state.size).toBe(keys.length);
  });

  test('arrays and bytes are compared by content', () => {
    const state = new KeyedState(forEver);
    expect(state.of(['a', [1]])).toBe(state.of(['a', [1]]));
    expect(state.of(Uint8Array.of(1, 2))).toBe(state.of(Uint8Array.of(1, 2)));
    expect(state.of(['a', 'b'])).not.toBe(state.of(['ab']));
  });

  test('-0 is 0, keys with separators in them are not taken apart, and NaN is refused', () => {
    const state = new KeyedState(forEver);
    expect(state.of(-0)).toBe(state.of(0));
    expect(state.of('a_b')).not.toBe(state.of('a'));
    expect(errorOf(() => state.of(Number.NaN)).code).toBe('KEY_INVALID');
  });

  test('looking for a key does not make a state for it', () => {
    const state = new KeyedState(forEver);
    expect(state.peek('key')).toBeUndefined();
    expect(state.size).toBe(0);
    expect(state.of('key')).toBe(state.peek('key'));
  });

  test('a new key starts with run 0, no pending input and an empty memory', () => {
    const { key, nextRunNumber, run, pending, memory } = new KeyedState(forEver).of(['a', 1]);
    expect([key, nextRunNumber, run, pending.length, memory.isEmpty]).toEqual([['a', 1], 0, undefined, 0, true]);
  });
});

describe('pending inputs of a key', () => {
  test('leave in the order in which they came', () => {
    const key = new KeyedState(forEver).of('key');
    const [first, second, third] = [arrivedInput(1), arrivedInput(2), arrivedInput(3)];
    expect(key.pollPending()).toBeUndefined();
    key.addPending(first);
    key.addPending(second);
    expect(key.pollPending()).toBe(first);
    key.addPending(third);
    expect(key.pending.toArray()).toEqual([second, third]);
    expect([key.pollPending(), key.pollPending(), key.pollPending()]).toEqual([second, third, undefined]);
    expect(key.pending.length).toBe(0);
  });

  test('of another key are not touched', () => {
    const state = new KeyedState(forEver);
    state.of('one').addPending(arrivedInput(1));
    expect(state.of('two').pending.length).toBe(0);
    expect(state.of('two').pollPending()).toBeUndefined();
    expect(state.of('one').pending.length).toBe(1);
  });
});

describe('sweeping', () => {
  /** Keys that each set a value at 0 ms. */
  function stateWith(count: number, timeToLive = hundredMs): KeyedState {
    const state = new KeyedState(timeToLive);
    for (let key = 0; key < count; key++) {
      state.of(key).memory.fold([{ op: 'set', path: 'a', value: key }], [], 0);
    }
    return state;
  }

  function emptyKeys(state: KeyedState, count: number): number {
    return Array.from({ length: count }, (_, key) => state.peek(key)).filter((key) => key?.memory.isEmpty).length;
  }

  test('goes on where it stopped, a few keys at a time, until it was everywhere', () => {
    const state = stateWith(10);
    const emptied = Array.from({ length: 5 }, () => {
      state.sweepSome(100);
      return emptyKeys(state, 10);
    });
    expect(emptied).toEqual([2, 4, 6, 8, 10]);
  });

  test('starts again when it was everywhere', () => {
    const state = stateWith(4);
    for (let times = 0; times < 3; times++) {
      state.sweepSome(0);
    }
    expect(emptyKeys(state, 4)).toBe(0);
    for (let times = 0; times < 3; times++) {
      state.sweepSome(100);
    }
    expect(emptyKeys(state, 4)).toBe(4);
  });

  test('reaches keys that came after it had begun', () => {
    const state = stateWith(2);
    state.sweepSome(100);
    state.of(2).memory.fold([{ op: 'set', path: 'a', value: 2 }], [], 0);
    state.sweepSome(100);
    expect(emptyKeys(state, 3)).toBe(3);
  });

  test('leaves a key alone that has a run in progress, because that sees what it saw when it began', () => {
    const state = stateWith(2);
    const busy = state.of(0);
    busy.run = new Run(busy, 0, arrivedInput(0), 0);
    state.sweepSome(100);
    expect([busy.memory.isEmpty, state.of(1).memory.isEmpty]).toEqual([false, true]);
    busy.run = undefined;
    state.sweepSome(100);
    state.sweepSome(100);
    expect(busy.memory.isEmpty).toBe(true);
  });

  test('does nothing without a time to live, and nothing when there are no keys', () => {
    const state = stateWith(2, forEver);
    state.sweepSome(1e15);
    expect(emptyKeys(state, 2)).toBe(0);
    const empty = new KeyedState(hundredMs);
    empty.sweepSome(100);
    expect(empty.size).toBe(0);
  });
});
