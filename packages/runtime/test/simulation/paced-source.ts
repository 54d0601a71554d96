import type { AttributeValue } from '@millrace/api';
import type { Clock } from '../../src/clock.js';
import type { GoodSourceRecord, Source, SourceReadOptions } from '../../src/source/source.js';

/** Another source with time between its records. */
export class PacedSource implements Source<AttributeValue> {
  readonly id: string;
  readonly replayable = true;
  readonly #source: Source<AttributeValue>;
  readonly #clock: Clock;
  readonly #pausesMs: readonly number[];

  /** @param pausesMs by position, how much later a record comes than it would. */
  constructor(source: Source<AttributeValue>, clock: Clock, pausesMs: readonly number[]) {
    this.id = source.id;
    this.#source = source;
    this.#clock = clock;
    this.#pausesMs = pausesMs;
  }

  async *read(options: SourceReadOptions): AsyncIterable<GoodSourceRecord<AttributeValue>> {
    for await (const record of this.#source.read(options) as AsyncIterable<GoodSourceRecord<AttributeValue>>) {
      await this.#pause(this.#pausesMs[record.position as number] ?? 0);
      yield record;
    }
  }

  async #pause(pauseMs: number): Promise<void> {
    if (pauseMs > 0) {
      await new Promise<void>((resolve) => {
        this.#clock.setTimer(pauseMs, resolve);
      });
    }
  }
}
