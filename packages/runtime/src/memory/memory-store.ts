import type { AttributeValue } from '@millrace/api';
import { fieldName, fieldPath, type MemoryItem, type MemoryTree, nestedObject, parentPath } from './memory-tree.js';

const noNames: readonly string[] = Object.freeze([]);

/** The fields of an object, in the order they were first set. A value is never a `Map`. */
type Fields = Map<string, AttributeValue | Fields>;

/**
 * The short-term memory of one key between runs: a map from name to value for every object. Most keys are idle most of the time, so what is empty has no map.
 *
 * Owned by the key's state; changed only when a run ends.
 */
export class MemoryStore implements MemoryTree {
  #root: Fields | undefined;

  get isEmpty(): boolean {
    return this.#root === undefined || this.#root.size === 0;
  }

  lookup(path: string): MemoryItem {
    if (path === '') {
      return nestedObject;
    }
    const item = this.#itemAt(path);
    return item instanceof Map ? nestedObject : item;
  }

  names(path: string): readonly string[] {
    const fields = this.#fieldsOf(path);
    return fields === undefined ? noNames : [...fields.keys()];
  }

  put(path: string, item: AttributeValue | typeof nestedObject): void {
    if (this.#root === undefined) {
      this.#root = new Map();
    }
    this.#fieldsOf(parentPath(path))?.set(fieldName(path), item === nestedObject ? new Map() : item);
  }

  remove(path: string): void {
    this.#fieldsOf(parentPath(path))?.delete(fieldName(path));
    if (this.#root?.size === 0) {
      this.#root = undefined;
    }
  }

  /** Nothing to do: what was put is a field of the object it is in. */
  link(): void {}

  unlink(): void {}

  /** Every item with its path, parents before children. */
  entries(path = ''): (readonly [path: string, item: AttributeValue | typeof nestedObject])[] {
    const entries: (readonly [string, AttributeValue | typeof nestedObject])[] = [];
    listFields(this.#fieldsOf(path), path, entries);
    return entries;
  }

  #fieldsOf(path: string): Fields | undefined {
    if (path === '') {
      return this.#root;
    }
    const item = this.#itemAt(path);
    return item instanceof Map ? item : undefined;
  }

  #itemAt(path: string): AttributeValue | Fields | undefined {
    // No name has a dot, and most fields are fields of the root.
    return path.includes('.') ? this.#fieldsOf(parentPath(path))?.get(fieldName(path)) : this.#root?.get(path);
  }
}

function listFields(
  fields: Fields | undefined,
  path: string,
  entries: (readonly [path: string, item: AttributeValue | typeof nestedObject])[],
): void {
  for (const [name, item] of fields ?? []) {
    const child = fieldPath(path, name);
    if (item instanceof Map) {
      entries.push([child, nestedObject]);
      listFields(item, child, entries);
    } else {
      entries.push([child, item]);
    }
  }
}
