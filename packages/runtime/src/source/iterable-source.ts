import type { Source, SourceReadOptions, SourceRecord } from './source.js';

/**
 * Reads the elements of an array, of any other iterable, or of an async iterable; the position is the index.
 *
 * An array is replayable. Other iterables are not: they can be consumed once, and `after` skips elements.
 */
export class IterableSource<T> implements Source<T> {
  readonly id: string;
  readonly replayable: boolean;
  readonly #elements: Iterable<T> | AsyncIterable<T>;

  /** @param id default `list`. */
  constructor(elements: Iterable<T> | AsyncIterable<T>, id = 'list') {
    this.id = id;
    this.replayable = Array.isArray(elements);
    this.#elements = elements;
  }

  read(options: SourceReadOptions): AsyncIterable<SourceRecord<T>> | Iterable<SourceRecord<T>> {
    return isAsync(this.#elements) ? readAsync(this.#elements, options) : readSync(this.#elements, options);
  }
}

/** Text is iterable, too, but no object that could be asked with `in` alone. */
function isAsync<T>(elements: Iterable<T> | AsyncIterable<T>): elements is AsyncIterable<T> {
  return typeof elements === 'object' && Symbol.asyncIterator in elements;
}

function* readSync<T>(elements: Iterable<T>, { after = -1, signal }: SourceReadOptions): Iterable<SourceRecord<T>> {
  let position = 0;
  for (const value of elements) {
    if (signal.aborted) {
      return;
    }
    if (position > after) {
      yield { value, position };
    }
    position++;
  }
}

async function* readAsync<T>(
  elements: AsyncIterable<T>,
  { after = -1, signal }: SourceReadOptions,
): AsyncIterable<SourceRecord<T>> {
  let position = 0;
  for await (const value of elements) {
    if (signal.aborted) {
      return;
    }
    if (position > after) {
      yield { value, position };
    }
    position++;
  }
}
