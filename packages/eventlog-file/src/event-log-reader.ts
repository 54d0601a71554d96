import { builtInEventClasses, EventCodec, errorMessage, unexpected } from '@millrace/api';
import { EventLogReadError } from './errors.js';
import type { EventLogRecord } from './event-log-record.js';
import { decodeEventLogRecord } from './event-log-record-codec.js';
import { LatestAttempts, type LoggedPosition } from './latest-attempts.js';
import { type LogEntry, readLogEntries } from './log-entry.js';
import { findLogStreams, type LogStream, openLogFiles } from './log-files.js';

/** Part of a log that is not a record because its end was never written. */
export interface TornLine {
  readonly file: string;
  /** Number of the line, from 1. */
  readonly line: number;
  /** What is there of it. */
  readonly text: string;
}

/** How an event log is read. All are optional. */
export interface EventLogReadOptions {
  /** Knows the event classes. Default: those of Millrace; events of other types become plain events. */
  readonly codec?: EventCodec | undefined;
  /**
   * `latest`: of records with equal job, task and causal position only the last one of the highest attempt; that takes a pass or two over the log before the first record
   * comes. `all`: every record. Default: `latest`.
   */
  readonly attempts?: 'latest' | 'all' | undefined;
  /** Told of lines that were cut off by a crash or are still being written. Default: they are left out. */
  readonly onTornLine?: ((line: TornLine) => void) | undefined;
  /** Told of lines that are no records, which are left out then. Default: the error is thrown. */
  readonly onBadLine?: ((error: EventLogReadError) => void) | undefined;
}

/**
 * Reads what a {@link FileEventLogger} logged, as far as it was flushed; a logger may go on writing meanwhile. Subtasks come one after the other, the records of each in the
 * order they were logged, across rotated files.
 *
 * @param path the `baseLogDir` of the logger for all subtasks; the current file of one subtask for its whole log; any other file for that file.
 * @throws NotFoundError `EVENT_LOG_NOT_FOUND`
 * @throws EventLogReadError `EVENT_LOG_LINE_UNREADABLE` unless there is `onBadLine`.
 */
export async function* readEventLog(
  path: string,
  options: EventLogReadOptions = {},
): AsyncGenerator<EventLogRecord, void, void> {
  const { codec = new EventCodec(builtInEventClasses), attempts = 'latest' } = options;
  if (attempts !== 'latest' && attempts !== 'all') {
    throw unexpected(attempts, 'options.attempts', 'latest or all');
  }
  const streams = await findLogStreams(path);
  const latest = attempts === 'latest' ? await findLatestAttempts(streams) : undefined;
  for await (const entry of readEntries(streams)) {
    const record = decode(entry, codec, options);
    if (!isSuperseded(entry, latest) && record !== undefined) {
      yield record;
    }
  }
}

/** A line that is no record is asked about, too, if it says what it was about: every position that was counted is. */
function isSuperseded({ text }: LogEntry, latest: LatestAttempts | undefined): boolean {
  const position = latest === undefined || latest.isEmpty ? undefined : parsePosition(text);
  return position !== undefined && latest?.isSuperseded(position) === true;
}

async function* readEntries(streams: readonly LogStream[]): AsyncGenerator<LogEntry, void, void> {
  for (const stream of streams) {
    for await (const file of openLogFiles(stream)) {
      yield* readLogEntries(file);
    }
  }
}

function decode(entry: LogEntry, codec: EventCodec, options: EventLogReadOptions): EventLogRecord | undefined {
  const { file, line, text, isTorn } = entry;
  try {
    return decodeEventLogRecord(JSON.parse(text), codec);
  } catch (cause) {
    if (isTorn && cause instanceof SyntaxError) {
      options.onTornLine?.({ file, line, text });
    } else {
      report(unreadable(entry, cause), options);
    }
    return undefined;
  }
}

function report(error: EventLogReadError, { onBadLine }: EventLogReadOptions): void {
  if (onBadLine === undefined) {
    throw error;
  }
  onBadLine(error);
}

function unreadable({ file, line }: LogEntry, cause: unknown): EventLogReadError {
  return new EventLogReadError(
    'EVENT_LOG_LINE_UNREADABLE',
    `Line ${line} of ${file} is not an event log record: ${errorMessage(cause)}`,
    { file, line, hint: 'Pass onBadLine to leave such lines out.', cause },
  );
}

async function findLatestAttempts(streams: readonly LogStream[]): Promise<LatestAttempts> {
  let bytes = 0;
  for (const stream of streams) {
    for await (const { handle } of openLogFiles(stream)) {
      bytes += (await handle.stat()).size;
    }
  }
  return LatestAttempts.find(() => readPositions(streams), bytes);
}

async function* readPositions(streams: readonly LogStream[]): AsyncGenerator<LoggedPosition, void, void> {
  for await (const { text } of readEntries(streams)) {
    const position = parsePosition(text);
    if (position !== undefined) {
      yield position;
    }
  }
}

function parsePosition(text: string): LoggedPosition | undefined {
  try {
    const json: unknown = JSON.parse(text);
    const { jobId, taskName, causalPosition, attempt } = json as Readonly<Record<string, unknown>>;
    return typeof causalPosition === 'string' && causalPosition !== '' && typeof attempt === 'number'
      ? { identity: identityOf(jobId, taskName, causalPosition), attempt }
      : undefined;
  } catch {
    // Told when the line is read for its record.
    return undefined;
  }
}

function identityOf(...parts: readonly unknown[]): string {
  return JSON.stringify(parts);
}
