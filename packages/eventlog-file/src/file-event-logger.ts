import {
  type Event,
  type EventContext,
  type EventLogger,
  type EventLoggerFactory,
  type EventLoggerOpenParams,
  type EventLoggerRegistry,
  EventLogLevelResolver,
  errorMessage,
  IllegalStateError,
} from '@millrace/api';
import { AttributesText } from './attributes-text.js';
import { BufferedLineWriter } from './buffered-line-writer.js';
import { EventLogWriteError } from './errors.js';
import { EventLogText } from './event-log-text.js';
import { eventLogStem } from './file-name.js';
import { noLimits } from './json-truncator.js';
import {
  type FileEventLoggerOptions,
  type ResolvedFileEventLoggerOptions,
  resolveFileEventLoggerOptions,
} from './options.js';
import { RotatingFile } from './rotating-file.js';

/** What is there between open and close. */
interface OpenLog {
  readonly text: Readonly<Record<'STANDARD' | 'VERBOSE', EventLogText>>;
  readonly file: RotatingFile;
  readonly writer: BufferedLineWriter;
}

/**
 * Logs events as JSON lines, into files of its own for each subtask: `<baseLogDir>/events-<jobId>-<taskName>-<subtaskIndex>.log`.
 *
 * All file operations are synchronous calls into the page cache: an append costs an encoding, and one write for many of them. Nothing is forced to the disk; what
 * was flushed survives the death of the process, not that of the machine.
 */
export class FileEventLogger implements EventLogger {
  readonly #options: ResolvedFileEventLoggerOptions;
  readonly #levels: EventLogLevelResolver;
  readonly #cutText: AttributesText;
  #state: 'new' | 'open' | 'closed' = 'new';
  #log: OpenLog | undefined;

  /** @throws InvalidValueError naming the option that is not acceptable. */
  constructor(options: FileEventLoggerOptions = {}) {
    this.#options = resolveFileEventLoggerOptions(options);
    this.#levels = new EventLogLevelResolver(this.#options.level, this.#options.levelsByType);
    this.#cutText = new AttributesText(this.#options);
  }

  /** Records that were given up because they could not be written. */
  get droppedRecords(): number {
    return this.#log?.writer.droppedLines ?? 0;
  }

  /** Records that wait in memory for the next write. */
  get pendingRecords(): number {
    return this.#log?.writer.pendingLines ?? 0;
  }

  /** Records whose attributes were cut to the limits. */
  get truncatedRecords(): number {
    return this.#cutText.cuts;
  }

  /** Files that were deleted to keep the limits. */
  get deletedFiles(): number {
    return this.#log?.file.deletedFiles ?? 0;
  }

  /**
   * Opens the file of the subtask, at its end when it exists.
   *
   * @throws EventLogWriteError `EVENT_LOG_OPEN_FAILED`; the logger can be opened again then.
   * @throws IllegalStateError `EVENT_LOGGER_STATE`
   */
  open(params: EventLoggerOpenParams): void {
    if (this.#state !== 'new') {
      throw illegalState(`The event logger is ${this.#state}, it cannot be opened again.`, 'Make a new one.');
    }
    const { jobId, taskName, subtaskIndex, logger } = params;
    const file = new RotatingFile(this.#options.baseLogDir, eventLogStem(params), this.#options);
    try {
      file.open();
    } catch (cause) {
      throw openFailed(file.path, cause);
    }
    if (file.endsTorn) {
      logger.warn('The last line of the event log is incomplete; records go on in a new line.', { file: file.path });
    }
    const subtask = { jobId, taskName, subtaskId: subtaskIndex };
    this.#log = {
      text: {
        STANDARD: new EventLogText({ ...subtask, logLevel: 'STANDARD' }, this.#cutText),
        VERBOSE: new EventLogText({ ...subtask, logLevel: 'VERBOSE' }, new AttributesText(noLimits)),
      },
      file,
      writer: new BufferedLineWriter(file, this.#options.timer, this.#options),
    };
    this.#state = 'open';
  }

  /**
   * @throws EventLogWriteError `EVENT_LOG_WRITE_FAILED`: the record is kept for the next write; `EVENT_LOG_RECORD_DROPPED`: it is not.
   * @throws InvalidValueError for a record that cannot be encoded; nothing is logged.
   * @throws IllegalStateError `EVENT_LOGGER_STATE`
   */
  append(context: EventContext, event: Event): void {
    const { writer, text } = this.#opened();
    const logLevel = this.#levels.resolve(event.type);
    if (logLevel === 'OFF' || !this.#options.filter(event, context)) {
      return;
    }
    const record = text[logLevel].of(context, event);
    writer.append(`${this.#options.prettyPrint ? indented(record) : record}\n`);
  }

  /**
   * @throws EventLogWriteError `EVENT_LOG_WRITE_FAILED`
   * @throws IllegalStateError `EVENT_LOGGER_STATE`
   */
  flush(): void {
    this.#opened().writer.flush();
  }

  /** @throws EventLogWriteError `EVENT_LOG_RECORDS_LOST` for records that could not be written. The logger is closed nevertheless. */
  close(): void {
    const wasOpen = this.#state === 'open';
    this.#state = 'closed';
    if (wasOpen) {
      this.#log?.writer.close();
    }
  }

  #opened(): OpenLog {
    if (this.#state !== 'open' || this.#log === undefined) {
      throw this.#state === 'new'
        ? illegalState('The event logger is not open yet.', 'Call open() first.')
        : illegalState('The event logger is closed.', 'Make a new one.');
    }
    return this.#log;
  }
}

/** Makes a {@link FileEventLogger} per subtask. @throws InvalidValueError naming the option that is not acceptable. */
export function fileEventLogger(options: FileEventLoggerOptions = {}): EventLoggerFactory {
  resolveFileEventLoggerOptions(options);
  return () => new FileEventLogger(options);
}

/** Makes `registry` know the type `file`. The properties of its loggers are {@link FileEventLoggerOptions}, by the same names. */
export function registerFileEventLogger(registry: EventLoggerRegistry): EventLoggerRegistry {
  return registry.register('file', ({ properties, filter }) => {
    // Properties are whatever someone configured; the constructor checks each of them.
    const options = (properties ?? {}) as FileEventLoggerOptions;
    return new FileEventLogger(filter === undefined ? options : { ...options, filter });
  });
}

function indented(json: string): string {
  return JSON.stringify(JSON.parse(json), undefined, 2);
}

function illegalState(problem: string, hint: string): IllegalStateError {
  return new IllegalStateError('EVENT_LOGGER_STATE', problem, { hint });
}

function openFailed(file: string, cause: unknown): EventLogWriteError {
  return new EventLogWriteError(
    'EVENT_LOG_OPEN_FAILED',
    `The event log ${file} cannot be opened: ${errorMessage(cause)}.`,
    {
      file,
      pendingRecords: 0,
      droppedRecords: 0,
      hint: 'Make the directory writable, or choose another baseLogDir.',
      cause,
    },
  );
}
