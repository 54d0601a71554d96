import { deepStrictEqual, equal } from 'node:assert/strict';
import { encodeKey } from '@millrace/api';
import type { StateCut } from '../../src/checkpoint/state-cut.js';
import { decodeKeySnapshot, type KeySnapshot } from '../../src/keyed-state/key-snapshot.js';
import type { KeyState } from '../../src/keyed-state/key-state.js';
import { KeyedState } from '../../src/keyed-state/keyed-state.js';
import type { MemorySnapshotEntry } from '../../src/memory/key-memory.js';
import { Run } from '../../src/task/run.js';
import { arrivedInput } from './arrived-input.js';

const ttlMs = 20;

/** What happens to a {@link StoredKeyedState}. */
export type KeyedStateStep =
  /** A run of a key that sets a value, from its first event to its end. */
  | { readonly do: 'run'; readonly key: number; readonly value: number }
  | { readonly do: 'begin'; readonly key: number }
  | { readonly do: 'end'; readonly key: number; readonly value: number }
  /** Something of an unfinished run that the keyed state is not told. */
  | { readonly do: 'call'; readonly key: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'sweep'; readonly key: number }
  | { readonly do: 'cut' }
  | { readonly do: 'write'; readonly count: number }
  | { readonly do: 'complete' }
  | { readonly do: 'fail' };

/** What is true of a key, wherever it is kept. */
interface Truth {
  readonly nextRunNumber: number;
  readonly isOpen: boolean;
  /** Of the unfinished run. */
  readonly calls: number;
  /** By path: the value and when it was set. */
  readonly values: ReadonlyMap<string, readonly [value: number, setAtMs: number]>;
}

/** A cut whose checkpoint is being written. */
interface Begun {
  readonly cut: StateCut;
  readonly truth: ReadonlyMap<number, Truth>;
  readonly atMs: number;
  readonly changes: Iterator<readonly [Uint8Array, Uint8Array]>;
  readonly written: Map<string, Uint8Array>;
}

const nothing: Truth = { nextRunNumber: 0, isOpen: false, calls: 0, values: new Map() };

/** A keyed state with a store behind it, driven step by step, and beside it what is true. */
export class StoredKeyedState {
  readonly state: KeyedState;
  readonly #stored = new Map<string, Uint8Array>();
  readonly #truth = new Map<number, Truth>();
  #nowMs = 0;
  #cut: Begun | undefined;

  constructor(maxCachedKeys: number) {
    this.state = new KeyedState(
      { ttlMs, refreshOnRead: false, showExpired: false },
      {
        maxCachedKeys,
        load: (state) => {
          const key = encodeKey(state.key);
          const bytes = this.#stored.get(textOf(key));
          if (bytes !== undefined) {
            const { nextRunNumber, memory } = decodeKeySnapshot(key, bytes);
            state.nextRunNumber = nextRunNumber;
            state.memory.restore(memory);
          }
        },
      },
    );
  }

  take(step: KeyedStateStep): void {
    switch (step.do) {
      case 'run':
        this.#begin(step.key);
        this.#end(step.key, step.value);
        break;
      case 'begin':
        this.#begin(step.key);
        break;
      case 'end':
        this.#end(step.key, step.value);
        break;
      case 'call':
        this.#call(step.key);
        break;
      case 'wait':
        this.#nowMs += step.ms;
        break;
      case 'sweep':
        this.state.sweepSome(this.#nowMs);
        this.state.sweepCached(step.key, this.#nowMs);
        break;
      case 'cut':
        this.#cut ??= this.#begun(this.state.cut());
        break;
      case 'write':
        this.#write(step.count);
        break;
      case 'complete':
        this.#complete();
        break;
      case 'fail':
        this.#cut?.cut.fail();
        this.#cut = undefined;
    }
  }

  /** Every key is as it should be, in memory or in the store. */
  check(): void {
    for (const [key, truth] of this.#truth) {
      const found = this.state.of(key);
      deepStrictEqual([found.nextRunNumber, found.run !== undefined], [truth.nextRunNumber, truth.isOpen]);
      deepStrictEqual(visible(found.memory.snapshot(), this.#nowMs), visibleOf(truth, this.#nowMs));
    }
  }

  #begin(key: number): void {
    const truth = this.#truth.get(key) ?? nothing;
    const state = this.#checked(key, truth);
    if (!truth.isOpen) {
      this.state.touch(state);
      state.run = new Run(state, state.nextRunNumber++, arrivedInput(key), this.#nowMs);
      this.#truth.set(key, { ...truth, isOpen: true, nextRunNumber: truth.nextRunNumber + 1 });
    }
  }

  #call(key: number): void {
    const truth = this.#truth.get(key);
    if (truth?.isOpen === true) {
      this.state.of(key).run?.addSucceededCall('call');
      this.#truth.set(key, { ...truth, calls: truth.calls + 1 });
    }
  }

  #end(key: number, value: number): void {
    const truth = this.#truth.get(key) ?? nothing;
    if (truth.isOpen) {
      const state = this.#checked(key, truth);
      const path = `v${value % 3}`;
      this.state.touch(state);
      state.memory.fold([{ op: 'set', path, value }], [], this.#nowMs);
      state.run = undefined;
      this.state.settled(state);
      this.#truth.set(key, {
        ...truth,
        isOpen: false,
        calls: 0,
        values: new Map([...truth.values, [path, [value, this.#nowMs] as const]]),
      });
    }
  }

  #checked(key: number, truth: Truth): KeyState {
    const state = this.state.of(key);
    equal(state.nextRunNumber, truth.nextRunNumber);
    deepStrictEqual(visible(state.memory.snapshot(), this.#nowMs), visibleOf(truth, this.#nowMs));
    return state;
  }

  #begun(cut: StateCut): Begun {
    const truth = new Map(this.#truth);
    return { cut, truth, atMs: this.#nowMs, changes: cut.changedKeys(), written: new Map() };
  }

  /** @returns whether all changes are written. */
  #write(count: number): boolean {
    for (let written = 0; this.#cut !== undefined && written < count; written++) {
      const next = this.#cut.changes.next();
      if (next.done === true) {
        return true;
      }
      const [key, state] = next.value;
      equal(this.#cut.written.has(textOf(key)), false);
      this.#cut.written.set(textOf(key), state);
    }
    return false;
  }

  #complete(): void {
    const { cut, truth, atMs, written } = this.#cut ?? {};
    if (cut === undefined || truth === undefined || atMs === undefined || written === undefined) {
      return;
    }
    while (!this.#write(10));
    for (const [key, state] of written) {
      this.#stored.set(key, state);
    }
    cut.complete();
    this.#cut = undefined;
    const busy = [...truth].filter(([, { isOpen }]) => isOpen).map(([key]) => textOf(encodeKey(key)));
    deepStrictEqual(cut.busyKeys.map(textOf).sort(), busy.sort());
    for (const [key, atCut] of truth) {
      const encoded = encodeKey(key);
      const stored = this.#stored.get(textOf(encoded));
      const found: Partial<KeySnapshot> = stored === undefined ? {} : decodeKeySnapshot(encoded, stored);
      equal(found.nextRunNumber, atCut.nextRunNumber);
      equal(found.run?.succeededCalls.length, atCut.isOpen ? atCut.calls : undefined);
      deepStrictEqual(visible(found.memory ?? [], atMs), visibleOf(atCut, atMs));
    }
  }
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key).toString('latin1');
}

function visible(memory: readonly MemorySnapshotEntry[], nowMs: number): readonly string[] {
  return memory
    .filter(({ refreshedAt = 0 }) => refreshedAt + ttlMs > nowMs)
    .map(({ path, value }) => `${path}=${value}`)
    .sort();
}

function visibleOf({ values }: Truth, nowMs: number): readonly string[] {
  return [...values]
    .filter(([, [, setAtMs]]) => setAtMs + ttlMs > nowMs)
    .map(([path, [value]]) => `${path}=${value}`)
    .sort();
}
