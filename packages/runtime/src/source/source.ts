import type { AttributeValue } from '@millrace/api';

/** One element of an input stream, or what is there instead of one. */
export type SourceRecord<T> = GoodSourceRecord<T> | MalformedSourceRecord;

/** A record as its source read it. */
export interface GoodSourceRecord<T> {
  readonly value: T;
  /** Where the record is in its source: a whole number from 0 that grows from record to record, the same on every read. */
  readonly position: number;
  /** Event time in milliseconds since the epoch, if the source knows it. */
  readonly timestamp?: number | undefined;
}

/** Something that should have been a record. It goes to the job's dead-letter sink. */
export interface MalformedSourceRecord {
  readonly position: number;
  readonly malformed: {
    /** What is wrong, for people. */
    readonly reason: string;
    /** What was read. */
    readonly text: string;
    /** Line in the file, from 1, if there are lines. */
    readonly line?: number;
  };
}

/** How a source is opened. */
export interface SourceReadOptions {
  /** Deliver only records behind this position; `undefined`: from the start. */
  readonly after: number | undefined;
  /** Aborted when the job needs no more records. The iteration may then end early. */
  readonly signal: AbortSignal;
}

/**
 * Where records come from. Extension point: every implementation can run the suite of `@millrace/runtime/conformance`.
 *
 * Laws:
 * - `read` is called once per life of the job. It delivers records in the order of their positions, and is asked for the next one only when there is room for it.
 * - A replayable source delivers the same record at the same position on every read, also in another process.
 * - `read({ after: p })` delivers exactly the records that `read({ after: undefined })` delivers behind `p`.
 * - `identify` answers the same for every source over the same input, also in another process; wherever in that input somebody has read to, `differenceFrom` finds no difference from the answer.
 *   Neither changes what is read.
 * - A failure rejects (or throws out of) the iteration and fails the job. Ending the iteration ends the input.
 */
export interface Source<T> {
  /** Names the source within the job. Stable across restarts: ids of input events derive from it. */
  readonly id: string;
  /** Whether positions can be read again after a crash. */
  readonly replayable: boolean;
  read(options: SourceReadOptions): AsyncIterable<SourceRecord<T>> | Iterable<SourceRecord<T>>;
  /** What the input is. Kept with the state of a job, which refuses to go on with another input. Asked before `read`. Default: nothing is compared. */
  identify?(): Promise<AttributeValue>;
  /**
   * What makes the input another one than that which identified itself as `recorded` and was read up to and with `position`, as the end of a sentence for people; `undefined`: it is the same.
   * Asked before `read`. Default: inputs are the same whose identities are equal.
   */
  differenceFrom?(recorded: AttributeValue, position: number | undefined): Promise<string | undefined>;
}
