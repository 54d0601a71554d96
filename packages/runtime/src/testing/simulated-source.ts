import type { AttributeValue } from '@millrace/api';
import type { GoodSourceRecord, Source, SourceReadOptions } from '../source/source.js';
import type { SimulatedIo } from './simulated-io.js';

/** A record of a {@link SimulatedSource}; its position is its place in the list. */
export interface SimulatedRecord {
  readonly value: AttributeValue;
  readonly timestamp?: number | undefined;
}

/** A replayable source of given records, for one life of a job. With `io` every read takes its time; without, records are there at once. */
export class SimulatedSource implements Source<AttributeValue> {
  readonly id: string;
  readonly replayable = true;
  readonly #records: readonly (SimulatedRecord | undefined)[];
  readonly #io: SimulatedIo | undefined;

  /** @param records `undefined`: a position at which there is nothing any more. */
  constructor(id: string, records: readonly (SimulatedRecord | undefined)[], io?: SimulatedIo) {
    this.id = id;
    this.#records = records;
    this.#io = io;
  }

  read({
    after,
  }: SourceReadOptions): Iterable<GoodSourceRecord<AttributeValue>> | AsyncIterable<GoodSourceRecord<AttributeValue>> {
    const records = this.#recordsAfter(after ?? -1);
    return this.#io === undefined ? records : readSlowly(records, this.#io);
  }

  *#recordsAfter(last: number): Iterable<GoodSourceRecord<AttributeValue>> {
    for (const [position, record] of this.#records.entries()) {
      if (position > last && record !== undefined) {
        yield { position, ...record };
      }
    }
  }
}

async function* readSlowly<T>(records: Iterable<T>, io: SimulatedIo): AsyncIterable<T> {
  for (const record of records) {
    await io.perform('source read', () => undefined);
    yield record;
  }
}
