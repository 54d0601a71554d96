import { type AttributeValue, IllegalStateError } from '@millrace/api';
import { beginSink, commitSink, prepareSink } from '../checkpoint/sink-transactions.js';
import type { CompositeSink } from './delivery.js';
import { pendingWrite } from './pending-write.js';
import type { Output, Sink, SinkOpenParams } from './sink.js';
import { isTransactional, type TransactionalSink } from './transactional-sink.js';

/** Hands every output to each of several sinks, one after another; none at all is fine, too. Those that are transactional take part in checkpoints, each for itself. */
export class FanOutSink implements TransactionalSink, CompositeSink {
  readonly members: readonly Sink[];

  constructor(sinks: readonly Sink[]) {
    this.members = [...sinks];
  }

  get transactional(): boolean {
    return this.members.some(isTransactional);
  }

  async open(params: SinkOpenParams): Promise<void> {
    for (const sink of this.members) {
      await sink.open?.(params);
    }
  }

  write(output: Output): void | Promise<void> {
    return this.#each((sink) => sink.write(output));
  }

  writeWatermark(watermarkMs: number): void | Promise<void> {
    return this.#each((sink) => sink.writeWatermark?.(watermarkMs));
  }

  async begin(restored: AttributeValue | undefined): Promise<void> {
    const handles = restored === undefined ? [] : this.#handlesIn(restored);
    for (const [index, sink] of this.members.entries()) {
      await beginSink(sink, handles[index]);
    }
  }

  /** @returns the handles of the sinks, in their order; `null` of those that are not transactional. */
  async prepare(checkpointId: number): Promise<AttributeValue> {
    const handles: AttributeValue[] = [];
    for (const sink of this.members) {
      handles.push(await prepareSink(sink, checkpointId));
    }
    return handles;
  }

  async commit(handle: AttributeValue): Promise<void> {
    const handles = this.#handlesIn(handle);
    for (const [index, sink] of this.members.entries()) {
      await commitSink(sink, handles[index] ?? null);
    }
  }

  async flush(): Promise<void> {
    for (const sink of this.members) {
      await sink.flush?.();
    }
  }

  /** Closes all of them, also when one fails. */
  async close(): Promise<void> {
    const results = await Promise.allSettled(this.members.map(async (sink) => sink.close?.()));
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    if (failures.length > 0) {
      throw failures.length === 1
        ? failures[0]
        : new AggregateError(failures, `${failures.length} sinks failed to close.`);
    }
  }

  #handlesIn(handle: AttributeValue): readonly AttributeValue[] {
    if (Array.isArray(handle) && handle.length === this.members.length) {
      return handle as readonly AttributeValue[];
    }
    throw new IllegalStateError('SINK_HANDLE_INVALID', 'The checkpoint was taken with other sinks.', {
      hint: 'Resume with the sinks the job had, in the same order, or begin anew without its state.',
    });
  }

  /** Stays synchronous as long as the sinks do. */
  #each(write: (sink: Sink) => void | Promise<void>): void | Promise<void> {
    for (const [index, sink] of this.members.entries()) {
      const writing = pendingWrite(write(sink));
      if (writing !== undefined) {
        return this.#continue(writing, index + 1, write);
      }
    }
  }

  async #continue(writing: Promise<void>, from: number, write: (sink: Sink) => void | Promise<void>): Promise<void> {
    await writing;
    for (const sink of this.members.slice(from)) {
      await write(sink);
    }
  }
}
