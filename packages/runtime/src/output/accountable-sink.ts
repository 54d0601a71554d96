import { type AttributeValue, IllegalStateError } from '@millrace/api';
import { JobFailedError } from '../errors.js';
import type { CompositeSink } from './delivery.js';
import { pendingWrite } from './pending-write.js';
import type { Output, Sink, SinkOpenParams } from './sink.js';
import { isTransactional, type TransactionalSink } from './transactional-sink.js';

/** A sink as its job calls it: every failure becomes a {@link JobFailedError} that says which sink it was and what it failed to do. */
export class AccountableSink implements TransactionalSink, CompositeSink {
  readonly #name: string;
  readonly #sink: Sink;
  /** What the sink has not answered yet. */
  readonly #pending = new Set<Promise<unknown>>();

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

  get members(): readonly Sink[] {
    return [this.#sink];
  }

  get transactional(): boolean {
    return isTransactional(this.#sink);
  }

  /** Waits for what an attempt of the job that has failed left pending: its end must not come behind the beginning of the next one. */
  async begin(restored: AttributeValue | undefined): Promise<void> {
    while (this.#pending.size > 0) {
      await Promise.allSettled(this.#pending);
    }
    await this.#account('begin', () => this.#transactions().begin(restored));
  }

  async prepare(checkpointId: number): Promise<AttributeValue> {
    try {
      return await this.#noted(this.#transactions().prepare(checkpointId));
    } catch (error) {
      throw this.#failed('prepare a checkpoint', error);
    }
  }

  async commit(handle: AttributeValue): Promise<void> {
    await this.#account('commit a checkpoint', () => this.#transactions().commit(handle));
  }

  #transactions(): TransactionalSink {
    if (isTransactional(this.#sink)) {
      return this.#sink;
    }
    throw new IllegalStateError('SINK_NOT_TRANSACTIONAL', `The ${this.#name} takes no part in checkpoints.`);
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
      await this.#noted(pending);
    } catch (error) {
      throw this.#failed(operation, error);
    }
  }

  async #noted<T>(pending: Promise<T>): Promise<T> {
    this.#pending.add(pending);
    try {
      return await pending;
    } finally {
      this.#pending.delete(pending);
    }
  }

  #failed(operation: string, cause: unknown): JobFailedError {
    return new JobFailedError(`The ${this.#name} failed to ${operation}`, cause);
  }
}
