import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

const newline = 0x0a;
/** Blank, tab and carriage return. */
const blanks: ReadonlySet<number> = new Set([0x20, 0x09, 0x0d]);

/**
 * Lines of a file that are not blank; `undefined` for what can be read only once, such as a pipe.
 *
 * @param before counts only lines that begin before this byte, at which a line begins. Default: all.
 */
export async function countLines(path: string, before: number = Number.POSITIVE_INFINITY): Promise<number | undefined> {
  if (!(await stat(path)).isFile()) return undefined;
  if (before === 0) return 0;
  let lines = 0;
  let isBlank = true;
  for await (const chunk of createReadStream(path, { end: before - 1 }) as AsyncIterable<Buffer>) {
    for (const byte of chunk) {
      if (byte === newline) isBlank = true;
      else if (isBlank && !blanks.has(byte)) {
        isBlank = false;
        lines += 1;
      }
    }
  }
  return lines;
}
