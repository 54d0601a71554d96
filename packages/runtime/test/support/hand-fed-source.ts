import type { Source, SourceReadOptions, SourceRecord } from '../../src/index.js';

type Step<T> = IteratorResult<SourceRecord<T>, undefined>;

/** A source that delivers what the test gives it, when the test gives it, and notes what the runtime asks of it. */
export class HandFedSource<T> implements Source<T>, AsyncIterableIterator<SourceRecord<T>, undefined> {
  readonly id: string;
  readonly replayable = false;
  /** How often the runtime has asked for a record. */
  asked = 0;
  /** Whether the runtime has said that it needs no more. */
  returned = false;
  signal: AbortSignal | undefined;
  readonly #ready: Promise<Step<T>>[] = [];
  #waiting: ((step: Step<T> | Promise<Step<T>>) => void) | undefined;
  #nextPosition = 0;

  constructor(id = 'hand') {
    this.id = id;
  }

  give(value: T, timestamp?: number): void {
    this.#deliver(Promise.resolve({ done: false, value: { value, timestamp, position: this.#nextPosition++ } }));
  }

  end(): void {
    this.#deliver(Promise.resolve({ done: true, value: undefined }));
  }

  fail(error: unknown): void {
    const failing = Promise.reject(error);
    failing.catch(() => undefined);
    this.#deliver(failing);
  }

  read({ signal }: SourceReadOptions): this {
    this.signal = signal;
    return this;
  }

  next(): Promise<Step<T>> {
    this.asked++;
    return this.#ready.shift() ?? new Promise((resolve) => (this.#waiting = resolve));
  }

  async return(): Promise<Step<T>> {
    this.returned = true;
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #deliver(step: Promise<Step<T>>): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) {
      this.#ready.push(step);
    } else {
      waiting(step);
    }
  }
}
