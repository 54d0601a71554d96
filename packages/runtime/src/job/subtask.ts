import type { JournaledInput } from '../checkpoint/checkpoint-manifest.js';
import type { CheckpointedSubtask } from '../checkpoint/checkpointed-subtask.js';
import type { MetricSnapshot } from '../metrics/metric-registry.js';
import type { InputRecord } from '../operator/action-execution-operator.js';
import type { Output } from '../output/sink.js';

/** The part of a job that owns some of the keys, wherever it runs. Given records, watermarks and cuts in one order, it treats them in that order. */
export interface Subtask extends CheckpointedSubtask {
  /** Whether another record may be given to it, whoever owns its key. */
  readonly hasRoom: boolean;
  /** Whether everything it was given is done and has left. */
  readonly isIdle: boolean;
  /** Inputs that were taken and are not finished. */
  readonly unfinishedInputs: number;
  /** Inputs whose run has ended. */
  readonly finishedInputs: number;
  /** Outputs that have left. */
  readonly outputCount: number;
  /** Whether everything that was to leave has left. */
  readonly hasNothingWaiting: boolean;
  processElement(record: InputRecord): void;
  /** A source goes to a position with a record of another subtask, or has no more records (`undefined`). */
  sourceAdvanced(sourceId: string, position: number | undefined): void;
  processWatermark(watermarkMs: number): void;
  /** What belongs to no key leaves in turn with what came before it. Requires a dead-letter sink. */
  addDeadLetter(output: Output): void;
  /** What a source that cannot be read again had brought since the restored checkpoint. */
  journaledInputs(sourceId: string): readonly JournaledInput[];
  /** Goes on with the unfinished work of the restored checkpoint. Called on a turn, once, before the first record. */
  resume(): void;
  /** Nothing goes on until {@link release}, except what a checkpoint takes. */
  hold(): void;
  release(): void;
  /** Closes every invocation that is not completed. */
  abandon(reason: unknown): void;
  /** Lets nothing leave any more. Resolves when no durable call runs and nothing is being written. */
  whenQuiet(): Promise<void>;
  /** Metrics that are kept elsewhere than in those of the job, by their names in the job. */
  metrics(): Promise<MetricSnapshot>;
  /** Closes resources and the event log. */
  close(): Promise<void>;
}
