import type { AttributeValue } from '@millrace/api';
import { MemoryFields } from './memory-fields.js';
import { fieldName, fieldPath, type MemoryItem, type MemoryTree, nestedObject, parentPath } from './memory-tree.js';

const noNames: readonly string[] = Object.freeze([]);

/** What a field holds: a value, or fields of its own. */
type Item = AttributeValue | Fields;
type Fields = MemoryFields<Item>;

/**
 * The short-term memory of one key between runs. Most keys are idle most of the time, so what is empty has no fields.
 *
 * Owned by the key's state; changed only when a run ends.
 */
export class MemoryStore implements MemoryTree {
  #root: Fields | undefined;

  get isEmpty(): boolean {
    return this.#root === undefined || this.#root.isEmpty;
  }

  lookup(path: string): MemoryItem {
    if (path === '') {
      return nestedObject;
    }
    const item = this.#itemAt(path);
    return item instanceof MemoryFields ? nestedObject : item;
  }

  names(path: string): readonly string[] {
    const fields = this.#fieldsOf(path);
    return fields === undefined ? noNames : Array.from(fields.entries(), ([name]) => name);
  }

  put(path: string, item: AttributeValue | typeof nestedObject): void {
    if (this.#root === undefined) {
      this.#root = new MemoryFields();
    }
    this.#fieldsOf(parentPath(path))?.set(fieldName(path), item === nestedObject ? new MemoryFields() : item);
  }

  remove(path: string): void {
    this.#fieldsOf(parentPath(path))?.delete(fieldName(path));
    if (this.#root?.isEmpty === true) {
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
    return item instanceof MemoryFields ? item : undefined;
  }

  #itemAt(path: string): Item | undefined {
    // No name has a dot, and most fields are fields of the root.
    return path.includes('.') ? this.#fieldsOf(parentPath(path))?.get(fieldName(path)) : this.#root?.get(path);
  }
}

function listFields(
  fields: Fields | undefined,
  path: string,
  entries: (readonly [path: string, item: AttributeValue | typeof nestedObject])[],
): void {
  for (const [name, item] of fields?.entries() ?? []) {
    const child = fieldPath(path, name);
    if (item instanceof MemoryFields) {
      entries.push([child, nestedObject]);
      listFields(item, child, entries);
    } else {
      entries.push([child, item]);
    }
  }
}
