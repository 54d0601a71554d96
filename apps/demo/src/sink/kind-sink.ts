import { type AttributeValue, isAttributes } from '@millrace/api';
import type { Output, SinkOpenParams, TransactionalSink } from '@millrace/runtime';
import type { DemoOutput } from '../review/review-result.js';

/** Passes on the outputs of one kind and leaves out the others. */
export class KindSink implements TransactionalSink {
  readonly #kind: DemoOutput['kind'];
  readonly #sink: TransactionalSink;

  constructor(kind: DemoOutput['kind'], sink: TransactionalSink) {
    this.#kind = kind;
    this.#sink = sink;
  }

  get transactional(): boolean {
    return this.#sink.transactional;
  }

  open(params: SinkOpenParams): void | Promise<void> {
    return this.#sink.open?.(params);
  }

  write(output: Output): void | Promise<void> {
    const isWanted = isAttributes(output.value) && output.value['kind'] === this.#kind;
    return isWanted ? this.#sink.write(output) : undefined;
  }

  writeWatermark(watermarkMs: number): void | Promise<void> {
    return this.#sink.writeWatermark?.(watermarkMs);
  }

  begin(restored: AttributeValue | undefined): Promise<void> {
    return this.#sink.begin(restored);
  }

  prepare(checkpointId: number): Promise<AttributeValue> {
    return this.#sink.prepare(checkpointId);
  }

  commit(handle: AttributeValue): Promise<void> {
    return this.#sink.commit(handle);
  }

  flush(): void | Promise<void> {
    return this.#sink.flush?.();
  }

  close(): void | Promise<void> {
    return this.#sink.close?.();
  }
}
