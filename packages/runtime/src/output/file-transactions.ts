import { IllegalStateError } from '@millrace/api';
import type { FileSystem } from '../storage/file-system.js';
import { CommittedFile } from './committed-file.js';
import { endOf, type FileTransaction, type PreparedPart } from './file-transaction.js';
import { PartFile } from './part-file.js';

/**
 * Writes a file in transactions. What is written goes into parts, one for every checkpoint that anything was written before, and from there into the file when the checkpoint is complete.
 */
export class FileTransactions {
  readonly #fileSystem: FileSystem;
  readonly #path: string;
  #committed: CommittedFile | undefined;
  #part: PartFile | undefined;
  /** How much is committed, in bytes, and what was prepared and is not; they change together. */
  #offset = 0;
  #prepared: readonly PreparedPart[] = [];
  #nextPart = 0;
  /** Why the part takes no more lines: what a failed write has left of it is not known. */
  #failure: { readonly error: unknown } | undefined;
  /** The last call that writes into a part, and the last that writes into the file. The two kinds may overlap, and an earlier attempt at the job may have left some of both. */
  #writing: Promise<unknown> = Promise.resolve();
  #committing: Promise<unknown> = Promise.resolve();

  constructor(fileSystem: FileSystem, path: string) {
    this.#fileSystem = fileSystem;
    this.#path = path;
  }

  /** Goes on after a checkpoint, or with an empty file. May be called again, for another attempt at the job. */
  async begin(restored: FileTransaction | undefined): Promise<void> {
    await this.close();
    this.#failure = undefined;
    this.#prepared = [];
    this.#offset = restored === undefined ? 0 : endOf(restored);
    this.#nextPart = restored === undefined ? 0 : restored.checkpointId + 1;
    this.#committed = await CommittedFile.begin(this.#fileSystem, this.#path, restored);
  }

  append(lines: Uint8Array): Promise<void> {
    return this.#write(() => this.#append(lines));
  }

  /** Makes what was appended survive, `lines` included. */
  prepare(checkpointId: number, lines: Uint8Array): Promise<FileTransaction> {
    return this.#write(async () => {
      await this.#append(lines);
      if (this.#part !== undefined) {
        const prepared = await this.#part.prepare();
        this.#part = undefined;
        this.#prepared = [...this.#prepared, prepared];
      }
      this.#nextPart = checkpointId + 1;
      return { checkpointId, offset: this.#offset, parts: this.#prepared };
    });
  }

  /** Does nothing if the transaction, or a later one, was committed before. */
  commit(transaction: FileTransaction): Promise<void> {
    const committing = afterAll([this.#committing], async () => {
      if (endOf(transaction) > this.#offset) {
        await this.#begun().commit(transaction);
        const numbers = new Set(transaction.parts.map(({ number }) => number));
        this.#prepared = this.#prepared.filter(({ number }) => !numbers.has(number));
        this.#offset = endOf(transaction);
      }
    });
    this.#committing = committing;
    return committing;
  }

  /** Leaves what is not committed to the next `begin`. */
  async close(): Promise<void> {
    await afterAll([this.#writing, this.#committing], async () => {
      const [part, committed] = [this.#part, this.#committed];
      this.#part = undefined;
      this.#committed = undefined;
      // Whatever closing fails to do, what is committed is durable already and all else is given up.
      await Promise.allSettled([part?.close(), committed?.close()]);
    });
  }

  async #append(lines: Uint8Array): Promise<void> {
    if (lines.length > 0) {
      this.#part ??= await PartFile.create(this.#fileSystem, this.#path, this.#nextPart);
      await this.#part.append(lines);
    }
  }

  #write<T>(write: () => Promise<T>): Promise<T> {
    const writing = afterAll([this.#writing], () => this.#unlessFailed(write));
    this.#writing = writing;
    return writing;
  }

  async #unlessFailed<T>(write: () => Promise<T>): Promise<T> {
    this.#begun();
    if (this.#failure !== undefined) {
      throw this.#failure.error;
    }
    try {
      return await write();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  #begun(): CommittedFile {
    if (this.#committed === undefined) {
      throw new IllegalStateError('SINK_NOT_BEGUN', `The sink of ${this.#path} takes no part in checkpoints yet.`, {
        hint: 'Call begin() first.',
      });
    }
    return this.#committed;
  }
}

/** Does something when others have ended, however they did. */
async function afterAll<T>(others: readonly Promise<unknown>[], action: () => Promise<T>): Promise<T> {
  await Promise.allSettled(others);
  return action();
}
