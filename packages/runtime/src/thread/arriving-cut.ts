import type { RecoveryMarker } from '../action-state/action-state-store.js';
import type { CutContent, SubtaskCut } from '../checkpoint/checkpointed-subtask.js';
import { unpackStateChanges } from '../checkpoint/state-change-batch.js';

/** The cut of a subtask in another thread, whose parts arrive one after the other. */
export class ArrivingCut implements SubtaskCut {
  readonly durable: Promise<RecoveryMarker>;
  readonly #tellEnd: (isComplete: boolean) => void;
  readonly #content: Promise<CutContent>;
  readonly #batches: ArrayBuffer[] = [];
  #resolveDurable: (marker: RecoveryMarker) => void = () => undefined;
  #resolveContent: (content: CutContent) => void = () => undefined;

  /** @param tellEnd tells the thread what became of the checkpoint. */
  constructor(tellEnd: (isComplete: boolean) => void) {
    this.#tellEnd = tellEnd;
    this.durable = new Promise((resolve) => {
      this.#resolveDurable = resolve;
    });
    this.#content = new Promise((resolve) => {
      this.#resolveContent = resolve;
    });
  }

  content(): Promise<CutContent> {
    return this.#content;
  }

  complete(): void {
    this.#tellEnd(true);
  }

  fail(): void {
    this.#tellEnd(false);
  }

  arriveMarker(marker: RecoveryMarker): void {
    this.#resolveDurable(marker);
  }

  arriveChanges(batch: ArrayBuffer): void {
    this.#batches.push(batch);
  }

  arriveEnd(busyKeys: readonly Uint8Array[]): void {
    this.#resolveContent({ busyKeys, changedKeys: unpackAll(this.#batches) });
  }
}

/** Each batch is let go when it was read. */
function* unpackAll(batches: ArrayBuffer[]): Generator<readonly [key: Uint8Array, state: Uint8Array]> {
  for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
    for (const [key, state] of unpackStateChanges(batch)) {
      if (state !== undefined) {
        yield [key, state];
      }
    }
  }
}
