import {
  type BigIntStats,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { LineFile } from './buffered-line-writer.js';
import { eventLogFileName, parseEventLogFileName } from './file-name.js';
import { lineFeed, tornLineMark } from './torn-line.js';

/** How large files get, and how much of them is kept. */
export interface RotationLimits {
  readonly maxFileSizeBytes: number;
  readonly maxFiles: number;
  readonly maxTotalBytes: number;
}

const tornLineEnd = `${tornLineMark}\n`;

interface KeptFile {
  readonly path: string;
  readonly bytes: number;
}

/**
 * The current file of one subtask and the rotated ones beside it. Owns the file descriptor; the only writer of these files.
 *
 * Space is made before it is needed: the oldest files are deleted, then the current one is renamed, then the next one begun. A step that fails leaves the rest for
 * the next attempt, so that the limits hold even where files cannot be deleted: then nothing is written any more.
 */
export class RotatingFile implements LineFile {
  readonly path: string;
  readonly #directory: string;
  readonly #stem: string;
  readonly #limits: RotationLimits;
  #fd: number | undefined;
  #identity = '';
  #size = 0;
  #endsTorn = false;
  #deletedFiles = 0;

  constructor(directory: string, stem: string, limits: RotationLimits) {
    this.#directory = directory;
    this.#stem = stem;
    this.#limits = limits;
    this.path = join(directory, eventLogFileName(stem));
  }

  /** Files that were deleted to keep the limits. */
  get deletedFiles(): number {
    return this.#deletedFiles;
  }

  /** Whether the current file ends in the middle of a line. */
  get endsTorn(): boolean {
    return this.#endsTorn;
  }

  open(): void {
    mkdirSync(this.#directory, { recursive: true });
    const fd = openSync(this.path, 'a+');
    try {
      const stats = fstatSync(fd, { bigint: true });
      this.#size = Number(stats.size);
      this.#identity = identityOf(stats);
      this.#endsTorn = endsTorn(fd, this.#size);
      this.#deleteOldest(this.#rotatedFiles(), this.#limits.maxFiles - 1, this.#limits.maxTotalBytes - this.#size);
    } catch (failure) {
      closeSync(fd);
      throw failure;
    }
    this.#fd = fd;
  }

  /** Someone may have moved, deleted or emptied the file: what is written to a deleted file is lost, and nothing says so. */
  reopenIfReplaced(): boolean {
    const stats = statSync(this.path, { bigint: true, throwIfNoEntry: false });
    if (
      this.#fd !== undefined &&
      stats !== undefined &&
      identityOf(stats) === this.#identity &&
      stats.size >= this.#size
    ) {
      this.#size = Number(stats.size);
      return false;
    }
    this.close();
    this.open();
    return true;
  }

  get roomBytes(): number {
    return this.#limits.maxFileSizeBytes - this.#size - (this.#endsTorn ? tornLineEnd.length : 0);
  }

  makeRoom(bytes: number): void {
    if (bytes > this.roomBytes && this.#size > 0) {
      this.#rotate();
    }
  }

  append(bytes: Uint8Array): number {
    const fd = this.#fd;
    if (fd === undefined) {
      throw new Error(`${this.path} is not open.`);
    }
    if (this.#endsTorn) {
      this.#size += writeSync(fd, tornLineEnd);
      this.#endsTorn = false;
    }
    const written = writeSync(fd, bytes);
    this.#size += written;
    return written;
  }

  close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) {
      closeSync(fd);
    }
  }

  #rotate(): void {
    const rotated = this.#rotatedFiles();
    const { maxFiles, maxTotalBytes, maxFileSizeBytes } = this.#limits;
    const kept = this.#deleteOldest(
      [...rotated, { path: this.path, bytes: this.#size }],
      maxFiles - 1,
      maxTotalBytes - maxFileSizeBytes,
    );
    if (kept > 0) {
      renameSync(this.path, join(this.#directory, eventLogFileName(this.#stem, (rotated.at(-1)?.rotation ?? 0) + 1)));
    }
    this.close();
    this.open();
  }

  #rotatedFiles(): readonly (KeptFile & { readonly rotation: number })[] {
    const files: (KeptFile & { readonly rotation: number })[] = [];
    for (const name of readdirSync(this.#directory)) {
      const { stem, rotation } = parseEventLogFileName(name) ?? {};
      if (stem === this.#stem && rotation !== undefined) {
        const path = join(this.#directory, name);
        files.push({ path, rotation, bytes: statSync(path, { throwIfNoEntry: false })?.size ?? 0 });
      }
    }
    return files.toSorted((left, right) => left.rotation - right.rotation);
  }

  /** Deletes from the front of `files` until the rest is within the limits; returns how many are left. */
  #deleteOldest(files: readonly KeptFile[], maxCount: number, maxBytes: number): number {
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    let count = files.length;
    for (const file of files) {
      if (count <= maxCount && bytes <= maxBytes) {
        break;
      }
      rmSync(file.path, { force: true });
      this.#deletedFiles++;
      bytes -= file.bytes;
      count--;
    }
    return count;
  }
}

function identityOf(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}`;
}

function endsTorn(fd: number, size: number): boolean {
  const last = new Uint8Array(1);
  return size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== lineFeed;
}
