/** What a {@link LinkedSet} holds: it keeps its place in the set itself, and is in one such set at most. */
export interface Linked<T> {
  /** Belongs to the set. */
  previous: T | undefined;
  /** Belongs to the set. */
  next: T | undefined;
}

/** A set in the order in which its members were added, which needs no memory of its own: for sets that are many, small, or change all the time. */
export class LinkedSet<T extends Linked<T>> {
  #first: T | undefined;
  #last: T | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds a member behind all others. It must not be in the set. */
  add(member: T): void {
    member.previous = this.#last;
    if (this.#last === undefined) {
      this.#first = member;
    } else {
      this.#last.next = member;
    }
    this.#last = member;
    this.#size++;
  }

  /** Removes a member; nothing happens when it is in no set. */
  delete(member: T): void {
    const { previous, next } = member;
    if (previous === undefined && this.#first !== member) {
      return;
    }
    if (previous === undefined) {
      this.#first = next;
    } else {
      previous.next = next;
    }
    if (next === undefined) {
      this.#last = previous;
    } else {
      next.previous = previous;
    }
    member.previous = undefined;
    member.next = undefined;
    this.#size--;
  }

  /** Removes all members. */
  clear(): void {
    for (const member of this) {
      this.delete(member);
    }
  }

  /** The members as they are now, in their order. */
  [Symbol.iterator](): Iterator<T> {
    const members: T[] = [];
    for (let member = this.#first; member !== undefined; member = member.next) {
      members.push(member);
    }
    return members[Symbol.iterator]();
  }
}
