import type { Attributes } from '../json/attribute-value.js';
import type { MemoryItemByType, MemoryItemType, MemorySetOptions } from './memory-set-options.js';

/** Memory of a key that is searched by meaning and survives runs. Its operations are durable calls, not part of the all-or-nothing of an invocation. */
export interface LongTermMemory {
  /**
   * The memory set of this name, made with `options` when there is none.
   * @throws InvalidValueError `MEMORY_SET_MISMATCH` when one exists whose items are of another type.
   */
  getOrCreateMemorySet<T extends MemoryItemType>(name: string, options: MemorySetOptions<T>): Promise<MemorySet<T>>;
  /** `undefined` when there is none. */
  getMemorySet(name: string): Promise<MemorySet | undefined>;
  /** Deletes the set with its items. `false` when there was none. */
  deleteMemorySet(name: string): Promise<boolean>;
}

/** A named collection of memories of one type. */
export interface MemorySet<T extends MemoryItemType = MemoryItemType> {
  readonly name: string;
  readonly options: MemorySetOptions<T>;

  /**
   * Adds items and gives their ids, in order. An item whose id exists is replaced. Reaching the capacity starts a compaction, when one is configured.
   *
   * @throws IllegalStateError `MEMORY_SET_FULL` when the items would exceed the capacity of a set that is not compacted; none is added.
   * @throws InvalidValueError `MEMORY_ITEMS_MISMATCH` when `ids` or `metadatas` have another length than `items`.
   */
  add(items: readonly MemoryItemByType[T][], options?: MemorySetAddOptions): Promise<readonly string[]>;
  /** All items, or those with the ids; ids that do not exist are left out. */
  get(ids?: readonly string[]): Promise<readonly MemorySetItem<T>[]>;
  /** Deletes all items, or those with the ids. */
  delete(ids?: readonly string[]): Promise<void>;
  /** The items closest in meaning, best first. @param limit at most this many; positive. */
  search(query: string, limit: number): Promise<readonly MemorySetItem<T>[]>;
  size(): Promise<number>;
}

export interface MemorySetAddOptions {
  /** Default: ids derived from the call, so that a repeated call replaces instead of adding. */
  readonly ids?: readonly string[] | undefined;
  /** Default none. */
  readonly metadatas?: readonly Attributes[] | undefined;
}

/** One memory. */
export interface MemorySetItem<T extends MemoryItemType = MemoryItemType> {
  readonly memorySetName: string;
  readonly id: string;
  readonly value: MemoryItemByType[T];
  /** Whether it is a summary that replaced several items. */
  readonly compacted: boolean;
  /** When the item, or the oldest of the items it summarises, was added. */
  readonly createdTimeStart: Date;
  /** When the item, or the newest of the items it summarises, was added. */
  readonly createdTimeEnd: Date;
  readonly lastAccessedTime: Date;
  /** What was passed when it was added. */
  readonly metadata: Attributes;
}
