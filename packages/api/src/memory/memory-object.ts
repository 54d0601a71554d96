import type { AttributeValue } from '../json/attribute-value.js';
import type { MemoryRef } from './memory-ref.js';

/**
 * A node of an invocation's memory that can have fields: the root, or a nested object.
 *
 * Paths are field names joined by dots, relative to this object; a name is non-empty and has no dot. Writing `a.b.c` makes the objects `a` and `a.b` when they
 * are missing. Values are copied when they are set and frozen when they are handed out.
 *
 * An invocation sees what was committed before it started and its own writes. Nobody else sees its writes before it completes, and nobody ever does if it
 * fails.
 *
 * Every method throws `IllegalStateError` when the invocation is over (`CONTEXT_CLOSED`), when it gave its turn away and did not get it back
 * (`CONTEXT_NOT_IN_TURN`), or when called inside a durable callable (`CONTEXT_IN_DURABLE_CALL`), and `InvalidValueError` `MEMORY_PATH_INVALID` for a path with
 * empty names.
 */
export interface MemoryObject {
  /** Absolute path of this object; `""` for the root. */
  readonly path: string;

  /**
   * The value at `path`, `undefined` when nothing is there.
   *
   * `T` is asserted, not checked: what is stored is whatever was set.
   * @throws IllegalStateError `MEMORY_PATH_IS_OBJECT` when a nested object is there; use {@link getObject}.
   */
  get<T extends AttributeValue = AttributeValue>(path: string | MemoryRef): T | undefined;

  /**
   * The nested object at `path`, `undefined` when nothing is there.
   * @throws IllegalStateError `MEMORY_PATH_IS_VALUE` when a value is there.
   */
  getObject(path: string | MemoryRef): MemoryObject | undefined;

  /** Whether a value or an object is at `path`. */
  has(path: string | MemoryRef): boolean;

  /** Names of the direct fields, in the order they were first set. */
  fieldNames(): readonly string[];

  /** The direct fields with their values; nested objects as handles. */
  fields(): ReadonlyMap<string, AttributeValue | MemoryObject>;

  /**
   * Puts a copy of `value` at `path`.
   *
   * @returns a reference to the value that can be sent in an event and resolved by another action; see {@link MemoryRef}.
   * @throws IllegalStateError `MEMORY_PATH_IS_OBJECT` when an object is there, `MEMORY_PATH_IS_VALUE` when an ancestor is a value.
   * @throws InvalidValueError `VALUE_NOT_SERIALIZABLE`
   */
  set(path: string, value: AttributeValue): MemoryRef;

  /**
   * Changes the value at `path` when the invocation commits, from what is there at that moment: a counter that several invocations of a run bump loses no
   * count. `change` gets `undefined` when nothing is there, runs exactly once per commit, must not use the context, and its own invocation does not see the
   * result.
   */
  update<T extends AttributeValue = AttributeValue>(
    path: string,
    change: (current: T | undefined) => AttributeValue,
  ): void;

  /**
   * Makes an empty object at `path`, or returns the one that is there.
   *
   * @param options.overwrite replace a value that is there; default `false`.
   * @throws IllegalStateError `MEMORY_PATH_IS_VALUE` when a value is there and `overwrite` is not set.
   */
  newObject(path: string, options?: { readonly overwrite?: boolean }): MemoryObject;

  /** Removes what is at `path` and everything below it. Returns whether something was there. */
  delete(path: string): boolean;
}
