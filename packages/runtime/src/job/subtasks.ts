import { encodeKey } from '@millrace/api';
import type { CheckpointedSubtask } from '../checkpoint/checkpoint-coordinator.js';
import type { KeyOwnership } from '../identity/key-ownership.js';
import type { ActionExecutionOperator, InputRecord } from '../operator/action-execution-operator.js';
import type { AssembledOperator } from '../operator/operator-factory.js';

/** The subtasks of a job, each with an operator of its own: what the sources bring goes to the one that owns the key, or to all. */
export class Subtasks implements Iterable<AssembledOperator> {
  readonly #subtasks: readonly AssembledOperator[];
  readonly #operators: readonly ActionExecutionOperator[];
  readonly #ownership: KeyOwnership;

  constructor(subtasks: readonly AssembledOperator[], ownership: KeyOwnership) {
    this.#subtasks = subtasks;
    this.#operators = subtasks.map(({ operator }) => operator);
    this.#ownership = ownership;
  }

  [Symbol.iterator](): Iterator<AssembledOperator> {
    return this.#subtasks[Symbol.iterator]();
  }

  /** What checkpoints are taken of. */
  get durable(): readonly CheckpointedSubtask[] {
    return this.#subtasks.flatMap(({ journal, keyedState, outlet }) =>
      journal === undefined ? [] : [{ journal, keyedState, outlet }],
    );
  }

  /** Whether another record may be taken, whoever its owner is. */
  get hasRoom(): boolean {
    return this.#operators.every(({ hasRoom }) => hasRoom);
  }

  get isIdle(): boolean {
    return this.#operators.every(({ isIdle }) => isIdle);
  }

  /** Inputs that were taken and are not finished. */
  get unfinishedInputs(): number {
    return this.#operators.reduce((sum, { runs, pendingInputs }) => sum + runs.size + pendingInputs, 0);
  }

  /** Inputs whose run has ended. */
  get finishedInputs(): number {
    return this.#operators.reduce((sum, { finishedInputs }) => sum + finishedInputs, 0);
  }

  /** Outputs that were handed to the sink. */
  get outputCount(): number {
    return this.#subtasks.reduce((sum, { outlet }) => sum + outlet.outputCount, 0);
  }

  /** Whether everything that was to leave has left. */
  get hasNothingWaiting(): boolean {
    return this.#subtasks.every(({ outlet }) => outlet.length === 0);
  }

  /** The first one: what belongs to no key leaves through it. */
  get first(): AssembledOperator | undefined {
    return this.#subtasks[0];
  }

  processElement(record: InputRecord): void {
    const [only] = this.#operators;
    if (only !== undefined && this.#operators.length === 1) {
      only.processElement(record);
      return;
    }
    const owner = this.#ownership.ownerOf(encodeKey(record.key));
    for (const [index, operator] of this.#operators.entries()) {
      if (index === owner) {
        operator.processElement(record);
      } else {
        // A record of its own that it expected before this one does not come any more.
        operator.sourceAdvanced(record.position.sourceId, record.position.position);
      }
    }
  }

  processWatermark(watermarkMs: number): void {
    for (const operator of this.#operators) {
      operator.processWatermark(watermarkMs);
    }
  }

  sourceEnded(sourceId: string): void {
    for (const operator of this.#operators) {
      operator.sourceAdvanced(sourceId, undefined);
    }
  }

  async flushEventLogs(): Promise<void> {
    await Promise.all(this.#subtasks.map((subtask) => subtask.flushEventLog()));
  }

  /** Closes every task that is not completed. */
  close(reason: unknown): void {
    for (const operator of this.#operators) {
      operator.close(reason);
    }
  }

  /** Lets nothing leave any more. Resolves when no durable call runs and nothing is being written. */
  async whenQuiet(): Promise<void> {
    await Promise.all(this.#subtasks.flatMap(({ callLimiter, outlet }) => [callLimiter.whenIdle(), outlet.close()]));
  }
}
