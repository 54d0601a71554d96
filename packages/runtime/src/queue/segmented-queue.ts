import { Fifo } from './fifo.js';
import { KeySegment } from './key-segment.js';

/**
 * Holds watermarks back while inputs that arrived before them are unfinished.
 *
 * Arrival order is cut into segments by watermarks: keys join the last segment, a watermark closes it and opens a new one. The oldest watermark is released when
 * the segment in front of it is empty.
 *
 * Port of the reference's `SegmentedQueue`, with its edge cases: it knows keys and watermarks, never events; it neither orders nor merges watermarks; and a
 * watermark added to an empty queue and not popped before the next key arrives is guarded by that key. Always pop after adding, and this does not happen.
 */
export class SegmentedQueue<K> {
  /** Oldest first. There are as many segments as watermarks, or one more: the open one. */
  readonly #segments = new Fifo<KeySegment<K>>();
  /** The segment that was added last; only in the queue while that is not empty. */
  #last: KeySegment<K> = new KeySegment<K>();
  readonly #watermarks = new Fifo<number>();

  /** Adds one unfinished input of `key`. Returns the segment it joined, which {@link removeKey} takes as a short cut. */
  addKeyToLastSegment(key: K): KeySegment<K> {
    if (this.#segments.length === 0) {
      this.#addSegment();
    }
    this.#last.increment(key);
    return this.#last;
  }

  /** Adds a watermark behind every input that has arrived. Times in milliseconds. */
  addWatermark(watermark: number): void {
    this.#watermarks.add(watermark);
    this.#addSegment();
  }

  /**
   * Removes one unfinished input of `key`, from the oldest segment that has one.
   *
   * @param oldest the segment that is known to be that one, because inputs of a key finish in arrival order; saves the search.
   * @returns whether there was one.
   */
  removeKey(key: K, oldest?: KeySegment<K>): boolean {
    return oldest?.decrement(key) === true || this.segments.some((segment) => segment.decrement(key));
  }

  /** The oldest watermark if nothing before it is unfinished, else `undefined`. Releases one per call. */
  popOldestWatermark(): number | undefined {
    if (this.#watermarks.length === 0 || this.#segments.peek()?.isEmpty() !== true) {
      return undefined;
    }
    this.#segments.poll();
    return this.#watermarks.poll();
  }

  /** For inspection. */
  get segments(): readonly KeySegment<K>[] {
    return this.#segments.toArray();
  }

  /** For inspection: watermarks that are held back, oldest first. */
  get watermarks(): readonly number[] {
    return this.#watermarks.toArray();
  }

  #addSegment(): void {
    this.#last = new KeySegment<K>();
    this.#segments.add(this.#last);
  }
}
