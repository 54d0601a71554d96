import { type FileHandle, open } from 'node:fs/promises';
import { type AttributeValue, encodeAttributeValue, IllegalStateError } from '@millrace/api';
import type { Output, Sink } from './sink.js';

/** Options of a {@link JsonLinesFileSink}. */
export interface JsonLinesFileSinkOptions {
  /** What is written for an output. Default: its value. */
  readonly format?: (output: Output) => AttributeValue;
  /** How much is collected before it is written, in bytes (of text, roughly). Default 64 KiB. */
  readonly bufferBytes?: number;
}

/** Writes one line of JSON per output (UTF-8, `\n`), replacing the file if it exists. Values keep their types as described at `encodeAttributeValue`. */
export class JsonLinesFileSink implements Sink {
  readonly path: string;
  readonly #format: (output: Output) => AttributeValue;
  readonly #bufferBytes: number;
  #file: FileHandle | undefined;
  #lines: string[] = [];
  #bufferedLength = 0;

  constructor(path: string, options: JsonLinesFileSinkOptions = {}) {
    this.path = path;
    this.#format = options.format ?? ((output) => output.value);
    this.#bufferBytes = options.bufferBytes ?? 64 * 1024;
  }

  async open(): Promise<void> {
    this.#file = await open(this.path, 'w');
  }

  write(output: Output): void | Promise<void> {
    const line = `${JSON.stringify(encodeAttributeValue(this.#format(output)))}\n`;
    this.#lines.push(line);
    this.#bufferedLength += line.length;
    return this.#bufferedLength >= this.#bufferBytes ? this.flush() : undefined;
  }

  async flush(): Promise<void> {
    if (this.#file === undefined) {
      throw new IllegalStateError('SINK_NOT_OPEN', `The sink of ${this.path} is not open.`, {
        hint: 'Call open() first.',
      });
    }
    if (this.#lines.length === 0) {
      return;
    }
    const text = this.#lines.join('');
    this.#lines = [];
    this.#bufferedLength = 0;
    await this.#file.appendFile(text);
  }

  async close(): Promise<void> {
    const file = this.#file;
    if (file === undefined) {
      return;
    }
    try {
      await this.flush();
    } finally {
      this.#file = undefined;
      await file.close();
    }
  }
}
