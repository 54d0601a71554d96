import type { ActionTask } from '../task/action-task.js';

/**
 * Lets an action get one outcome of its durable calls per round of the event loop. Whatever waits for a promise reacts to it before the round is over, so actions see outcomes in the order in which they
 * were recorded, also when several are there at once: a race, for one, is won by the same call in every replay.
 */
export class DeliveryRounds {
  readonly #goOn: (task: ActionTask) => void;
  readonly #waiting = new Set<ActionTask>();
  #round = 0;
  #isEnding = false;
  readonly #begin = (): void => {
    this.#isEnding = false;
    this.#round++;
    if (this.#waiting.size > 0) {
      const waiting = [...this.#waiting];
      this.#waiting.clear();
      for (const task of waiting) {
        this.#goOn(task);
      }
    }
  };

  /** @param goOn called for each task that waits, when the round is over. */
  constructor(goOn: (task: ActionTask) => void) {
    this.#goOn = goOn;
  }

  /** Whether a task may get an outcome in this round. If not, it is told when the next one has begun. */
  admits(task: ActionTask): boolean {
    if (task.servedInRound !== this.#round) {
      return true;
    }
    this.await(task);
    return false;
  }

  /** A task has got an outcome. */
  served(task: ActionTask): void {
    task.servedInRound = this.#round;
    this.#end();
  }

  /** A task is told when the next round has begun. */
  await(task: ActionTask): void {
    this.#waiting.add(task);
    this.#end();
  }

  #end(): void {
    if (!this.#isEnding) {
      this.#isEnding = true;
      setImmediate(this.#begin);
    }
  }
}
