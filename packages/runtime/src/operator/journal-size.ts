import type { Gauge } from '@millrace/api';

/** What a {@link JournalSize} is bounded by, and whom it tells. */
export interface JournalSizeOptions {
  /** How many bytes of records may lie behind the newest complete checkpoint. */
  readonly maxBytes: number;
  readonly gauge: Gauge;
  /** Told when {@link JournalSize.isFull} may have turned false. */
  readonly onRoom: () => void;
}

/**
 * How much was journaled since the newest complete checkpoint: what a recovery reads, and what only a checkpoint gives back. At half of the bound a checkpoint is asked for, at the bound the
 * sources wait for it.
 */
export class JournalSize {
  readonly #options: JournalSizeOptions;
  #bytes = 0;
  /** As much of it as is older than the last cut. */
  #bytesAtCut = 0;
  #onCrowded: (() => void) | undefined;
  #hasToldCrowded = false;

  constructor(options: JournalSizeOptions) {
    this.#options = options;
  }

  get isFull(): boolean {
    return this.#bytes >= this.#options.maxBytes;
  }

  /** A record was appended. */
  add(bytes: number): void {
    this.#bytes += bytes;
    this.#options.gauge.update(this.#bytes);
    this.#tellCrowded();
  }

  /** What was journaled up to now belongs to the next checkpoint. */
  cut(): void {
    this.#bytesAtCut = this.#bytes;
    this.#hasToldCrowded = false;
  }

  /** The checkpoint of the last cut is complete. */
  pruned(): void {
    this.#bytes -= this.#bytesAtCut;
    this.#bytesAtCut = 0;
    this.#options.gauge.update(this.#bytes);
    this.#options.onRoom();
    this.#tellCrowded();
  }

  /** `listener` is told when it is time for a checkpoint. */
  onCrowded(listener: () => void): void {
    this.#onCrowded = listener;
    this.#tellCrowded();
  }

  #tellCrowded(): void {
    const isCrowded = this.#bytes - this.#bytesAtCut >= this.#options.maxBytes / 2;
    if (isCrowded && !this.#hasToldCrowded && this.#onCrowded !== undefined) {
      this.#hasToldCrowded = true;
      this.#onCrowded();
    }
  }
}
