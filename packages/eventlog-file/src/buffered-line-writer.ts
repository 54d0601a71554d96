import { errorMessage } from '@millrace/api';
import { EventLogWriteError } from './errors.js';
import type { FlushTimer } from './flush-timer.js';
import { PendingLines } from './pending-lines.js';

/** Where a {@link BufferedLineWriter} puts its lines. */
export interface LineFile {
  readonly path: string;
  /** Opens the file anew when it is not the one that was written last; returns whether it did. */
  reopenIfReplaced(): boolean;
  /** Bytes that the file may still grow by. Negative when it is too large already. */
  readonly roomBytes: number;
  /** Begins the next file unless `bytes` fit into this one, or it is empty. */
  makeRoom(bytes: number): void;
  /** Appends some of `bytes`, at least one, and returns how many. */
  append(bytes: Uint8Array): number;
  close(): void;
}

export interface BufferLimits {
  readonly writeBufferBytes: number;
  readonly maxBufferBytes: number;
  readonly flushIntervalMs: number;
}

const maxBatchBytes = 256 * 1024;

/**
 * Collects lines and writes many with one call.
 *
 * What cannot be written stays, in order, and the next write begins with it: at the very byte where the last one stopped as long as the file is the same, with the
 * whole line when it is another one. So a line is never mixed with another one, and what is lost is counted: lines that came while the buffer was full, and lines
 * that were still here at the end.
 *
 * A write is attempted when `writeBufferBytes` came in since the last attempt, on `flush` and `close`, and by the timer. What the timer's attempt ran into is thrown by the
 * next call. There is no other retry.
 */
export class BufferedLineWriter {
  readonly #file: LineFile;
  readonly #timer: FlushTimer;
  readonly #maxBufferBytes: number;
  readonly #attemptBytes: number;
  readonly #flushIntervalMs: number;
  readonly #lines = new PendingLines();
  #bytesSinceAttempt = 0;
  #droppedLines = 0;
  #cancelTimer: (() => void) | undefined;
  #timedFailure: EventLogWriteError | undefined;

  constructor(file: LineFile, timer: FlushTimer, limits: BufferLimits) {
    this.#file = file;
    this.#timer = timer;
    this.#maxBufferBytes = limits.maxBufferBytes;
    this.#flushIntervalMs = limits.flushIntervalMs;
    this.#attemptBytes = limits.flushIntervalMs === 0 ? 1 : limits.writeBufferBytes;
  }

  get droppedLines(): number {
    return this.#droppedLines;
  }

  /** Bytes of the lines that wait for the next write. */
  get pendingBytes(): number {
    return this.#lines.bytes;
  }

  get pendingLines(): number {
    return this.#lines.count;
  }

  /**
   * @param line ends in a line feed.
   * @throws EventLogWriteError `EVENT_LOG_WRITE_FAILED`: this line and others are kept; `EVENT_LOG_RECORD_DROPPED`: this line is not.
   */
  append(line: string): void {
    this.#bytesSinceAttempt += this.#lines.push(line);
    const failure = this.#bytesSinceAttempt >= this.#attemptBytes ? this.#attempt() : this.#takeTimedFailure();
    if (this.pendingBytes > this.#maxBufferBytes && this.pendingLines > 1) {
      throw this.#dropNewest(failure);
    }
    this.#armTimer();
    if (failure !== undefined) {
      throw failure;
    }
  }

  /** @throws EventLogWriteError `EVENT_LOG_WRITE_FAILED` */
  flush(): void {
    const failure = this.#attempt();
    if (failure !== undefined) {
      throw failure;
    }
  }

  /** Writes and closes. @throws EventLogWriteError `EVENT_LOG_WRITE_FAILED`, or `EVENT_LOG_RECORDS_LOST` for lines that could not be written. */
  close(): void {
    const writeFailure = this.#attempt();
    const failure = this.#closeFile() ?? writeFailure;
    if (this.pendingLines > 0) {
      throw this.#giveUp(failure);
    }
    if (failure !== undefined) {
      throw failure;
    }
  }

  /** Writes all there is. Returns what went wrong, now or in a timed attempt nobody heard of yet. */
  #attempt(): EventLogWriteError | undefined {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#bytesSinceAttempt = 0;
    const timedFailure = this.#takeTimedFailure();
    try {
      while (this.pendingLines > 0) {
        this.#writeBatch();
      }
    } catch (cause) {
      return this.#writeFailed(cause);
    }
    return timedFailure;
  }

  #writeBatch(): void {
    const lines = this.#lines;
    if (this.#file.reopenIfReplaced()) {
      lines.beginHeadAgain();
    }
    if (lines.headWritten === 0) {
      this.#file.makeRoom(lines.headBytes);
    }
    const batch = lines.batch(Math.min(maxBatchBytes, this.#file.roomBytes + lines.headWritten));
    const written = this.#file.append(batch);
    if (written === 0) {
      throw new Error('Nothing was written.');
    }
    lines.advance(written);
  }

  #armTimer(): void {
    if (this.pendingLines > 0 && this.#cancelTimer === undefined) {
      this.#cancelTimer = this.#timer.schedule(() => {
        this.#timedFailure = this.#attempt();
      }, this.#flushIntervalMs);
    }
  }

  #takeTimedFailure(): EventLogWriteError | undefined {
    const failure = this.#timedFailure;
    this.#timedFailure = undefined;
    return failure;
  }

  #closeFile(): EventLogWriteError | undefined {
    try {
      this.#file.close();
      return undefined;
    } catch (cause) {
      return this.#writeFailed(cause);
    }
  }

  #writeFailed(cause: unknown): EventLogWriteError {
    return this.#error(
      'EVENT_LOG_WRITE_FAILED',
      `Event log records could not be written to ${this.#file.path}: ${errorMessage(cause)}.`,
      {
        hint: `They are kept, up to ${this.#maxBufferBytes} bytes, until a write succeeds.`,
        cause,
      },
    );
  }

  #dropNewest(cause: EventLogWriteError | undefined): EventLogWriteError {
    this.#lines.pop();
    this.#droppedLines++;
    this.#armTimer();
    return this.#error(
      'EVENT_LOG_RECORD_DROPPED',
      `An event log record was dropped, ${this.pendingBytes} bytes wait for ${this.#file.path} already.`,
      {
        hint: 'Make the file writable again, or raise maxBufferBytes.',
        cause,
      },
    );
  }

  #giveUp(cause: EventLogWriteError | undefined): EventLogWriteError {
    const lost = this.pendingLines;
    this.#droppedLines += lost;
    this.#lines.clear();
    return this.#error(
      'EVENT_LOG_RECORDS_LOST',
      `${lost} event log records could not be written to ${this.#file.path} before it was closed.`,
      {
        hint: 'They are not in the log.',
        cause,
      },
    );
  }

  #error(code: string, message: string, options: { hint: string; cause: unknown }): EventLogWriteError {
    return new EventLogWriteError(code, message, {
      ...options,
      file: this.#file.path,
      pendingRecords: this.pendingLines,
      droppedRecords: this.#droppedLines,
    });
  }
}
