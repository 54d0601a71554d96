import type { InputPosition } from '../errors.js';
import type { CausalId } from '../identity/causal-id.js';
import type { RunningCallables } from './running-callable.js';

/** An invocation, whatever attempt at the job it belongs to. */
export interface HandedOverInvocation {
  readonly id: CausalId;
  /** The id alone is that of the run's number: another attempt may give that to another input. */
  readonly run: { readonly input: InputPosition };
  runningCalls: RunningCallables;
}

/** What still runs when an attempt at a job has failed: the same invocation of the next attempt, in the same process, takes it over instead of starting or reconciling it again. */
export class HandedOverCalls {
  readonly #calls = new Map<string, RunningCallables>();

  keep(invocation: HandedOverInvocation): void {
    if (invocation.runningCalls.areOfUse) {
      this.#calls.set(nameOf(invocation), invocation.runningCalls);
    }
  }

  /** Gives an invocation that has not begun what was kept of it. */
  restore(invocation: HandedOverInvocation): void {
    if (this.#calls.size > 0) {
      const name = nameOf(invocation);
      invocation.runningCalls = this.#calls.get(name) ?? invocation.runningCalls;
      this.#calls.delete(name);
    }
  }
}

function nameOf({ id, run: { input } }: HandedOverInvocation): string {
  return `${id.toString()} ${input.position}@${input.sourceId}`;
}
