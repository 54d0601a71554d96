import { JobFailedError } from '../errors.js';
import { pendingWrite } from './pending-write.js';
import type { Output, Sink, SinkOpenParams } from './sink.js';

/** A sink as its job calls it: every failure becomes a {@link JobFailedError} that says which sink it was and what it failed to do. */
export class AccountableSink implements Sink {
  readonly #name: string;
  readonly #sink: Sink;

  /** @param name what to call the sink in errors. */
  constructor(name: string, sink: Sink) {
    this.#name = name;
    this.#sink = sink;
  }

  async open(params: SinkOpenParams): Promise<void> {
    await this.#account('open', () => this.#sink.open?.(params));
  }

  write(output: Output): void | Promise<void> {
    return this.#account('write', () => this.#sink.write(output));
  }

  writeWatermark(watermarkMs: number): void | Promise<void> {
    return this.#account('write a watermark', () => this.#sink.writeWatermark?.(watermarkMs));
  }

  async flush(): Promise<void> {
    await this.#account('flush', () => this.#sink.flush?.());
  }

  async close(): Promise<void> {
    await this.#account('close', () => this.#sink.close?.());
  }

  /** Stays synchronous as long as the sink does. */
  #account(operation: string, action: () => void | Promise<void>): void | Promise<void> {
    try {
      const pending = pendingWrite(action());
      return pending === undefined ? undefined : this.#settle(operation, pending);
    } catch (error) {
      throw this.#failed(operation, error);
    }
  }

  async #settle(operation: string, pending: Promise<void>): Promise<void> {
    try {
      await pending;
    } catch (error) {
      throw this.#failed(operation, error);
    }
  }

  #failed(operation: string, cause: unknown): JobFailedError {
    return new JobFailedError(`The ${this.#name} failed to ${operation}`, cause);
  }
}
