import type { AttributeValue } from '@millrace/api';
import { fieldPath, type MemoryItem, type MemoryTree, nestedObject } from './memory-tree.js';

const noNames: readonly string[] = Object.freeze([]);

/**
 * The short-term memory of one key between runs: a flat map from absolute path to item, plus the field names of each object.
 *
 * Owned by the key's state; changed only when a run ends.
 */
export class MemoryStore implements MemoryTree {
  readonly #items = new Map<string, AttributeValue | typeof nestedObject>();
  readonly #names = new Map<string, Set<string>>();

  get isEmpty(): boolean {
    return this.#items.size === 0;
  }

  lookup(path: string): MemoryItem {
    return path === '' ? nestedObject : this.#items.get(path);
  }

  names(path: string): readonly string[] {
    const names = this.#names.get(path);
    return names === undefined ? noNames : [...names];
  }

  put(path: string, item: AttributeValue | typeof nestedObject): void {
    this.#items.set(path, item);
  }

  remove(path: string): void {
    this.#items.delete(path);
    this.#names.delete(path);
  }

  link(path: string, name: string): void {
    const names = this.#names.get(path);
    if (names === undefined) {
      this.#names.set(path, new Set([name]));
    } else {
      names.add(name);
    }
  }

  unlink(path: string, name: string): void {
    this.#names.get(path)?.delete(name);
  }

  /** Every item with its path, parents before children. */
  entries(path = ''): (readonly [path: string, item: AttributeValue | typeof nestedObject])[] {
    return this.names(path).flatMap((name) => {
      const child = fieldPath(path, name);
      const item = this.lookup(child);
      if (item === undefined) {
        return [];
      }
      return item === nestedObject ? [[child, item] as const, ...this.entries(child)] : [[child, item] as const];
    });
  }
}
