import { quantile } from '../harness/spread.js';
import type { Order } from './order.js';

/** The time from one output of a key to its next. All inputs are there from the start, so that is how long an input takes from when it is the first of its key. */
export class OutputTimes {
  readonly #lastMs = new Map<number, number>();
  readonly #waits: Float64Array;
  #count = 0;

  constructor(orders: readonly Order[]) {
    this.#waits = new Float64Array(orders.length);
  }

  add(customer: number): void {
    const nowMs = performance.now();
    const lastMs = this.#lastMs.get(customer);
    if (lastMs !== undefined) {
      this.#waits[this.#count++] = nowMs - lastMs;
    }
    this.#lastMs.set(customer, nowMs);
  }

  /** NaN when no key had two outputs. */
  p99Ms(): number {
    return quantile(this.#waits.subarray(0, this.#count), 0.99);
  }
}
