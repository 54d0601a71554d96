import { formatKey, InvalidValueError } from '@millrace/api';
import type { Output, Sink } from '@millrace/runtime';

/** A window of event time that is complete: no output that belongs to it can come any more. */
export interface ClosedWindow {
  /** Event time in milliseconds; the end is not part of the window. */
  readonly startMs: number;
  readonly endMs: number;
  /** Key to largest number, in the order in which the keys came first. */
  readonly maxima: ReadonlyMap<string, number>;
}

/** Collects the largest output of each key and window of event time, and closes a window when a watermark has passed its end. */
export class WindowMaximumSink implements Sink {
  readonly #windowMs: number;
  readonly #open = new Map<number, Map<string, number>>();
  readonly #closed: ClosedWindow[] = [];
  #watermarkMs = Number.NEGATIVE_INFINITY;
  #lateOutputs = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** In the order of their time. */
  get closed(): readonly ClosedWindow[] {
    return this.#closed;
  }

  /** Outputs whose window was closed when they came. They are counted, not collected. */
  get lateOutputs(): number {
    return this.#lateOutputs;
  }

  // #region sink
  write({ key, value, timestamp }: Output): void {
    if (typeof value !== 'number' || timestamp === undefined) {
      throw new InvalidValueError('OUTPUT_UNUSABLE', 'Only numbers with a timestamp have a maximum per window.', {
        path: 'output',
      });
    }
    const startMs = timestamp - (timestamp % this.#windowMs);
    if (this.#isOver(startMs)) {
      this.#lateOutputs += 1;
      return;
    }
    const maxima = this.#open.get(startMs) ?? new Map<string, number>();
    const name = formatKey(key);
    maxima.set(name, Math.max(maxima.get(name) ?? value, value));
    this.#open.set(startMs, maxima);
  }

  writeWatermark(watermarkMs: number): void {
    this.#watermarkMs = watermarkMs;
    const over = [...this.#open.keys()].filter((startMs) => this.#isOver(startMs)).toSorted((a, b) => a - b);
    for (const startMs of over) {
      this.#closed.push({ startMs, endMs: startMs + this.#windowMs, maxima: this.#open.get(startMs) ?? new Map() });
      this.#open.delete(startMs);
    }
  }

  /** A watermark promises that nothing with its time or an earlier one follows; the last millisecond of a window is its end less one. */
  #isOver(startMs: number): boolean {
    return startMs + this.#windowMs - 1 <= this.#watermarkMs;
  }
  // #endregion sink
}
