import type { Source, SourceReadOptions, SourceRecord } from '@millrace/runtime';

/** The first records of a source, good and bad. */
export class LimitedSource<T> implements Source<T> {
  readonly id: string;
  readonly replayable: boolean;
  readonly #source: Source<T>;
  readonly #recordsMax: number;

  constructor(source: Source<T>, recordsMax: number) {
    this.id = source.id;
    this.replayable = source.replayable;
    this.#source = source;
    this.#recordsMax = recordsMax;
  }

  async *read({ after = -1, signal }: SourceReadOptions): AsyncIterable<SourceRecord<T>> {
    // Counted from the start also when reading begins behind it: which records are the first does not depend on where somebody begins to read.
    let count = 0;
    for await (const record of this.#source.read({ after: undefined, signal })) {
      if (record.position > after) yield record;
      count += 1;
      if (count >= this.#recordsMax) return;
    }
  }
}
