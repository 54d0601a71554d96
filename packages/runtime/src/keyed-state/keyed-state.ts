import { type Key, type KeyIdentity, keyIdentity } from '@millrace/api';
import { ownKey } from '../identity/own-key.js';
import { KeyMemory, type TimeToLive } from '../memory/key-memory.js';
import { KeyState } from './key-state.js';

/** How many keys are looked at for expired values whenever {@link KeyedState.sweepSome} is called. */
const keysPerSweep = 2;

/** The state of every key of a subtask, in memory. */
export class KeyedState {
  readonly #keys = new Map<KeyIdentity, KeyState>();
  readonly #timeToLive: TimeToLive;
  readonly #load: ((state: KeyState) => void) | undefined;
  /** Keys whose state may differ from the last checkpoint. */
  #touched = new Set<KeyState>();
  #sweeping: Iterator<KeyState> | undefined;

  /** @param load fills the state of a key that is seen for the first time in this process with what is known of it. */
  constructor(timeToLive: TimeToLive, load?: (state: KeyState) => void) {
    this.#timeToLive = timeToLive;
    this.#load = load;
  }

  /** Notes that the state of a key changes. */
  touch(state: KeyState): void {
    this.#touched.add(state);
  }

  /** The keys that changed since the last call; those with a run in progress keep changing and are noted again. */
  takeTouched(): ReadonlySet<KeyState> {
    const touched = this.#touched;
    this.#touched = new Set([...touched].filter((state) => state.run !== undefined));
    return touched;
  }

  /** Number of keys ever seen. */
  get size(): number {
    return this.#keys.size;
  }

  /** The state of `key`, made when it is seen for the first time. @throws InvalidValueError `KEY_INVALID` */
  of(key: Key): KeyState {
    const identity = keyIdentity(key);
    let state = this.#keys.get(identity);
    if (state === undefined) {
      state = new KeyState(ownKey(key), identity, new KeyMemory(this.#timeToLive));
      this.#keys.set(identity, state);
      this.#load?.(state);
    }
    return state;
  }

  /** The state of `key` if it was seen before. */
  peek(key: Key): KeyState | undefined {
    return this.#keys.get(keyIdentity(key));
  }

  /**
   * Removes what has expired from the next few idle keys, going round all keys: called once per run, it lets the memory of keys that never come back go, at a constant price per run.
   */
  sweepSome(nowMs: number): void {
    if (this.#timeToLive.ttlMs === 0) {
      return;
    }
    this.#sweeping ??= this.#keys.values();
    for (let looked = 0; looked < keysPerSweep; looked++) {
      const next = this.#sweeping.next();
      if (next.done === true) {
        this.#sweeping = undefined;
        return;
      }
      // A recorded run begins at the time it began before, and has to find what was there then.
      if (next.value.run === undefined && next.value.recorded.length === 0) {
        next.value.memory.sweep(nowMs);
      }
    }
  }
}
