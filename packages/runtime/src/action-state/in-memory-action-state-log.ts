import { randomUUID } from 'node:crypto';

/**
 * What an {@link InMemoryActionStateStore} leaves behind: shared by the stores of one place, it outlives them as a disk would. It belongs to the store that was opened last; an earlier one, of an
 * operator that is gone, can not append any more.
 */
export class InMemoryActionStateLog {
  /** Names the log in recovery markers. */
  readonly id: string;
  /** Encoded as in a journal: length of key, key, length of record, record. */
  readonly #records: Buffer[] = [];
  #firstRecord = 0;
  #owner: object | undefined;
  #nextFailure: Error | undefined;

  /** @param id default: a random one. */
  constructor(id: string = randomUUID()) {
    this.id = id;
  }

  /** Number of the oldest record that is kept. */
  get firstRecord(): number {
    return this.#firstRecord;
  }

  /** Number of the record that is appended next. */
  get nextRecord(): number {
    return this.#firstRecord + this.#records.length;
  }

  /** Lets the next append fail, and with it the store that makes it. */
  failNextAppend(cause: Error): void {
    this.#nextFailure = cause;
  }

  own(owner: object): void {
    this.#owner = owner;
  }

  isOwnedBy(owner: object): boolean {
    return this.#owner === owner;
  }

  /** Takes a copy. @throws what {@link failNextAppend} was given */
  append(key: Uint8Array, record: Uint8Array): void {
    const failure = this.#nextFailure;
    if (failure !== undefined) {
      this.#nextFailure = undefined;
      throw failure;
    }
    this.#records.push(Buffer.concat([lengthOf(key), key, lengthOf(record), record]));
  }

  recordsFrom(record: number): readonly Buffer[] {
    return this.#records.slice(record - this.#firstRecord);
  }

  prune(record: number): void {
    const count = Math.max(0, record - this.#firstRecord);
    this.#records.splice(0, count);
    this.#firstRecord += count;
  }
}

function lengthOf(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return length;
}
