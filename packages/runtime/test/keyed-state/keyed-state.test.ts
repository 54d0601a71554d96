import type { Key } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import type { KeyState } from '../../src/keyed-state/key-state.js';
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

describe('keys that are stored beside memory', () => {
  /** Keyed state with room for a few keys, over a store in which every key has had so many runs as it has. */
  function storedState(maxCachedKeys: number): {
    readonly state: KeyedState;
    readonly loaded: Key[];
    readonly change: (key: Key) => void;
  } {
    const loaded: Key[] = [];
    const load = (state: KeyState): void => {
      loaded.push(state.key);
    };
    const state = new KeyedState(forEver, { maxCachedKeys, load });
    const change = (key: Key): void => {
      const found = state.of(key);
      state.touch(found);
      state.settled(found);
    };
    return { state, loaded, change };
  }

  test('leave memory when they are not used any more, and are loaded when they come again', () => {
    const { state, loaded } = storedState(10);
    for (let key = 0; key < 1000; key++) {
      state.of(key);
    }
    expect(state.size).toBe(10);
    expect([state.peek(0), state.peek(999)?.key]).toEqual([undefined, 999]);
    state.of(0);
    expect(loaded.slice(-2)).toEqual([999, 0]);
  });

  test('stay while they are used again and again', () => {
    const { state, loaded, change } = storedState(10);
    for (let key = 0; key < 1000; key++) {
      state.of(key);
      change('hot');
      state.cut().complete();
    }
    expect(loaded.filter((key) => key === 'hot')).toHaveLength(1);
  });

  test('stay as long as they differ from the newest complete checkpoint', () => {
    const { state, change } = storedState(10);
    for (let key = 0; key < 100; key++) {
      change(key);
    }
    expect([state.size, state.isFull]).toEqual([100, true]);
    const failed = state.cut();
    failed.fail();
    for (let key = 100; key < 200; key++) {
      state.of(key);
    }
    expect(state.peek(0)?.key).toBe(0);
    expect(state.isFull).toBe(true);
    state.cut().complete();
    expect(state.isFull).toBe(false);
    for (let key = 200; key < 300; key++) {
      state.of(key);
    }
    expect(state.size).toBe(10);
  });

  test('ask for a checkpoint when a quarter of the room has changed, once until the cut', () => {
    const { state, change } = storedState(8);
    let asked = 0;
    change('before anybody listens');
    change('another one');
    state.onCrowded(() => asked++);
    expect(asked).toBe(1);
    change('a third one');
    expect(asked).toBe(1);
    const cut = state.cut();
    change('first of the next cut');
    expect(asked).toBe(1);
    change('second of the next cut');
    expect(asked).toBe(2);
    cut.complete();
  });

  test('tell when there is room again', () => {
    let told = 0;
    const state = new KeyedState(forEver, { maxCachedKeys: 1, load: () => undefined, onRoom: () => told++ });
    state.touch(state.of('key'));
    const cut = state.cut();
    expect([state.isFull, told]).toEqual([true, 0]);
    cut.complete();
    expect([state.isFull, told]).toEqual([false, 1]);
  });

  test('are not made when what is stored of them cannot be read', () => {
    const state = new KeyedState(forEver, {
      maxCachedKeys: 1,
      load: () => {
        throw new Error('damaged');
      },
    });
    expect(() => state.of('key')).toThrow('damaged');
    expect(state.peek('key')).toBeUndefined();
  });
});
