import { crc32 } from 'node:zlib';
import { batchHeaderBytes, encodeBatchHeader, type SegmentHeader } from './journal-format.js';
import { type MemorySegmentPool, pageBytes } from './memory-segment-pool.js';

/** What a batch is sealed with when its turn to be written comes. */
export interface BatchSeal {
  readonly segment: SegmentHeader;
  readonly seed: number;
  readonly durableTo: number;
}

/** Records that become durable together, encoded into pages as they come. Whoever appended one of them waits for the same promise. */
export class JournalBatch {
  readonly firstRecord: number;
  /** Settles when the batch is durable, or can not become it. */
  readonly durable: Promise<void>;
  readonly #pool: MemorySegmentPool;
  readonly #pages: Uint8Array[] = [];
  #page: Uint8Array;
  #usedOfPage = batchHeaderBytes;
  #bytes = batchHeaderBytes;
  #recordCount = 0;
  #resolve: () => void = () => {};
  #reject: (error: Error) => void = () => {};

  constructor(firstRecord: number, pool: MemorySegmentPool) {
    this.firstRecord = firstRecord;
    this.#pool = pool;
    this.#page = this.#nextPage();
    this.durable = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Length with its header. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Number of the record behind the last one. */
  get endRecord(): number {
    return this.firstRecord + this.#recordCount;
  }

  /** Length without its header. */
  get payloadBytes(): number {
    return this.#bytes - batchHeaderBytes;
  }

  /** Returns how many bytes that takes. */
  add(key: Uint8Array, record: Uint8Array): number {
    const bytes = key.length + record.length + 8;
    this.#recordCount++;
    this.#bytes += bytes;
    this.#putLength(key.length);
    this.#put(key);
    this.#putLength(record.length);
    this.#put(record);
    return bytes;
  }

  /** The bytes to write, in order. Nothing can be added any more. */
  seal({ segment, seed, durableTo }: BatchSeal): readonly Uint8Array[] {
    const pages = this.#pages.map((page, index) =>
      index === this.#pages.length - 1 ? page.subarray(0, this.#usedOfPage) : page,
    );
    const payloadChecksum = pages.reduce(
      (checksum, page, index) => crc32(index === 0 ? page.subarray(batchHeaderBytes) : page, checksum),
      0,
    );
    const [first] = pages;
    if (first !== undefined) {
      const { firstRecord, payloadBytes } = this;
      encodeBatchHeader(
        {
          recordCount: this.#recordCount,
          segmentId: segment.segmentId,
          firstRecord,
          durableTo,
          payloadBytes,
          payloadChecksum,
        },
        first,
        seed,
      );
    }
    return pages;
  }

  /** The batch is durable. Gives its pages back. */
  succeed(): void {
    for (const page of this.#pages) {
      this.#pool.release(page);
    }
    this.#resolve();
  }

  fail(error: Error): void {
    this.#reject(error);
  }

  #putLength(length: number): void {
    if (this.#usedOfPage + 4 <= pageBytes) {
      const at = this.#usedOfPage;
      this.#page[at] = length;
      this.#page[at + 1] = length >>> 8;
      this.#page[at + 2] = length >>> 16;
      this.#page[at + 3] = length >>> 24;
      this.#usedOfPage += 4;
    } else {
      this.#put(Uint8Array.of(length, length >>> 8, length >>> 16, length >>> 24));
    }
  }

  #put(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      if (this.#usedOfPage === pageBytes) {
        this.#page = this.#nextPage();
        this.#usedOfPage = 0;
      }
      const part = Math.min(bytes.length - done, pageBytes - this.#usedOfPage);
      this.#page.set(part === bytes.length ? bytes : bytes.subarray(done, done + part), this.#usedOfPage);
      this.#usedOfPage += part;
      done += part;
    }
  }

  #nextPage(): Uint8Array {
    // What was appended has to be kept somewhere, so the limit bounds what stays allocated, not what is in use.
    this.#pool.ensureAtLeastOneSegmentPresent();
    const page = this.#pool.nextSegment();
    if (page === undefined) {
      throw new RangeError('The pool has no page although it was asked to provide one.');
    }
    this.#pages.push(page);
    return page;
  }
}
