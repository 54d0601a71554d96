import type { MemoryOperation } from '@millrace/api';
import { textToValue, valueToText } from '../action-state/value-text.js';
import { MemoryStore } from './memory-store.js';
import {
  applyMemoryOperation,
  fieldPath,
  type MemoryItem,
  type MemoryView,
  nestedObject,
  parentPath,
} from './memory-tree.js';

/** When values of the short-term memory expire. */
export interface TimeToLive {
  /** How long a value lives after it was last refreshed, in milliseconds; 0: for ever. */
  readonly ttlMs: number;
  /** Whether reading a value refreshes it, as writing does. */
  readonly refreshOnRead: boolean;
  /** Whether expired values that were not removed yet may still be read. */
  readonly showExpired: boolean;
}

/** One item of a key's memory: a value as JSON text, or an object. */
export interface MemorySnapshotEntry {
  readonly path: string;
  readonly value: string | undefined;
  readonly refreshedAt: number | undefined;
}

/**
 * The short-term memory of one key, with its time to live.
 *
 * Whether a value has expired is decided once per run, against the time recorded when the run began, and stays decided until the run ends: a replay that happens
 * later sees the same values. Removal happens when a run ends, or when the key is swept.
 *
 * An object is as new as the newest thing that was written into it (or read from it, where reading refreshes): it never expires before a value in it, and does not stay behind without one.
 */
export class KeyMemory extends MemoryStore {
  readonly #timeToLive: TimeToLive;
  /** Only with a time to live: when each value and each object was last refreshed. No item is newer than the object it is in. */
  #refreshedAt: Map<string, number> | undefined;

  constructor(timeToLive: TimeToLive) {
    super();
    this.#timeToLive = timeToLive;
  }

  /** The memory as a run that began at `timeMs` sees it. Stays valid until the next {@link fold} or {@link sweep}. */
  viewAt(timeMs: number): MemoryView {
    if (this.#timeToLive.ttlMs === 0 || this.#timeToLive.showExpired) {
      return this;
    }
    const lookup = (path: string): MemoryItem => (this.#hasExpired(path, timeMs) ? undefined : this.lookup(path));
    return {
      lookup,
      names: (path) => this.names(path).filter((name) => lookup(fieldPath(path, name)) !== undefined),
    };
  }

  /** Ends a run that began at `timeMs`: removes what had expired by then and applies what the run committed. */
  fold(operations: readonly MemoryOperation[], readPaths: Iterable<string>, timeMs: number): void {
    this.sweep(timeMs);
    for (const operation of operations) {
      applyMemoryOperation(this, operation);
      if (operation.op !== 'delete') {
        this.#refresh(operation.path, timeMs);
      }
    }
    if (this.#timeToLive.refreshOnRead) {
      for (const path of readPaths) {
        this.#refresh(path, timeMs);
      }
    }
  }

  /** Everything in it, parents before children. */
  snapshot(): readonly MemorySnapshotEntry[] {
    return this.entries().map(([path, item]) => ({
      path,
      value: item === nestedObject ? undefined : valueToText(item),
      refreshedAt: this.#refreshedAt?.get(path),
    }));
  }

  /** Fills an empty memory. */
  restore(entries: readonly MemorySnapshotEntry[]): void {
    for (const { path, value, refreshedAt } of entries) {
      applyMemoryOperation(
        this,
        value === undefined ? { op: 'newObject', path } : { op: 'set', path, value: textToValue(value) },
      );
      if (refreshedAt !== undefined) {
        this.#refreshedAt ??= new Map();
        this.#refreshedAt.set(path, refreshedAt);
      }
    }
  }

  /** Whether something in it has expired by `timeMs` and was not removed yet. */
  hasExpired(timeMs: number): boolean {
    for (const path of this.#refreshedAt?.keys() ?? []) {
      if (this.#hasExpired(path, timeMs)) {
        return true;
      }
    }
    return false;
  }

  /** Removes what has expired by `timeMs`. */
  sweep(timeMs: number): void {
    for (const path of this.#refreshedAt?.keys() ?? []) {
      if (this.#hasExpired(path, timeMs)) {
        applyMemoryOperation(this, { op: 'delete', path });
      }
      if (this.lookup(path) === undefined) {
        this.#refreshedAt?.delete(path);
      }
    }
    if (this.#refreshedAt?.size === 0) {
      this.#refreshedAt = undefined;
    }
  }

  #refresh(path: string, timeMs: number): void {
    if (this.#timeToLive.ttlMs === 0 || this.lookup(path) === undefined) {
      return;
    }
    this.#refreshedAt ??= new Map();
    for (let item = path; item !== ''; item = parentPath(item)) {
      // The clock may have been set back since; nothing becomes older by being used.
      this.#refreshedAt.set(item, Math.max(timeMs, this.#refreshedAt.get(item) ?? timeMs));
    }
  }

  #hasExpired(path: string, timeMs: number): boolean {
    const refreshedAt = this.#refreshedAt?.get(path);
    return refreshedAt !== undefined && refreshedAt + this.#timeToLive.ttlMs <= timeMs;
  }
}
