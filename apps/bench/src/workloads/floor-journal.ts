import { closeSync, fdatasync, openSync, writeSync } from 'node:fs';

/** Records that are flushed together, and who waits for them. */
interface Batch {
  readonly records: Uint8Array[];
  readonly durable: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The least that makes appends durable together: one loop that writes all that has arrived, flushes it with fdatasync and resolves; the next round begins at once. */
export class FloorJournal {
  readonly #file: number;
  #filling: Batch | undefined;
  #isFlushing = false;

  constructor(path: string) {
    this.#file = openSync(path, 'wx');
  }

  /** Resolves when the record is durable. */
  append(record: Uint8Array): Promise<void> {
    this.#filling ??= newBatch();
    this.#filling.records.push(record);
    if (!this.#isFlushing) {
      this.#isFlushing = true;
      setImmediate(() => this.#flush());
    }
    return this.#filling.durable;
  }

  close(): void {
    closeSync(this.#file);
  }

  #flush(): void {
    const batch = this.#filling;
    this.#filling = undefined;
    if (batch === undefined) {
      this.#isFlushing = false;
      return;
    }
    // Into memory of the system, which takes no time worth a thread; the flush is what takes time.
    writeSync(this.#file, Buffer.concat(batch.records));
    fdatasync(this.#file, (error) => {
      if (error !== null) {
        batch.reject(error);
        return;
      }
      batch.resolve();
      // Not before those who waited have appended what comes next.
      setImmediate(() => this.#flush());
    });
  }
}

function newBatch(): Batch {
  let resolve: () => void = () => {};
  let reject: (error: Error) => void = () => {};
  const durable = new Promise<void>((resolved, rejected) => {
    resolve = resolved;
    reject = rejected;
  });
  return { records: [], durable, resolve, reject };
}
