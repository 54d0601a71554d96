/** Size of a page in bytes. */
export const pageBytes = 65_536;

/**
 * Pages of 64 KiB that are used again instead of being allocated and collected. Bounded: pages handed out and pages waiting are together at most `limitBytes`, except for overdrafts, which
 * end when pages are released.
 */
export class MemorySegmentPool {
  readonly #limitBytes: number;
  readonly #pooled: Uint8Array[] = [];
  #allocatedBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Bytes of all pages, handed out or waiting. */
  get allocatedBytes(): number {
    return this.#allocatedBytes;
  }

  /** A page, its content undefined; `undefined` when the limit does not allow one more. */
  nextSegment(): Uint8Array | undefined {
    const pooled = this.#pooled.pop();
    if (pooled !== undefined) {
      return pooled;
    }
    return this.#allocatedBytes + pageBytes <= this.#limitBytes ? this.#allocate() : undefined;
  }

  /** Makes sure that the next {@link nextSegment} answers a page, if need be one beyond the limit. */
  ensureAtLeastOneSegmentPresent(): void {
    if (this.#pooled.length === 0) {
      this.#pooled.push(this.#allocate());
    }
  }

  /** Gives a page back. Nobody may use it any more. */
  release(page: Uint8Array): void {
    if (this.#allocatedBytes > this.#limitBytes) {
      this.#allocatedBytes -= pageBytes;
    } else {
      this.#pooled.push(page);
    }
  }

  #allocate(): Uint8Array {
    this.#allocatedBytes += pageBytes;
    return Buffer.allocUnsafeSlow(pageBytes);
  }
}
