import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AttributeReader,
  acceptAllEvents,
  type EventFilter,
  type EventLogLevel,
  MemberReader,
  mapOf,
  parseEventLogLevel,
  readBoolean,
  readText,
  unexpected,
} from '@millrace/api';
import { type FlushTimer, wallClockTimer } from './flush-timer.js';
import type { TruncationLimits } from './json-truncator.js';

const KIB = 1024;
const MIB = 1024 * KIB;

/** Options of a {@link FileEventLogger}. All are optional. */
export interface FileEventLoggerOptions {
  /** Directory of the files; made when it is missing. Default, also for a blank one: `millrace` in the system's directory of temporary files. */
  readonly baseLogDir?: string | undefined;
  /** Whether records are indented for people, over several lines. Default: false. */
  readonly prettyPrint?: boolean | undefined;
  /** Which events are logged. Default: all. */
  readonly filter?: EventFilter | undefined;
  /** How much of an event is logged whose type has no level of its own. Default: `STANDARD`. */
  readonly level?: EventLogLevel | undefined;
  /** Levels by event type. The level of `a.b` applies to `a.b.c` unless that has its own. Default: none. */
  readonly levelsByType?: Readonly<Record<string, EventLogLevel>> | undefined;
  /** Longer strings are cut at level `STANDARD`; UTF-16 units, 0 for no limit. Default: 2000. */
  readonly maxStringLength?: number | undefined;
  /** Longer arrays are cut at level `STANDARD`; 0 for no limit. Default: 20. */
  readonly maxArrayElements?: number | undefined;
  /** Deeper objects are cut at level `STANDARD`; the attributes are level 1, 0 for no limit. Default: 5. */
  readonly maxDepth?: number | undefined;
  /** Buffered bytes that are written without waiting for a flush. Default: 64 KiB. */
  readonly writeBufferBytes?: number | undefined;
  /** Bytes that are kept while writes fail; later records are dropped and counted. Default: 8 MiB. */
  readonly maxBufferBytes?: number | undefined;
  /** Milliseconds from the first buffered record to its write, at the latest; 0 writes each record at once. Default: 1000. */
  readonly flushIntervalMs?: number | undefined;
  /** Size at which a file is closed and the next one begun; only a single larger record makes a larger file. Default: 64 MiB. */
  readonly maxFileSizeBytes?: number | undefined;
  /** Files kept per subtask, the current one included; the oldest are deleted. Default: 16. */
  readonly maxFiles?: number | undefined;
  /** Bytes kept per subtask in all its files; at least `maxFileSizeBytes`. Default: `maxFiles` × `maxFileSizeBytes`. */
  readonly maxTotalBytes?: number | undefined;
  /** What schedules timed writes. Default: real time. */
  readonly timer?: FlushTimer | undefined;
}

/** {@link FileEventLoggerOptions} with every default applied. */
export interface ResolvedFileEventLoggerOptions extends TruncationLimits {
  readonly baseLogDir: string;
  readonly prettyPrint: boolean;
  readonly filter: EventFilter;
  readonly level: EventLogLevel;
  readonly levelsByType: ReadonlyMap<string, EventLogLevel>;
  readonly writeBufferBytes: number;
  readonly maxBufferBytes: number;
  readonly flushIntervalMs: number;
  readonly maxFileSizeBytes: number;
  readonly maxFiles: number;
  readonly maxTotalBytes: number;
  readonly timer: FlushTimer;
}

const names = [
  'baseLogDir',
  'prettyPrint',
  'filter',
  'level',
  'levelsByType',
  'maxStringLength',
  'maxArrayElements',
  'maxDepth',
  'writeBufferBytes',
  'maxBufferBytes',
  'flushIntervalMs',
  'maxFileSizeBytes',
  'maxFiles',
  'maxTotalBytes',
  'timer',
] as const satisfies readonly (keyof FileEventLoggerOptions)[];

/**
 * Checks options, which may come from configuration, and applies the defaults.
 *
 * @throws InvalidValueError `ATTRIBUTE_UNKNOWN` for a name that is no option, `ATTRIBUTE_INVALID` or `EVENT_LOG_LEVEL_INVALID` for a value that does not fit;
 * `path` is `options.<name>`.
 */
export function resolveFileEventLoggerOptions(options: FileEventLoggerOptions): ResolvedFileEventLoggerOptions {
  const given = new MemberReader(options, 'options').only(...names);
  const maxFileSizeBytes = given.optional('maxFileSizeBytes', integerFrom(1)) ?? 64 * MIB;
  const maxFiles = given.optional('maxFiles', integerFrom(1)) ?? 16;
  return {
    baseLogDir: given.optional('baseLogDir', readText)?.trim() || join(tmpdir(), 'millrace'),
    prettyPrint: given.optional('prettyPrint', readBoolean) ?? false,
    filter: given.optional('filter', readFilter) ?? acceptAllEvents,
    level: given.optional('level', readLevel) ?? 'STANDARD',
    levelsByType: given.optional('levelsByType', mapOf(readLevel)) ?? new Map(),
    maxStringLength: given.optional('maxStringLength', integerFrom(0)) ?? 2000,
    maxArrayElements: given.optional('maxArrayElements', integerFrom(0)) ?? 20,
    maxDepth: given.optional('maxDepth', integerFrom(0)) ?? 5,
    writeBufferBytes: given.optional('writeBufferBytes', integerFrom(1)) ?? 64 * KIB,
    maxBufferBytes: given.optional('maxBufferBytes', integerFrom(1)) ?? 8 * MIB,
    flushIntervalMs: given.optional('flushIntervalMs', integerFrom(0, 2 ** 31 - 1)) ?? 1000,
    maxFileSizeBytes,
    maxFiles,
    maxTotalBytes: given.optional('maxTotalBytes', integerFrom(maxFileSizeBytes)) ?? maxFiles * maxFileSizeBytes,
    timer: given.optional('timer', readTimer) ?? wallClockTimer,
  };
}

function integerFrom(min: number, max: number = Number.MAX_SAFE_INTEGER): AttributeReader<number> {
  return (value, path) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) {
      const upTo = max === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${max}`;
      throw unexpected(value, path, `an integer of at least ${min}${upTo}`);
    }
    return value;
  };
}

const readLevel: AttributeReader<EventLogLevel> = (value, path) => parseEventLogLevel(readText(value, path), path);

const readFilter: AttributeReader<EventFilter> = (value, path) => {
  if (typeof value !== 'function') {
    throw unexpected(value, path, 'a function of event and context');
  }
  return value as EventFilter;
};

const readTimer: AttributeReader<FlushTimer> = (value, path) => {
  if (typeof value !== 'object' || value === null || !('schedule' in value) || typeof value.schedule !== 'function') {
    throw unexpected(value, path, 'an object with a method schedule');
  }
  return value as FlushTimer;
};
