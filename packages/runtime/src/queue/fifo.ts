const smallestCapacity = 4;
/** A queue whose place is larger than this gives half of it back when three quarters are free. */
const keptCapacity = 1024;

/** A first-in-first-out queue with constant-time `add` and `poll`: a ring, which needs no new memory as long as it is large enough. */
export class Fifo<T> {
  /** A power of two of places, or none. */
  #items: (T | undefined)[] = [];
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(item: T): void {
    if (this.#length === this.#items.length) {
      this.#resize(Math.max(smallestCapacity, 2 * this.#length));
    }
    this.#items[this.#place(this.#length)] = item;
    this.#length++;
  }

  /** The oldest item, which stays; `undefined` when empty. */
  peek(): T | undefined {
    return this.#items[this.#head];
  }

  /** Removes and returns the oldest item; `undefined` when empty. */
  poll(): T | undefined {
    if (this.#length === 0) {
      return undefined;
    }
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head = this.#place(1);
    this.#length--;
    if (this.#items.length > keptCapacity && this.#length * 4 <= this.#items.length) {
      this.#resize(this.#items.length / 2);
    }
    return item;
  }

  /** Removes and returns the item `offset` places behind the oldest. Linear; for schedulers that reorder on purpose. */
  pollAt(offset: number): T | undefined {
    if (offset >= this.#length) {
      return undefined;
    }
    const item = this.#items[this.#place(offset)];
    for (let behind = offset; behind > 0; behind--) {
      this.#items[this.#place(behind)] = this.#items[this.#place(behind - 1)];
    }
    this.poll();
    return item;
  }

  /** The items, oldest first. */
  toArray(): T[] {
    return Array.from({ length: this.#length }, (_, offset) => this.#items[this.#place(offset)] as T);
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
    this.#length = 0;
  }

  #place(offset: number): number {
    return (this.#head + offset) & (this.#items.length - 1);
  }

  #resize(capacity: number): void {
    const items: (T | undefined)[] = this.toArray();
    items.length = capacity;
    this.#items = items;
    this.#head = 0;
  }
}
