import { createHash } from 'node:crypto';

/**
 * The name of an event log is `events-<jobId>-<taskName>-<subtaskIndex>.log`, that of a rotated file has a number before `.log` that grows with time.
 *
 * Two subtasks never share a name: characters that are not safe in file names are escaped, so is the separator in task names (which makes the last two separators
 * of a name the ones between its parts), and names that are too long for a file name end in a digest behind `~`, which is never left unescaped.
 */
export interface EventLogName {
  readonly jobId: string;
  readonly taskName: string;
  readonly subtaskIndex: number;
}

/** A name of a file that {@link parseEventLogFileName} recognised. */
export interface EventLogFileName {
  /** What the names of all files of one subtask begin with. */
  readonly stem: string;
  readonly subtaskIndex: number;
  /** Number of a rotated file; `undefined` for the current one. */
  readonly rotation: number | undefined;
}

const extension = '.log';
const rotationDigits = 8;
const longestPart = 100;

/** What the names of all files of one subtask begin with, for example `events-orders-review-0`. */
export function eventLogStem({ jobId, taskName, subtaskIndex }: EventLogName): string {
  const job = escapePart(jobId, /[^\w.-]/g);
  const task = escapePart(taskName, /[^\w.]/g);
  return `events-${job}-${task}-${subtaskIndex}`;
}

/** The current file of a subtask, or one of its rotated files. */
export function eventLogFileName(stem: string, rotation?: number): string {
  return rotation === undefined
    ? `${stem}${extension}`
    : `${stem}.${String(rotation).padStart(rotationDigits, '0')}${extension}`;
}

/** The parts of a file name, or `undefined` for a name that is not one of an event log. */
export function parseEventLogFileName(fileName: string): EventLogFileName | undefined {
  const match = /^(events-.*-(\d+))(?:\.(\d{8,}))?\.log$/s.exec(fileName);
  const stem = match?.[1];
  return stem === undefined
    ? undefined
    : { stem, subtaskIndex: Number(match?.[2]), rotation: match?.[3] === undefined ? undefined : Number(match[3]) };
}

function escapePart(part: string, unsafe: RegExp): string {
  const escaped = part.replace(unsafe, escapeCodeUnit);
  if (escaped.length <= longestPart) {
    return escaped;
  }
  const digest = createHash('sha256').update(escaped).digest('hex').slice(0, 32);
  return `${escaped.slice(0, longestPart - digest.length - 1)}~${digest}`;
}

function escapeCodeUnit(unit: string): string {
  const code = unit.charCodeAt(0);
  return code < 0x80
    ? `%${code.toString(16).toUpperCase().padStart(2, '0')}`
    : `%u${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
