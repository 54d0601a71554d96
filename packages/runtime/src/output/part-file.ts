import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { DurableFile, FileSystem } from '../storage/file-system.js';
import { writing } from './file-sink-error.js';
import type { PreparedPart } from './file-transaction.js';

/** Lines of a file that are not committed yet, in a file beside it: `<name>.part-<number>`. */
export class PartFile {
  readonly #fileSystem: FileSystem;
  readonly #path: string;
  readonly #number: number;
  readonly #file: DurableFile;
  readonly #digest = createHash('sha256');
  #length = 0;

  private constructor(fileSystem: FileSystem, path: string, number: number, file: DurableFile) {
    this.#fileSystem = fileSystem;
    this.#path = path;
    this.#number = number;
    this.#file = file;
  }

  /** Makes an empty part of the file at `path`. */
  static async create(fileSystem: FileSystem, path: string, number: number): Promise<PartFile> {
    const part = partPath(path, number);
    const file = await writing(part, () => fileSystem.open(part, { write: true, exclusive: true }));
    return new PartFile(fileSystem, part, number, file);
  }

  async append(lines: Uint8Array): Promise<void> {
    await writing(this.#path, async () => await this.#file.write(lines, this.#length));
    this.#digest.update(lines);
    this.#length += lines.length;
  }

  /** Makes the part survive a crash, and closes it. */
  async prepare(): Promise<PreparedPart> {
    await writing(this.#path, async () => {
      await this.#file.dataSync();
      await this.#fileSystem.syncDirectory(dirname(this.#path));
    });
    await this.#file.close();
    return { number: this.#number, length: this.#length, digest: this.#digest.digest('hex') };
  }

  /** Closes the part and leaves it where it is. */
  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** Where part `number` of the file at `path` is. */
export function partPath(path: string, number: number): string {
  return `${path}.part-${number}`;
}

/** Paths of all parts of the file at `path`. */
export async function listParts(fileSystem: FileSystem, path: string): Promise<readonly string[]> {
  const prefix = `${basename(path)}.part-`;
  const names = await fileSystem.list(dirname(path));
  return names
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => join(dirname(path), name));
}
