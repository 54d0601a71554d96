import { type Key, type KeyIdentity, keyIdentity } from '@millrace/api';
import { StateCut } from '../checkpoint/state-cut.js';
import { ownKey } from '../identity/own-key.js';
import { KeyMemory, type TimeToLive } from '../memory/key-memory.js';
import { KeyState } from './key-state.js';
import type { KeyedStateMetrics } from './keyed-state-metrics.js';

/** How many keys are looked at for expired values whenever {@link KeyedState.sweepSome} is called. */
const keysPerSweep = 2;
/** How many keys are looked at for one to evict whenever a key is added beyond the bound. */
const keysPerEviction = 32;

/** Where the state of keys is kept beside memory. */
export interface KeyedStateBackend {
  /** Fills the state of a key that is not in memory with what is stored of it. */
  readonly load: (state: KeyState) => void;
  /** How many keys are kept in memory, from 1. */
  readonly maxCachedKeys: number;
  readonly metrics?: KeyedStateMetrics | undefined;
  /** Told when {@link KeyedState.isFull} may have turned false. */
  readonly onRoom?: () => void;
}

/**
 * The state of every key of a subtask.
 *
 * Without a backend all of it is in memory. With one, memory holds the keys that were used last, and all that differ from the newest complete checkpoint; idle keys that do not are dropped when
 * there are too many, and loaded when they are needed again. Which keys differ is known by numbering cuts: a key carries the number of the cut that its last change came before.
 */
export class KeyedState {
  readonly timeToLive: TimeToLive;
  readonly #keys = new Map<KeyIdentity, KeyState>();
  readonly #backend: KeyedStateBackend | undefined;
  /** The cut to come. */
  #nextCut = 1;
  /** The newest cut that is part of a complete checkpoint. */
  #savedCut = 0;
  /** Keys that changed since the last cut, or since one whose checkpoint failed. */
  #changed: KeyState[] = [];
  /** All keys with unfinished work, and some that had some. */
  readonly #busy = new Set<KeyState>();
  /** The last cut, until it is known what became of its checkpoint. */
  #cut: StateCut | undefined;
  #sweeping: Iterator<KeyState> | undefined;
  #evicting: Iterator<KeyState> | undefined;
  #onCrowded: (() => void) | undefined;
  #hasToldCrowded = false;

  constructor(timeToLive: TimeToLive, backend?: KeyedStateBackend) {
    this.timeToLive = timeToLive;
    this.#backend = backend;
  }

  /** Number of keys in memory. */
  get size(): number {
    return this.#keys.size;
  }

  /** The state of `key`: from memory, from the backend, or new. @throws InvalidValueError `KEY_INVALID` */
  of(key: Key): KeyState {
    const identity = keyIdentity(key);
    const known = this.#keys.get(identity);
    if (known !== undefined) {
      return known;
    }
    const state = new KeyState(ownKey(key), identity, new KeyMemory(this.timeToLive));
    if (this.#backend !== undefined) {
      this.#backend.load(state);
      this.#evictSome(this.#backend);
      this.#backend.metrics?.loaded(this.#keys.size + 1);
    }
    this.#keys.set(identity, state);
    return state;
  }

  /** The state of `key` if it is in memory. */
  peek(key: Key): KeyState | undefined {
    return this.#keys.get(keyIdentity(key));
  }

  /** A key is about to change, or has to be part of the next checkpoint. Its work is unfinished until {@link settled} says otherwise. */
  touch(state: KeyState): void {
    if (this.#backend !== undefined) {
      state.wasUsed = true;
      this.#busy.add(state);
      this.#willChange(state);
    }
  }

  /** A key may have no unfinished work any more. */
  settled(state: KeyState): void {
    if (state.isIdle) {
      this.#busy.delete(state);
    }
  }

  /** Puts the changes since the last complete checkpoint into another one. The cut before it has ended. */
  cut(): StateCut {
    const number = this.#nextCut++;
    const changed = this.#changed;
    for (const state of this.#busy) {
      this.settled(state);
    }
    this.#changed = [];
    this.#hasToldCrowded = false;
    this.#cut = new StateCut({
      number,
      savedNumber: this.#savedCut,
      changed,
      busy: [...this.#busy],
      onEnd: (isComplete) => {
        this.#cut = undefined;
        if (isComplete) {
          this.#savedCut = number;
          this.#backend?.onRoom?.();
        } else {
          this.#changed = changed.concat(this.#changed);
        }
      },
    });
    return this.#cut;
  }

  /** Whether as many keys differ from the newest complete checkpoint as memory may hold: no further key should change before the next one is complete. */
  get isFull(): boolean {
    return this.#backend !== undefined && this.#unsavedCount >= this.#backend.maxCachedKeys;
  }

  /** `listener` is told when a quarter of the keys that memory may hold have changed since the last cut: it is time for the next one, so that small parts are written while there is room. */
  onCrowded(listener: () => void): void {
    this.#onCrowded = listener;
    this.#tellCrowded();
  }

  /**
   * Removes what has expired from the next few idle keys in memory, going round all of them: called once per run, it lets the memory of keys that never come back go, at a constant price per run.
   */
  sweepSome(nowMs: number): void {
    if (this.timeToLive.ttlMs === 0) {
      return;
    }
    this.#sweeping ??= this.#keys.values();
    for (let looked = 0; looked < keysPerSweep; looked++) {
      const next = this.#sweeping.next();
      if (next.done === true) {
        this.#sweeping = undefined;
        return;
      }
      this.#sweep(next.value, nowMs);
    }
  }

  /** Removes what has expired from a key if it is in memory. @returns whether it is. */
  sweepCached(key: Key, nowMs: number): boolean {
    const state = this.peek(key);
    if (state !== undefined) {
      this.#sweep(state, nowMs);
    }
    return state !== undefined;
  }

  #sweep(state: KeyState, nowMs: number): void {
    // A recorded run begins at the time it began before, and has to find what was there then.
    if (state.run === undefined && state.recorded.length === 0 && state.memory.hasExpired(nowMs)) {
      if (this.#backend !== undefined) {
        this.#willChange(state);
      }
      state.memory.sweep(nowMs);
    }
  }

  get #unsavedCount(): number {
    return this.#changed.length + (this.#cut?.changed.length ?? 0);
  }

  #willChange(state: KeyState): void {
    if (state.changedIn === this.#nextCut) {
      return;
    }
    this.#cut?.capture(state);
    state.changedIn = this.#nextCut;
    this.#changed.push(state);
    this.#tellCrowded();
  }

  #tellCrowded(): void {
    const { maxCachedKeys = Number.POSITIVE_INFINITY } = this.#backend ?? {};
    if (!this.#hasToldCrowded && this.#onCrowded !== undefined && this.#changed.length >= maxCachedKeys / 4) {
      this.#hasToldCrowded = true;
      this.#onCrowded();
    }
  }

  /** Drops idle keys that are stored as they are and were not used since they were looked at before; looks at a few keys only, so it may find none this time. */
  #evictSome({ maxCachedKeys, metrics }: KeyedStateBackend): void {
    for (let looked = 0; looked < keysPerEviction && this.#keys.size >= maxCachedKeys; looked++) {
      this.#evicting ??= this.#keys.values();
      const next = this.#evicting.next();
      if (next.done === true) {
        this.#evicting = undefined;
      } else if (next.value.wasUsed) {
        next.value.wasUsed = false;
      } else if (next.value.isIdle && next.value.changedIn <= this.#savedCut) {
        this.#keys.delete(next.value.identity);
        metrics?.evicted();
      }
    }
  }
}
