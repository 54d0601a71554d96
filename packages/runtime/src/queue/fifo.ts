const compactionThreshold = 1024;

/** A first-in-first-out queue with constant-time `add` and `poll`; `Array.shift` is linear once an array is large. */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  add(item: T): void {
    this.#items.push(item);
  }

  /** The oldest item, which stays; `undefined` when empty. */
  peek(): T | undefined {
    return this.#items[this.#head];
  }

  /** Removes and returns the oldest item; `undefined` when empty. */
  poll(): T | undefined {
    if (this.#head === this.#items.length) {
      return undefined;
    }
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length) {
      this.#items.length = 0;
      this.#head = 0;
    } else if (this.#head >= compactionThreshold && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Removes and returns the item `offset` places behind the oldest. Linear; for schedulers that reorder on purpose. */
  pollAt(offset: number): T | undefined {
    if (offset === 0) {
      return this.poll();
    }
    return this.#items.splice(this.#head + offset, 1)[0];
  }

  /** The items, oldest first. */
  toArray(): T[] {
    return this.#items.slice(this.#head) as T[];
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
  }
}
