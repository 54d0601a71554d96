import { MillraceError, type MillraceErrorOptions } from '@millrace/api';

/** What a {@link EventLogWriteError} says besides its message. */
export interface EventLogWriteErrorOptions extends MillraceErrorOptions {
  readonly file: string;
  readonly pendingRecords: number;
  readonly droppedRecords: number;
}

/**
 * Records could not be written. Codes: `EVENT_LOG_OPEN_FAILED`, `EVENT_LOG_WRITE_FAILED` (they are kept and written by a later write that succeeds),
 * `EVENT_LOG_RECORD_DROPPED` (the buffer is full of what could not be written), `EVENT_LOG_RECORDS_LOST` (the logger is closed).
 */
export class EventLogWriteError extends MillraceError {
  /** The file that could not be written. */
  readonly file: string;
  /** Records that wait in memory for the next write. */
  readonly pendingRecords: number;
  /** Records that were given up since the logger was created, this failure included. */
  readonly droppedRecords: number;

  constructor(code: string, message: string, options: EventLogWriteErrorOptions) {
    super(code, message, options);
    this.file = options.file;
    this.pendingRecords = options.pendingRecords;
    this.droppedRecords = options.droppedRecords;
  }
}

/** What a {@link EventLogReadError} says besides its message. */
export interface EventLogReadErrorOptions extends MillraceErrorOptions {
  readonly file: string;
  readonly line: number;
}

/** A line of an event log is not a record. Code: `EVENT_LOG_LINE_UNREADABLE`. The cause says what is wrong with it. */
export class EventLogReadError extends MillraceError {
  readonly file: string;
  /** Number of the line in the file, from 1; of its first line when a record takes several. */
  readonly line: number;

  constructor(code: string, message: string, options: EventLogReadErrorOptions) {
    super(code, message, options);
    this.file = options.file;
    this.line = options.line;
  }
}
