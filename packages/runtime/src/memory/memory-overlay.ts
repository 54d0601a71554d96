import type { AttributeValue } from '@millrace/api';
import { MemoryFields } from './memory-fields.js';
import { type MemoryItem, type MemoryTree, type MemoryView, nestedObject } from './memory-tree.js';

const removed: unique symbol = Symbol('removed');

/** Changes on top of a view that stays as it is. Cheap to make, proportional to what is written to it. */
export class MemoryOverlay implements MemoryTree {
  readonly #base: MemoryView;
  /** By path. */
  readonly #items = new MemoryFields<AttributeValue | typeof nestedObject | typeof removed>();
  /** Per object, the names that were linked (`true`) or unlinked (`false`) here; the linked ones in order. Made when the first name is: most writes replace a value. */
  #names: Map<string, Map<string, boolean>> | undefined;

  constructor(base: MemoryView) {
    this.#base = base;
  }

  /** An independent overlay with the same content. */
  copy(): MemoryOverlay {
    const copy = new MemoryOverlay(this.#base);
    for (const [path, item] of this.#items.entries()) {
      copy.#items.set(path, item);
    }
    if (this.#names !== undefined) {
      copy.#names = new Map();
      for (const [path, names] of this.#names) {
        copy.#names.set(path, new Map(names));
      }
    }
    return copy;
  }

  lookup(path: string): MemoryItem {
    if (path === '') {
      return nestedObject;
    }
    const item = this.#items.get(path);
    if (item === undefined) {
      return this.#base.lookup(path);
    }
    return item === removed ? undefined : item;
  }

  names(path: string): readonly string[] {
    const changes = this.#names?.get(path);
    const below = this.#base.names(path);
    if (changes === undefined) {
      return below;
    }
    const names = new Set(below);
    for (const [name, linked] of changes) {
      // A name that is linked here was not below, or was unlinked since: either way it comes last.
      names.delete(name);
      if (linked) {
        names.add(name);
      }
    }
    return [...names];
  }

  put(path: string, item: AttributeValue | typeof nestedObject): void {
    this.#items.set(path, item);
  }

  remove(path: string): void {
    this.#items.set(path, removed);
  }

  link(path: string, name: string): void {
    const changes = this.#changes(path);
    changes.delete(name);
    changes.set(name, true);
  }

  unlink(path: string, name: string): void {
    this.#changes(path).set(name, false);
  }

  #changes(path: string): Map<string, boolean> {
    this.#names ??= new Map();
    let changes = this.#names.get(path);
    if (changes === undefined) {
      changes = new Map();
      this.#names.set(path, changes);
    }
    return changes;
  }
}
