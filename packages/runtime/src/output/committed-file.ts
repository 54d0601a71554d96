import { dirname } from 'node:path';
import type { DurableFile, FileSystem } from '../storage/file-system.js';
import { copyLines, digestOf } from './file-lines.js';
import { FileSinkError, writing } from './file-sink-error.js';
import { type FileTransaction, type PlacedPart, placedParts } from './file-transaction.js';
import { listParts, partPath } from './part-file.js';

/**
 * The file readers look at, while a job commits to it checkpoint by checkpoint: it never shows anything that is not committed.
 *
 * A part is removed only after its lines are durable in the file, so a part that is not there was committed if the file has its lines, and is lost otherwise.
 */
export class CommittedFile {
  readonly #fileSystem: FileSystem;
  readonly #path: string;
  readonly #file: DurableFile;

  private constructor(fileSystem: FileSystem, path: string, file: DurableFile) {
    this.#fileSystem = fileSystem;
    this.#path = path;
    this.#file = file;
  }

  /** Goes on after a checkpoint, or with an empty file. Whatever the checkpoint does not know of is gone then. */
  static async begin(
    fileSystem: FileSystem,
    path: string,
    restored: FileTransaction | undefined,
  ): Promise<CommittedFile> {
    const file = new CommittedFile(fileSystem, path, await fileSystem.open(path, { write: true, create: true }));
    try {
      await file.commit(restored ?? { checkpointId: 0, offset: 0, parts: [] });
      for (const part of await listParts(fileSystem, path)) {
        await writing(part, () => fileSystem.remove(part));
      }
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** Makes the file end with the transaction. Checks everything before it changes anything. @throws FileSinkError */
  async commit(transaction: FileTransaction): Promise<void> {
    const length = await this.#file.length();
    if (length < transaction.offset) {
      throw this.#shortened(length, transaction.offset);
    }
    const { committed, pending } = await this.#sortParts(transaction);
    const start = committed.at(-1)?.end ?? transaction.offset;
    await writing(this.#path, async () => {
      if (length > start) {
        // Also what was written before: a sync that failed would be taken for done otherwise.
        await this.#file.truncate(start);
      }
      for (const part of pending) {
        await this.#copy(part);
      }
      await this.#file.dataSync();
      await this.#fileSystem.syncDirectory(dirname(this.#path));
    });
    for (const { number } of pending) {
      const path = partPath(this.#path, number);
      await writing(path, () => this.#fileSystem.remove(path));
    }
  }

  /** Parts up to the last that is not there any more are committed, also those that a loss of power has brought back. @throws FileSinkError `SINK_PART_CORRUPT` */
  async #sortParts(
    transaction: FileTransaction,
  ): Promise<{ readonly committed: readonly PlacedPart[]; readonly pending: readonly PlacedPart[] }> {
    const parts = placedParts(transaction);
    const present = await Promise.all(parts.map(({ number }) => this.#fileSystem.exists(partPath(this.#path, number))));
    const pendingFrom = present.lastIndexOf(false) + 1;
    const [committed, pending] = [parts.slice(0, pendingFrom), parts.slice(pendingFrom)];
    for (const part of committed) {
      await this.#checkCommitted(part);
    }
    for (const part of pending) {
      await this.#withPart(part, (file) => this.#checkPending(part, file));
    }
    return { committed, pending };
  }

  async #checkCommitted({ number, start, end, length: partLength, digest }: PlacedPart): Promise<void> {
    const length = await this.#file.length();
    if (length > start && length < end) {
      throw this.#shortened(length, end);
    }
    if ((await digestOf(this.#file, start, partLength)) !== digest) {
      throw new FileSinkError(
        'SINK_PART_CORRUPT',
        `Lines of a checkpoint are missing: they are not in ${this.#path}, and this part of it is gone`,
        partPath(this.#path, number),
        { hint: 'Put the files back as they were, or begin anew without the state of the job.' },
      );
    }
  }

  #shortened(length: number, committed: number): FileSinkError {
    return new FileSinkError(
      'SINK_FILE_SHORTENED',
      `The file has ${length} bytes, but ${committed} were committed to it`,
      this.#path,
      { hint: 'Put the file back as it was, or begin anew without the state of the job.' },
    );
  }

  async #checkPending({ number, length, digest }: PlacedPart, file: DurableFile): Promise<void> {
    if ((await file.length()) !== length || (await digestOf(file, 0, length)) !== digest) {
      throw new FileSinkError(
        'SINK_PART_CORRUPT',
        `A part of ${this.#path} is not what was written`,
        partPath(this.#path, number),
        { hint: 'Put the file back as it was, or begin anew without the state of the job.' },
      );
    }
  }

  #copy(part: PlacedPart): Promise<void> {
    return this.#withPart(part, (file) => copyLines(file, this.#file, part.start));
  }

  async #withPart(part: PlacedPart, use: (file: DurableFile) => Promise<void>): Promise<void> {
    const file = await this.#fileSystem.open(partPath(this.#path, part.number), {});
    try {
      await use(file);
    } finally {
      await file.close();
    }
  }
}
