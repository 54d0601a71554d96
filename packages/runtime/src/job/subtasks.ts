import { encodeKey } from '@millrace/api';
import type { JournaledInput } from '../checkpoint/checkpoint-manifest.js';
import type { KeyOwnership } from '../identity/key-ownership.js';
import type { MetricSnapshot } from '../metrics/metric-registry.js';
import type { InputRecord } from '../operator/action-execution-operator.js';
import type { Subtask } from './subtask.js';

/** The subtasks of a job: what the sources bring goes to the one that owns the key, or to all. */
export class Subtasks {
  readonly all: readonly Subtask[];
  readonly #ownership: KeyOwnership;

  constructor(subtasks: readonly Subtask[], ownership: KeyOwnership) {
    this.all = subtasks;
    this.#ownership = ownership;
  }

  /** Whether another record may be taken, whoever its owner is. */
  get hasRoom(): boolean {
    return this.all.every(({ hasRoom }) => hasRoom);
  }

  get isIdle(): boolean {
    return this.all.every(({ isIdle }) => isIdle);
  }

  /** Inputs that were taken and are not finished. */
  get unfinishedInputs(): number {
    return this.all.reduce((sum, { unfinishedInputs }) => sum + unfinishedInputs, 0);
  }

  /** Inputs whose run has ended. */
  get finishedInputs(): number {
    return this.all.reduce((sum, { finishedInputs }) => sum + finishedInputs, 0);
  }

  /** Outputs that have left the subtasks. */
  get outputCount(): number {
    return this.all.reduce((sum, { outputCount }) => sum + outputCount, 0);
  }

  /** Whether everything that was to leave has left. */
  get hasNothingWaiting(): boolean {
    return this.all.every(({ hasNothingWaiting }) => hasNothingWaiting);
  }

  /** The first one: what belongs to no key leaves through it. */
  get first(): Subtask | undefined {
    return this.all[0];
  }

  processElement(record: InputRecord): void {
    const [only] = this.all;
    if (only !== undefined && this.all.length === 1) {
      only.processElement(record);
      return;
    }
    const owner = this.#ownership.ownerOf(encodeKey(record.key));
    for (const [index, subtask] of this.all.entries()) {
      if (index === owner) {
        subtask.processElement(record);
      } else {
        // A record of its own that it expected before this one does not come any more.
        subtask.sourceAdvanced(record.position.sourceId, record.position.position);
      }
    }
  }

  processWatermark(watermarkMs: number): void {
    for (const subtask of this.all) {
      subtask.processWatermark(watermarkMs);
    }
  }

  sourceEnded(sourceId: string): void {
    for (const subtask of this.all) {
      subtask.sourceAdvanced(sourceId, undefined);
    }
  }

  journaledInputs(sourceId: string): readonly JournaledInput[] {
    return this.all.flatMap((subtask) => subtask.journaledInputs(sourceId));
  }

  resume(): void {
    for (const subtask of this.all) {
      subtask.resume();
    }
  }

  hold(): void {
    for (const subtask of this.all) {
      subtask.hold();
    }
  }

  release(): void {
    for (const subtask of this.all) {
      subtask.release();
    }
  }

  /** Closes every invocation that is not completed. */
  abandon(reason: unknown): void {
    for (const subtask of this.all) {
      subtask.abandon(reason);
    }
  }

  /** Lets nothing leave any more. Resolves when no durable call runs and nothing is being written. */
  async whenQuiet(): Promise<void> {
    await Promise.all(this.all.map((subtask) => subtask.whenQuiet()));
  }

  /** Metrics that are kept elsewhere than in those of the job. */
  async metrics(): Promise<MetricSnapshot> {
    return Object.assign({}, ...(await Promise.all(this.all.map((subtask) => subtask.metrics()))));
  }
}
