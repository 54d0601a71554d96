import type { ActionTask } from './action-task.js';

/** Tasks that stand in line for the turn of their run. Each stands in one line at most, so that the line needs no memory of its own. */
export class TaskLine {
  #first: ActionTask | undefined;
  #last: ActionTask | undefined;

  get isEmpty(): boolean {
    return this.#first === undefined;
  }

  /** Adds a task at the end. It must not stand in line already. */
  add(task: ActionTask): void {
    if (this.#last === undefined) {
      this.#first = task;
    } else {
      this.#last.behind = task;
    }
    this.#last = task;
  }

  /** Removes and returns the first one. */
  poll(): ActionTask | undefined {
    const first = this.#first;
    if (first !== undefined) {
      this.#first = first.behind;
      first.behind = undefined;
      if (this.#first === undefined) {
        this.#last = undefined;
      }
    }
    return first;
  }
}
