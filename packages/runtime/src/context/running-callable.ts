import { type Linked, LinkedSet } from '../queue/linked-set.js';
import type { CallOutcome, PendingCall } from './durable-calls.js';

/** Takes the outcome of a callable for the attempt that made the call. */
export interface OutcomeTaker {
  /** The callable has an outcome. Called once for every callable that the taker has started or claimed. */
  take(running: RunningCallable): void;
}

/**
 * A callable that was started, or is about to be. It takes its own outcome. When the attempt that started it ends before it does, the next attempt's same call claims its outcome instead of starting it again.
 */
export abstract class RunningCallable implements OutcomeTaker, Linked<RunningCallable> {
  readonly call: PendingCall;
  /** Callables of the same invocation beside this one; belongs to their set. */
  previous: RunningCallable | undefined;
  next: RunningCallable | undefined;
  #taker: OutcomeTaker = this;
  #outcome: CallOutcome | undefined;

  constructor(call: PendingCall) {
    this.call = call;
  }

  abstract take(running: RunningCallable): void;

  /** `undefined` while it runs. */
  get outcome(): CallOutcome | undefined {
    return this.#outcome;
  }

  get hasEnded(): boolean {
    return this.#outcome !== undefined;
  }

  /** Whether it still runs, or has succeeded: then there is something to claim. */
  get isOfUse(): boolean {
    return this.#outcome === undefined || 'value' in this.#outcome;
  }

  /** Whether nobody has claimed the outcome since. */
  isTakenBy(taker: OutcomeTaker): boolean {
    return this.#taker === taker;
  }

  /** Asks for the outcome in place of whoever started the callable, or claimed it before. */
  claim(taker: OutcomeTaker): void {
    this.#taker = taker;
    if (this.#outcome !== undefined) {
      taker.take(this);
    }
  }

  /** Only the first time counts: a claimed callable that took too long may still end. */
  end(outcome: CallOutcome): void {
    if (this.#outcome === undefined) {
      this.#outcome = outcome;
      this.#taker.take(this);
    }
  }
}

/** The callables of one invocation whose outcome nobody has taken yet, whichever of its attempts started them. */
export class RunningCallables extends LinkedSet<RunningCallable> {
  /** Told whenever one has ended. */
  onEnded: (() => void) | undefined;

  /** Whether one of them has not ended. */
  get areRunning(): boolean {
    return [...this].some(({ hasEnded }) => !hasEnded);
  }

  end(running: RunningCallable, outcome: CallOutcome): void {
    running.end(outcome);
    this.onEnded?.();
  }

  /** Whether somebody may want to claim one of them. */
  get areOfUse(): boolean {
    return [...this].some(({ isOfUse }) => isOfUse);
  }

  /** The call at a position whose callable runs. */
  callAt(position: number): PendingCall | undefined {
    return [...this].find(({ call, hasEnded }) => call.position === position && !hasEnded)?.call;
  }

  /** A call from a position on whose callable runs. */
  callFrom(position: number): PendingCall | undefined {
    return [...this].find(({ call, hasEnded }) => call.position >= position && !hasEnded)?.call;
  }

  /** Claims the outcome of the callable of the same call that an attempt before has started, if there is one. */
  claim(same: PendingCall, taker: OutcomeTaker): RunningCallable | undefined {
    if (this.size === 0) {
      return undefined;
    }
    for (const running of this) {
      if (running.call.position === same.position && running.isOfUse && same.isSameAs(running.call)) {
        running.claim(taker);
        return running;
      }
    }
    return undefined;
  }
}
