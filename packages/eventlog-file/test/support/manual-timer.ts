import type { FlushTimer } from '../../src/index.js';

/** Time that passes when a test says so. */
export class ManualTimer implements FlushTimer {
  readonly #scheduled = new Set<{ readonly flush: () => void; readonly delayMs: number }>();

  schedule(flush: () => void, delayMs: number): () => void {
    const entry = { flush, delayMs };
    this.#scheduled.add(entry);
    return () => this.#scheduled.delete(entry);
  }

  /** Delays of what is scheduled now. */
  get delaysMs(): readonly number[] {
    return [...this.#scheduled].map(({ delayMs }) => delayMs);
  }

  /** Lets everything that is scheduled happen. */
  elapse(): void {
    const due = [...this.#scheduled];
    this.#scheduled.clear();
    for (const { flush } of due) {
      flush();
    }
  }
}
