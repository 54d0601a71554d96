import { isAttributes } from '@millrace/api';
import type { Output, Sink, SinkOpenParams } from '@millrace/runtime';
import type { DemoOutput } from '../review/review-result.js';

/** Passes on the outputs of one kind and leaves out the others. */
export class KindSink implements Sink {
  readonly #kind: DemoOutput['kind'];
  readonly #sink: Sink;

  constructor(kind: DemoOutput['kind'], sink: Sink) {
    this.#kind = kind;
    this.#sink = sink;
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

  flush(): void | Promise<void> {
    return this.#sink.flush?.();
  }

  close(): void | Promise<void> {
    return this.#sink.close?.();
  }
}
