import type { AttributeValue } from '@millrace/api';
import type { Source, SourceReadOptions, SourceRecord } from '@millrace/runtime';

/** A source that tells where reading begins. */
export class WatchedSource<T> implements Source<T> {
  readonly id: string;
  readonly replayable: boolean;
  readonly identify?: () => Promise<AttributeValue>;
  readonly differenceFrom?: (recorded: AttributeValue, position: number | undefined) => Promise<string | undefined>;
  readonly #source: Source<T>;
  readonly #onRead: (after: number | undefined) => void | Promise<void>;

  /** @param onRead told of the position behind which records are read, before the first one is; `undefined`: from the start. */
  constructor(source: Source<T>, onRead: (after: number | undefined) => void | Promise<void>) {
    this.id = source.id;
    this.replayable = source.replayable;
    if (source.identify !== undefined) this.identify = source.identify.bind(source);
    if (source.differenceFrom !== undefined) this.differenceFrom = source.differenceFrom.bind(source);
    this.#source = source;
    this.#onRead = onRead;
  }

  async *read(options: SourceReadOptions): AsyncIterable<SourceRecord<T>> {
    await this.#onRead(options.after);
    yield* this.#source.read(options);
  }
}
