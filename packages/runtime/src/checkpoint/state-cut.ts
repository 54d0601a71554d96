import { encodeKey } from '@millrace/api';
import {
  encodeKeySnapshot,
  isBusy,
  type KeySnapshot,
  snapshotKey,
  snapshotWork,
  type WorkSnapshot,
} from '../keyed-state/key-snapshot.js';
import type { KeyState } from '../keyed-state/key-state.js';

/** What a cut is made of. */
export interface StateCutParts {
  /** Counts the cuts of one keyed state. */
  readonly number: number;
  /** The newest cut that is part of a complete checkpoint: what changed later differs from what is stored. */
  readonly savedNumber: number;
  /** Keys that changed since; a key may occur several times. */
  readonly changed: readonly KeyState[];
  /** Keys with unfinished work. */
  readonly busy: readonly KeyState[];
  /** Told how the checkpoint ended. */
  readonly onEnd: (isComplete: boolean) => void;
}

/**
 * The keyed state of one subtask at a cut, copied when it is written or just before it changes, whichever comes first.
 *
 * At the cut itself only unfinished work is copied. It goes on without telling; the memory of a key changes only when a run ends or when it is swept, and the keyed state tells of that.
 */
export class StateCut {
  /** Canonical bytes of the keys with unfinished work. */
  readonly busyKeys: readonly Uint8Array[];
  readonly #parts: StateCutParts;
  readonly #work: ReadonlyMap<KeyState, WorkSnapshot>;
  /** Copied, and not written yet. */
  readonly #captured: KeySnapshot[] = [];
  #isOver = false;

  constructor(parts: StateCutParts) {
    this.#parts = parts;
    this.#work = new Map(parts.busy.map((state) => [state, snapshotWork(state)]));
    this.busyKeys = [...this.#work].flatMap(([{ key }, work]) => (isBusy(work) ? [encodeKey(key)] : []));
  }

  /** Keys that changed since the last complete checkpoint; a key may occur several times. */
  get changed(): readonly KeyState[] {
    return this.#parts.changed;
  }

  /** A key is about to change for the first time since the cut. */
  capture(state: KeyState): void {
    const { number, savedNumber } = this.#parts;
    if (state.capturedBy === number) {
      return;
    }
    const work = this.#work.get(state);
    if (work !== undefined || state.changedIn > savedNumber) {
      state.capturedBy = number;
      this.#captured.push(snapshotKey(state, work));
    }
  }

  /** Every key that changed, as it was at the cut. To be consumed once; other turns may pass meanwhile. */
  *changedKeys(): Generator<readonly [key: Uint8Array, state: Uint8Array]> {
    for (const keys of [this.#work.keys(), this.#parts.changed]) {
      for (const state of keys) {
        this.capture(state);
        yield* this.#takeCaptured();
      }
    }
    yield* this.#takeCaptured();
  }

  /** The checkpoint is complete: what the cut holds is stored. */
  complete(): void {
    this.#end(true);
  }

  /** There will be no checkpoint: what the cut holds still differs from what is stored. */
  fail(): void {
    this.#end(false);
  }

  #end(isComplete: boolean): void {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#parts.onEnd(isComplete);
    }
  }

  *#takeCaptured(): Generator<readonly [key: Uint8Array, state: Uint8Array]> {
    for (let snapshot = this.#captured.pop(); snapshot !== undefined; snapshot = this.#captured.pop()) {
      yield [snapshot.key, encodeKeySnapshot(snapshot)];
    }
  }
}
