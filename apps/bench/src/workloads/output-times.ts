import { quantile } from '../harness/spread.js';
import type { Order } from './order.js';

/** The time from one output of a key to its next. All inputs are there from the start, so that is how long an input takes from when it is the first of its key. */
export class OutputTimes {
  readonly #lastMs = new Map<number, number>();
  readonly #waits: Float64Array;
  readonly #untimedOutputs: number;
  #outputs = 0;
  #count = 0;

  /** @param untimedOutputs how many outputs come before any time is taken. */
  constructor(orders: readonly Order[], untimedOutputs: number) {
    this.#waits = new Float64Array(orders.length);
    this.#untimedOutputs = untimedOutputs;
  }

  /** @returns whether it is the last one that is not timed. */
  add(customer: number): boolean {
    const nowMs = performance.now();
    const lastMs = this.#lastMs.get(customer);
    if (lastMs !== undefined && this.#outputs >= this.#untimedOutputs) {
      this.#waits[this.#count++] = nowMs - lastMs;
    }
    this.#lastMs.set(customer, nowMs);
    this.#outputs++;
    return this.#outputs === this.#untimedOutputs;
  }

  /** NaN when no key had two outputs. */
  p99Ms(): number {
    return quantile(this.#waits.subarray(0, this.#count), 0.99);
  }
}
