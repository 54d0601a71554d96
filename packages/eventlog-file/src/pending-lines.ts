/** Room for lines at the beginning, and after a time in which writes failed. */
const usualBytes = 96 * 1024;

/** Lines that wait to be written, as the bytes that will be. What was written of the first one is known, so that it can be gone on with, or begun again. */
export class PendingLines {
  /** Lines are from `#begin` to `#end`. */
  #bytes: Buffer = Buffer.allocUnsafeSlow(usualBytes);
  #begin = 0;
  #end = 0;
  /** Bytes of each of them. */
  #sizes: number[] = [];
  #headWritten = 0;

  get count(): number {
    return this.#sizes.length;
  }

  get bytes(): number {
    return this.#end - this.#begin;
  }

  /** Bytes of the first line. */
  get headBytes(): number {
    return this.#sizes[0] ?? 0;
  }

  /** Bytes of the first line that are in the file already. */
  get headWritten(): number {
    return this.#headWritten;
  }

  /** @returns how many bytes it has. */
  push(line: string): number {
    // No UTF-16 unit becomes more than three bytes.
    this.#makeSpace(line.length * 3);
    const size = this.#bytes.write(line, this.#end);
    this.#sizes.push(size);
    this.#end += size;
    return size;
  }

  pop(): void {
    this.#end -= this.#sizes.pop() ?? 0;
  }

  /** What is to be written of as many lines as have `maxBytes` together; of one at least. It is valid until the next call. */
  batch(maxBytes: number): Uint8Array {
    let bytes = 0;
    for (const size of this.#sizes) {
      if (bytes + size > maxBytes && bytes > 0) {
        break;
      }
      bytes += size;
    }
    return this.#bytes.subarray(this.#begin + this.#headWritten, this.#begin + bytes);
  }

  /** So many bytes of a batch were written. */
  advance(written: number): void {
    let offset = this.#headWritten + written;
    let count = 0;
    for (const size of this.#sizes) {
      if (offset < size) {
        break;
      }
      offset -= size;
      this.#begin += size;
      count++;
    }
    this.#headWritten = offset;
    this.#sizes = this.#sizes.slice(count);
    if (this.count === 0) {
      this.clear();
    }
  }

  /** The first line has to be written as a whole. */
  beginHeadAgain(): void {
    this.#headWritten = 0;
  }

  clear(): void {
    this.#sizes = [];
    this.#begin = 0;
    this.#end = 0;
    this.#headWritten = 0;
    if (this.#bytes.length > 2 * usualBytes) {
      this.#bytes = Buffer.allocUnsafeSlow(usualBytes);
    }
  }

  /** Makes sure that so many bytes can be put behind the lines. */
  #makeSpace(bytes: number): void {
    if (this.#end + bytes <= this.#bytes.length) {
      return;
    }
    const pending = this.#bytes.subarray(this.#begin, this.#end);
    this.#bytes = Buffer.allocUnsafeSlow(2 * (pending.length + bytes));
    this.#bytes.set(pending);
    this.#begin = 0;
    this.#end = pending.length;
  }
}
