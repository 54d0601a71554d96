/**
 * The keys that arrived between two watermarks, each with the number of its unfinished inputs.
 *
 * Port of the reference's `KeySegment`: a multiset; removing a key that is not there does nothing.
 */
export class KeySegment<K> {
  readonly #counts = new Map<K, number>();

  increment(key: K): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** @returns whether the key was there. */
  decrement(key: K): boolean {
    const count = this.#counts.get(key);
    if (count === undefined) {
      return false;
    }
    if (count > 1) {
      this.#counts.set(key, count - 1);
    } else {
      this.#counts.delete(key);
    }
    return true;
  }

  /** How many unfinished inputs the key has in this segment. */
  count(key: K): number {
    return this.#counts.get(key) ?? 0;
  }

  hasActiveKey(key: K): boolean {
    return this.#counts.has(key);
  }

  isEmpty(): boolean {
    return this.#counts.size === 0;
  }
}
