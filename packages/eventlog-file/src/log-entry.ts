import type { FileHandle } from 'node:fs/promises';
import type { OpenLogFile } from './log-files.js';
import { lineFeed, tornLineMark } from './torn-line.js';

const readBytes = 256 * 1024;

/** What stands where a record should: one line, or the lines of an indented object. */
export interface LogEntry {
  readonly file: string;
  /** Number of its first line, from 1. */
  readonly line: number;
  readonly text: string;
  /**
   * Whether its end is missing for a known reason: the file ends in it, the logger that came next ended it, or the next record begins in the middle of it. Such an
   * entry may still be a whole record that lost only its line feed.
   */
  readonly isTorn: boolean;
}

interface Line {
  readonly number: number;
  readonly text: string;
  readonly isEnded: boolean;
}

/** The entries of one file, in order. Empty lines are none. */
export async function* readLogEntries({ path, handle }: OpenLogFile): AsyncGenerator<LogEntry, void, void> {
  let object: Line[] = [];
  for await (const line of readLines(handle)) {
    const beginsRecord = line.text.startsWith('{');
    if (object.length > 0 && beginsRecord) {
      yield entryOf(path, object, true);
      object = [];
    }
    if (object.length === 0 && line.text !== '{') {
      if (line.text.trim() !== '') {
        yield entryOf(path, [line], isTorn(line));
      }
      continue;
    }
    object.push(line);
    if (line.text === '}' || isTorn(line)) {
      yield entryOf(path, object, line.text !== '}');
      object = [];
    }
  }
  if (object.length > 0) {
    yield entryOf(path, object, true);
  }
}

function entryOf(file: string, lines: readonly Line[], torn: boolean): LogEntry {
  return { file, line: lines[0]?.number ?? 0, text: lines.map(({ text }) => text).join('\n'), isTorn: torn };
}

function isTorn({ text, isEnded }: Line): boolean {
  return !isEnded || text.endsWith(tornLineMark);
}

/** Lines end in a line feed and in nothing else: JSON text may hold every other character that some programs take for the end of a line. */
async function* readLines(handle: FileHandle): AsyncGenerator<Line, void, void> {
  const buffer = Buffer.allocUnsafe(readBytes);
  let begun: Buffer[] = [];
  let number = 1;
  let position = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) {
      break;
    }
    position += bytesRead;
    const bytes = buffer.subarray(0, bytesRead);
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
      yield { number, text: textOf(begun, bytes.subarray(start, end)), isEnded: true };
      begun = [];
      number++;
      start = end + 1;
    }
    // The buffer is read into again, so what is left of it is copied.
    begun.push(Buffer.from(bytes.subarray(start)));
  }
  const rest = textOf(begun, Buffer.alloc(0));
  if (rest !== '') {
    yield { number, text: rest, isEnded: false };
  }
}

function textOf(begun: readonly Buffer[], end: Buffer): string {
  return begun.length === 0 ? end.toString('utf8') : Buffer.concat([...begun, end]).toString('utf8');
}
