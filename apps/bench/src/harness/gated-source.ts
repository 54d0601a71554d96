import type { Source, SourceReadOptions, SourceRecord } from '@millrace/runtime';

/** What a source that is read in steps does in one of them: delivers values, or waits. */
export type SourceStep<T> = { readonly deliver: readonly T[] } | { readonly wait: () => Promise<void> };

/** A source that the measurement steers: it delivers some records, waits until something has been done or measured, and goes on. */
export class GatedSource<T> implements Source<T> {
  readonly id = 'gated';
  readonly replayable = true;
  readonly #steps: readonly SourceStep<T>[];

  constructor(steps: readonly SourceStep<T>[]) {
    this.#steps = steps;
  }

  async *read({ after = -1, signal }: SourceReadOptions): AsyncIterable<SourceRecord<T>> {
    let position = 0;
    for (const step of this.#steps) {
      if ('wait' in step) {
        await step.wait();
        continue;
      }
      for (const value of step.deliver) {
        if (signal.aborted) {
          return;
        }
        if (position > after) {
          yield { value, position };
        }
        position++;
      }
    }
  }
}
