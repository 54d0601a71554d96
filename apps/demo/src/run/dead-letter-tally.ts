import { type AttributeValue, IllegalStateError } from '@millrace/api';
import type { TransactionalSink } from '@millrace/runtime';

/** Counts dead letters, each once: the count is kept with the checkpoints of the job. */
export class DeadLetterTally implements TransactionalSink {
  readonly transactional = true;
  readonly #onChange: () => void;
  #count = 0;
  #committed: number | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get count(): number {
    return this.#count;
  }

  /** As many as readers of the file find. */
  get committedCount(): number {
    return this.#committed ?? this.#count;
  }

  write(): void {
    this.#count += 1;
    this.#onChange();
  }

  async begin(restored: AttributeValue = 0): Promise<void> {
    this.#count = readCount(restored);
    this.#committed = this.#count;
  }

  async prepare(): Promise<AttributeValue> {
    return this.#count;
  }

  async commit(handle: AttributeValue): Promise<void> {
    // Counts only grow, so an older handle changes nothing.
    this.#committed = Math.max(this.#committed ?? 0, readCount(handle));
  }
}

function readCount(value: AttributeValue): number {
  if (typeof value === 'number') return value;
  throw new IllegalStateError('SINK_HANDLE_INVALID', 'The checkpoint was taken with another sink.', {
    hint: 'Begin anew without its state.',
  });
}
