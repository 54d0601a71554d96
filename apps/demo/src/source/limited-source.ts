import { isDeepStrictEqual } from 'node:util';
import { type AttributeValue, isAttributes } from '@millrace/api';
import type { Source, SourceReadOptions, SourceRecord } from '@millrace/runtime';

/** The first records of a source, good and bad, or all of them. A job does not go on with another number of them: that is another input. */
export class LimitedSource<T> implements Source<T> {
  readonly id: string;
  readonly replayable: boolean;
  readonly #source: Source<T>;
  readonly #recordsMax: number | undefined;

  /** @param recordsMax `undefined`: all. */
  constructor(source: Source<T>, recordsMax: number | undefined) {
    this.id = source.id;
    this.replayable = source.replayable;
    this.#source = source;
    this.#recordsMax = recordsMax;
  }

  async *read({ after, signal }: SourceReadOptions): AsyncIterable<SourceRecord<T>> {
    if (this.#recordsMax === undefined) {
      yield* this.#source.read({ after, signal });
      return;
    }
    // Counted from the start also when reading begins behind it: which records are the first does not depend on where somebody begins to read.
    let count = 0;
    for await (const record of this.#source.read({ after: undefined, signal })) {
      if (record.position > (after ?? -1)) yield record;
      count += 1;
      if (count >= this.#recordsMax) return;
    }
  }

  async identify(): Promise<AttributeValue> {
    return { recordsMax: this.#recordsMax ?? null, source: (await this.#source.identify?.()) ?? null };
  }

  async differenceFrom(recorded: AttributeValue, position: number | undefined): Promise<string | undefined> {
    const { recordsMax, source = null } = isAttributes(recorded) ? recorded : {};
    if (recordsMax !== (this.#recordsMax ?? null)) {
      return `${amount(recordsMax)} were to be read before, and now ${amount(this.#recordsMax)}`;
    }
    if (this.#source.differenceFrom !== undefined) return await this.#source.differenceFrom(source, position);
    return isDeepStrictEqual((await this.#source.identify?.()) ?? null, source) ? undefined : 'it is not what it was';
  }
}

function amount(recordsMax: AttributeValue | undefined): string {
  return typeof recordsMax === 'number' ? `the first ${recordsMax} records` : 'all records';
}
