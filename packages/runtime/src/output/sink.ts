import type { AttributeValue, Key } from '@millrace/api';

/** What leaves the job: the content of an output event, and where it came from. */
export interface Output {
  readonly value: AttributeValue;
  readonly key: Key;
  /** Event time of the input that caused it, in milliseconds since the epoch, if the source has timestamps. */
  readonly timestamp: number | undefined;
  /**
   * Identifies the output within its job: equal when the same output is produced again after a crash, different for every other output of the job. Outputs of two jobs may have
   * equal ids; together with the id of the job ({@link SinkOpenParams}) it is unique.
   */
  readonly outputId: string;
}

/** Whose outputs a sink is about to be written. */
export interface SinkOpenParams {
  /** Identifies the job, also across restarts when `job-identifier` is set. */
  readonly jobId: string;
  readonly agentName: string;
  /** 0 … parallelism − 1. Each subtask has a sink of its own. */
  readonly subtaskIndex: number;
}

/**
 * Where outputs go. Extension point: every implementation can run the suite of `@millrace/runtime/conformance`.
 *
 * Laws:
 * - `open` is called once, before anything else; `close` once or more, and nothing after it.
 * - `write` is called for one output at a time, in order; while its promise is pending nothing else is called, and the job slows down to the pace of the sink.
 * - When the promise of `flush` resolves, everything written before is where a reader of the sink finds it. `close` flushes.
 * - A failure throws or rejects and fails the job: `execute()` rejects with a `JobFailedError` that says what the sink failed to do and has the failure as its cause.
 */
export interface Sink {
  open?(params: SinkOpenParams): void | Promise<void>;
  write(output: Output): void | Promise<void>;
  /**
   * A promise about event time: no output that is written from now on has the timestamp `watermarkMs` or an earlier one. It is kept as far as the source keeps its own; an input that was late
   * itself, behind the watermark of its source or of a source that was idle, has late outputs. Outputs without a timestamp are not covered.
   */
  writeWatermark?(watermarkMs: number): void | Promise<void>;
  flush?(): void | Promise<void>;
  close?(): void | Promise<void>;
}
