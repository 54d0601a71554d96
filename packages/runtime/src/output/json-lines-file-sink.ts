import { type AttributeValue, encodeAttributeValue, IllegalStateError } from '@millrace/api';
import type { DurableFile, FileSystem } from '../storage/file-system.js';
import { NodeFileSystem } from '../storage/node-file-system.js';
import { writing } from './file-sink-error.js';
import { readTransaction } from './file-transaction.js';
import { FileTransactions } from './file-transactions.js';
import type { Output } from './sink.js';
import type { TransactionalSink } from './transactional-sink.js';

/** Options of a {@link JsonLinesFileSink}. */
export interface JsonLinesFileSinkOptions {
  /** What is written for an output. Default: its value. */
  readonly format?: (output: Output) => AttributeValue;
  /** How much is collected before it is written, in bytes (of text, roughly). Default 64 KiB. */
  readonly bufferBytes?: number;
  /** Where the file is. Default: the file system of the machine. */
  readonly fileSystem?: FileSystem;
}

/**
 * Writes one line of JSON per output (UTF-8, `\n`). Values keep their types as described at `encodeAttributeValue`.
 *
 * In a job without checkpoints it replaces the file, if it exists, with the first lines that it writes. In a job with checkpoints the file shows exactly the lines of complete checkpoints, each
 * once: lines are collected in `<name>.part-<number>` beside it until their checkpoint is complete. A new job begins with an empty file, one that is resumed goes on with the file as it was.
 */
export class JsonLinesFileSink implements TransactionalSink {
  readonly transactional = true;
  readonly path: string;
  readonly #format: (output: Output) => AttributeValue;
  readonly #bufferBytes: number;
  readonly #fileSystem: FileSystem;
  #lines: string[] = [];
  #bufferedLength = 0;
  #file: DurableFile | undefined;
  /** Length of the file when the sink replaces it; `undefined`: it has not yet. */
  #length: number | undefined;
  #transactions: FileTransactions | undefined;

  constructor(path: string, options: JsonLinesFileSinkOptions = {}) {
    this.path = path;
    this.#format = options.format ?? ((output) => output.value);
    this.#bufferBytes = options.bufferBytes ?? 64 * 1024;
    this.#fileSystem = options.fileSystem ?? new NodeFileSystem();
  }

  async open(): Promise<void> {
    // What is in the file stays until it is known whether the job goes on with it.
    this.#file = await this.#fileSystem.open(this.path, { write: true, create: true });
  }

  async begin(restored: AttributeValue | undefined): Promise<void> {
    this.#requireOpen();
    const transaction = restored === undefined ? undefined : readTransaction(restored, this.path);
    this.#takeLines();
    this.#transactions ??= new FileTransactions(this.#fileSystem, this.path);
    await this.#transactions.begin(transaction);
  }

  write(output: Output): void | Promise<void> {
    const line = `${JSON.stringify(encodeAttributeValue(this.#format(output)))}\n`;
    this.#lines.push(line);
    this.#bufferedLength += line.length;
    return this.#bufferedLength >= this.#bufferBytes ? this.flush() : undefined;
  }

  async flush(): Promise<void> {
    const file = this.#requireOpen();
    const lines = this.#takeLines();
    await (this.#transactions === undefined ? this.#replace(file, lines) : this.#transactions.append(lines));
  }

  async prepare(checkpointId: number): Promise<AttributeValue> {
    return await this.#requireTransactions().prepare(checkpointId, this.#takeLines());
  }

  async commit(handle: AttributeValue): Promise<void> {
    await this.#requireTransactions().commit(readTransaction(handle, this.path));
  }

  async close(): Promise<void> {
    const file = this.#file;
    if (file === undefined) {
      return;
    }
    try {
      if (this.#lines.length > 0 && this.#transactions === undefined) {
        await this.flush();
      }
    } finally {
      this.#file = undefined;
      await file.close();
      await this.#transactions?.close();
    }
  }

  async #replace(file: DurableFile, lines: Uint8Array): Promise<void> {
    await writing(this.path, async () => {
      if (this.#length === undefined && (await file.length()) > 0) {
        await file.truncate(0);
      }
      const position = this.#length ?? 0;
      this.#length = position + lines.length;
      await file.write(lines, position);
    });
  }

  #takeLines(): Uint8Array {
    const text = this.#lines.join('');
    this.#lines = [];
    this.#bufferedLength = 0;
    return Buffer.from(text);
  }

  #requireOpen(): DurableFile {
    if (this.#file === undefined) {
      throw new IllegalStateError('SINK_NOT_OPEN', `The sink of ${this.path} is not open.`, {
        hint: 'Call open() first.',
      });
    }
    return this.#file;
  }

  #requireTransactions(): FileTransactions {
    if (this.#transactions === undefined) {
      throw new IllegalStateError('SINK_NOT_BEGUN', `The sink of ${this.path} takes no part in checkpoints yet.`, {
        hint: 'Call begin() first.',
      });
    }
    return this.#transactions;
  }
}
