import { createHash } from 'node:crypto';
import type { DurableFile } from '../storage/file-system.js';

const chunkBytes = 1024 * 1024;
const lineEnd = 0x0a;

/** SHA-256 of a stretch of a file in hexadecimal digits; `undefined` when the file ends before it does. */
export async function digestOf(file: DurableFile, start: number, length: number): Promise<string | undefined> {
  const digest = createHash('sha256');
  for (let position = start; position < start + length; ) {
    const chunk = await file.read(position, Math.min(chunkBytes, start + length - position));
    if (chunk.length === 0) {
      return undefined;
    }
    digest.update(chunk);
    position += chunk.length;
  }
  return digest.digest('hex');
}

/** Writes all of `source`, which consists of whole lines, to `target` from `position` on; whole lines at a time, so that no reader sees half of one. */
export async function copyLines(source: DurableFile, target: DurableFile, position: number): Promise<void> {
  const length = await source.length();
  for (let copied = 0; copied < length; ) {
    const lines = await readLines(source, copied, chunkBytes);
    await target.write(lines, position + copied);
    copied += lines.length;
  }
}

/** As many whole lines as fit into `most` bytes, at least one. */
async function readLines(file: DurableFile, start: number, most: number): Promise<Uint8Array> {
  const chunk = await file.read(start, most);
  const end = chunk.lastIndexOf(lineEnd) + 1;
  return end > 0 || chunk.length < most
    ? chunk.subarray(0, end === 0 ? chunk.length : end)
    : readLines(file, start, most * 2);
}
