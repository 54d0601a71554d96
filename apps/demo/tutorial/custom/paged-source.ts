import type { Source, SourceReadOptions, SourceRecord } from '@millrace/runtime';

/** One page: elements from `offset` on, at most `limit` of them. Fewer than `limit` means that there are no more. */
export interface PageRequest {
  readonly offset: number;
  readonly limit: number;
  readonly signal: AbortSignal;
}

export interface PagedSourceOptions<T> {
  /** Names the source within the job; stable across restarts. */
  readonly id: string;
  readonly fetchPage: (request: PageRequest) => Promise<readonly T[]>;
  /** Elements per request. Default 100. */
  readonly pageSize?: number;
}

/** Reads a list that someone else serves in pages and only ever appends to. The position of a record is its place in the list. */
export class PagedSource<T> implements Source<T> {
  readonly id: string;
  /** Appending moves nothing, so a position can be read again after a crash. */
  readonly replayable = true;
  readonly #fetchPage: PagedSourceOptions<T>['fetchPage'];
  readonly #pageSize: number;

  constructor(options: PagedSourceOptions<T>) {
    this.id = options.id;
    this.#fetchPage = options.fetchPage;
    this.#pageSize = options.pageSize ?? 100;
  }

  // #region read
  async *read({ after = -1, signal }: SourceReadOptions): AsyncIterable<SourceRecord<T>> {
    let position = after + 1;
    for (let isLast = false; !isLast; ) {
      const page = await this.#fetchPage({ offset: position, limit: this.#pageSize, signal });
      for (const value of page) {
        // The next record is asked for when there is room for it, and so is the next page: this is all the back-pressure there is to write.
        yield { value, position };
        position += 1;
      }
      isLast = page.length < this.#pageSize;
    }
  }
  // #endregion read
}
