import type { ActionTask } from '../task/action-task.js';
import type { Run } from '../task/run.js';
import type { OperatorTurns } from './operator-turns.js';

/** Hands the turn of a run to one of its tasks at a time, first come, first served: at most one invocation of a run proceeds. */
export class RunTurns {
  readonly #turns: OperatorTurns;
  readonly #proceed: (task: ActionTask) => void;
  readonly #grant = (run: Run): void => {
    run.advancing = false;
    let task = run.waiting.poll();
    while (task?.isOver === true) {
      // It was completed from the journal meanwhile.
      task = run.waiting.poll();
    }
    if (task === undefined) {
      return;
    }
    task.awaitsTurn = false;
    run.holder = task;
    this.#proceed(task);
  };

  /** @param proceed called with a task that has the turn now. */
  constructor(turns: OperatorTurns, proceed: (task: ActionTask) => void) {
    this.#turns = turns;
    this.#proceed = proceed;
  }

  /** The task proceeds when it has the turn; those that asked before it come first. */
  request(run: Run, task: ActionTask): void {
    if (!task.awaitsTurn) {
      task.awaitsTurn = true;
      run.waiting.add(task);
      this.#advance(run);
    }
  }

  /** The task that has the turn does not need it for now. */
  release(run: Run): void {
    run.holder = undefined;
    this.#advance(run);
  }

  #advance(run: Run): void {
    if (run.holder === undefined && !run.advancing && !run.waiting.isEmpty) {
      run.advancing = true;
      this.#turns.postFor(this.#grant, run);
    }
  }
}
