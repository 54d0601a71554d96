import type { CallOutcome, PendingCall } from './durable-calls.js';

/**
 * A callable that runs. When the attempt that started it ends before it does, the next attempt's same call claims its outcome instead of starting it again.
 */
export class RunningCallable {
  readonly call: PendingCall;
  #claim: ((outcome: CallOutcome) => void) | undefined;
  #outcome: CallOutcome | undefined;

  constructor(call: PendingCall) {
    this.call = call;
  }

  /** Asks for the outcome in place of whoever started the callable. */
  claim(take: (outcome: CallOutcome) => void): void {
    this.#claim = take;
    if (this.#outcome !== undefined) {
      take(this.#outcome);
    }
  }

  /** The callable has ended. Returns whether somebody has claimed the outcome. */
  settle(outcome: CallOutcome): boolean {
    this.#outcome = outcome;
    this.#claim?.(outcome);
    return this.#claim !== undefined;
  }
}
