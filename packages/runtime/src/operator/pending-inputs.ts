import type { ArrivedInput, KeyState } from '../keyed-state/key-state.js';
import type { OperatorMetrics } from './operator-metrics.js';

/** How many inputs may wait for an earlier input of their key. */
export interface PendingInputLimits {
  readonly maxPendingInputs: number;
  readonly maxPendingInputsPerKey: number;
}

/** Counts the inputs that wait for an earlier input of their key, over all keys. Each key's own are kept with its state. */
export class PendingInputs {
  readonly #limits: PendingInputLimits;
  readonly #metrics: OperatorMetrics;
  #count = 0;
  /** Keys that hold as many as one key may. */
  #fullKeys = 0;

  constructor(limits: PendingInputLimits, metrics: OperatorMetrics) {
    this.#limits = limits;
    this.#metrics = metrics;
  }

  get count(): number {
    return this.#count;
  }

  /** Whether neither all keys together nor a single one hold as many as they may. */
  get hasRoom(): boolean {
    return this.#count < this.#limits.maxPendingInputs && this.#fullKeys === 0;
  }

  add(keyState: KeyState, arrived: ArrivedInput): void {
    keyState.addPending(arrived);
    this.#count++;
    if (this.#isFull(keyState)) {
      this.#fullKeys++;
    }
    this.#metrics.pendingChanged(this.#count, keyState);
  }

  /** Removes and returns the oldest input of a key, or the oldest one that `matches`. */
  poll(keyState: KeyState, matches?: (input: ArrivedInput) => boolean): ArrivedInput | undefined {
    const wasFull = this.#isFull(keyState);
    const next = keyState.pollPending(matches);
    if (next !== undefined) {
      this.#fullKeys -= wasFull ? 1 : 0;
      this.#count--;
      this.#metrics.pendingChanged(this.#count, keyState);
    }
    return next;
  }

  #isFull(keyState: KeyState): boolean {
    return keyState.pending.length === this.#limits.maxPendingInputsPerKey;
  }
}
