import { pendingWrite } from './pending-write.js';
import type { Output, Sink, SinkOpenParams } from './sink.js';

/** Hands every output to each of several sinks, one after another; none at all is fine, too. */
export class FanOutSink implements Sink {
  readonly #sinks: readonly Sink[];

  constructor(sinks: readonly Sink[]) {
    this.#sinks = [...sinks];
  }

  async open(params: SinkOpenParams): Promise<void> {
    for (const sink of this.#sinks) {
      await sink.open?.(params);
    }
  }

  write(output: Output): void | Promise<void> {
    return this.#each((sink) => sink.write(output));
  }

  writeWatermark(watermarkMs: number): void | Promise<void> {
    return this.#each((sink) => sink.writeWatermark?.(watermarkMs));
  }

  async flush(): Promise<void> {
    for (const sink of this.#sinks) {
      await sink.flush?.();
    }
  }

  /** Closes all of them, also when one fails. */
  async close(): Promise<void> {
    const results = await Promise.allSettled(this.#sinks.map(async (sink) => sink.close?.()));
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    if (failures.length > 0) {
      throw failures.length === 1
        ? failures[0]
        : new AggregateError(failures, `${failures.length} sinks failed to close.`);
    }
  }

  /** Stays synchronous as long as the sinks do. */
  #each(write: (sink: Sink) => void | Promise<void>): void | Promise<void> {
    for (const [index, sink] of this.#sinks.entries()) {
      const writing = pendingWrite(write(sink));
      if (writing !== undefined) {
        return this.#continue(writing, index + 1, write);
      }
    }
  }

  async #continue(writing: Promise<void>, from: number, write: (sink: Sink) => void | Promise<void>): Promise<void> {
    await writing;
    for (const sink of this.#sinks.slice(from)) {
      await write(sink);
    }
  }
}
