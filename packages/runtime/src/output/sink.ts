import type { AttributeValue, Key } from '@millrace/api';

/** What leaves the job: the content of an output event, and where it came from. */
export interface Output {
  readonly value: AttributeValue;
  readonly key: Key;
  /** Event time of the input that caused it, in milliseconds since the epoch, if the source has timestamps. */
  readonly timestamp: number | undefined;
  /** Identifies the output: equal when the same output is produced again after a crash, different for every other output of the job. */
  readonly outputId: string;
}

/**
 * Where outputs go. Extension point: every implementation can run the suite of `@millrace/runtime/conformance`.
 *
 * Laws:
 * - `open` is called once, before anything else; `close` once or more, and nothing after it.
 * - `write` is called for one output at a time, in order; while its promise is pending nothing else is called, and the job slows down to the pace of the sink.
 * - When the promise of `flush` resolves, everything written before is where a reader of the sink finds it. `close` flushes.
 * - A failure throws or rejects and fails the job.
 */
export interface Sink {
  open?(): void | Promise<void>;
  write(output: Output): void | Promise<void>;
  /** Nothing that is written from now on is earlier than `watermarkMs`. */
  writeWatermark?(watermarkMs: number): void | Promise<void>;
  flush?(): void | Promise<void>;
  close?(): void | Promise<void>;
}
