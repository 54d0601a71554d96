import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { AttributeValue } from '@millrace/api';

/** What tells one file from another. A type, not an interface, so that it is an attribute value. */
export type FileIdentity = {
  /** Name of the file without its folder. */
  readonly name: string;
  /** Length in bytes. */
  readonly length: number;
  /** How many bytes of its beginning the digest is of. */
  readonly headLength: number;
  /** SHA-256 of its beginning, as hexadecimal digits. */
  readonly headDigest: string;
};

const longestHead = 64 * 1024;
const newline = 0x0a;

/** @throws what the file system says, when the file cannot be read */
export async function identifyFile(path: string): Promise<FileIdentity> {
  // What is no file (a pipe, a terminal) has no beginning that could be read without taking it away from whoever reads it next.
  const length = await lengthOf(path);
  const headLength = Math.min(length, longestHead);
  return { name: basename(path), length, headLength, headDigest: await digestOfHead(path, headLength) };
}

/**
 * What makes a file another one than `recorded`, for people; `undefined`: it is the same one, or has only grown.
 *
 * @param position where a line starts that was read, if one was.
 */
export async function differenceOfFile(
  path: string,
  recorded: AttributeValue,
  position: number | undefined,
): Promise<string | undefined> {
  if (!isFileIdentity(recorded)) {
    return 'it was no file before';
  }
  const name = basename(path);
  if (name !== recorded.name) {
    return `it was the file ${recorded.name} before`;
  }
  const length = await lengthOf(path);
  if (length < recorded.length) {
    return `it is ${length} bytes long, and was ${recorded.length}`;
  }
  if ((await digestOfHead(path, recorded.headLength)) !== recorded.headDigest) {
    return `its first ${recorded.headLength} bytes are not what they were`;
  }
  // It may have grown while it was read, and have been cut or replaced since.
  if (position !== undefined && position >= length) {
    return `it is ${length} bytes long, and was read up to the line at byte ${position}`;
  }
  if (position !== undefined && position > 0 && (await readAt(path, position - 1, 1))[0] !== newline) {
    return `no line starts at byte ${position} any more, up to where it was read`;
  }
  return undefined;
}

function isFileIdentity(value: AttributeValue): value is FileIdentity {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { name, length, headLength, headDigest } = value as Readonly<Record<string, unknown>>;
  return (
    typeof name === 'string' &&
    typeof length === 'number' &&
    typeof headLength === 'number' &&
    typeof headDigest === 'string'
  );
}

async function lengthOf(path: string): Promise<number> {
  const found = await stat(path);
  return found.isFile() ? found.size : 0;
}

/** Fewer bytes at the end of the file; nothing is opened for none. */
async function readAt(path: string, offset: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  if (length > 0) {
    const file = await open(path);
    try {
      for (let bytesRead = -1; filled < length && bytesRead !== 0; filled += bytesRead) {
        ({ bytesRead } = await file.read(bytes, filled, length - filled, offset + filled));
      }
    } finally {
      await file.close();
    }
  }
  return bytes.subarray(0, filled);
}

async function digestOfHead(path: string, length: number): Promise<string> {
  return createHash('sha256')
    .update(await readAt(path, 0, length))
    .digest('hex');
}
