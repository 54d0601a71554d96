import type { JournalRecord } from '../action-state/action-state.js';
import { decodeRecord, encodeRecord } from '../action-state/action-state-codec.js';
import type { ActionStateStore, RecoveryMarker } from '../action-state/action-state-store.js';
import type { JournalSize } from './journal-size.js';

/** What of a key's journal is still in flight. */
export interface KeyJournal {
  /** Resolves when everything journaled of the key so far is durable; `undefined` when it is. */
  inFlight: Promise<void> | undefined;
}

/**
 * What the operator journals, and what it found in the journal when it started. Encodes records once, for whatever store is behind it.
 *
 * An operator without a store has no journal; nothing is written and nothing has to be waited for.
 */
export class Journal {
  readonly #store: ActionStateStore;
  readonly #onFailure: (error: unknown) => void;
  readonly #size: JournalSize;
  #last: Promise<void> = Promise.resolve();
  #inFlight: Promise<void> | undefined;
  /** The keys that have records in what was appended last: stores resolve one promise for all that becomes durable together. */
  #keysInFlight: KeyJournal[] = [];

  /** @param onFailure told of the first append that failed; every later one fails, too. */
  constructor(store: ActionStateStore, size: JournalSize, onFailure: (error: unknown) => void) {
    this.#store = store;
    this.#size = size;
    this.#onFailure = onFailure;
  }

  /** Resolves when everything journaled so far, of all keys, is durable; `undefined` when it is. */
  get inFlight(): Promise<void> | undefined {
    return this.#inFlight;
  }

  /** Whether a checkpoint has to give storage back before more is journaled. */
  get isFull(): boolean {
    return this.#size.isFull;
  }

  /** `listener` is told when it is time for a checkpoint. */
  onCrowded(listener: () => void): void {
    this.#size.onCrowded(listener);
  }

  /** Encoded keys that have records and were not {@link take}n yet. */
  rebuiltKeys(): Iterable<Uint8Array> {
    return this.#store.rebuiltKeys();
  }

  /** What is journaled of a key, in order. Only the first call for a key finds it. */
  take(encodedKey: Uint8Array): readonly JournalRecord[] {
    return this.#store.take(encodedKey).map(decodeRecord);
  }

  /** Journals a record of a key behind all earlier ones. */
  append(encodedKey: Uint8Array, state: KeyJournal, record: JournalRecord): void {
    const encoded = encodeRecord(record);
    const appended = this.#store.append(encodedKey, encoded);
    this.#size.add(encoded.length);
    if (appended !== this.#last) {
      this.#last = appended;
      this.#inFlight = appended;
      this.#keysInFlight = this.#settleWith(appended);
    }
    state.inFlight = appended;
    this.#keysInFlight.push(state);
  }

  /** @returns the keys of whose journals nothing is in flight when `appended` has resolved; more may be added until then. */
  #settleWith(appended: Promise<void>): KeyJournal[] {
    const keys: KeyJournal[] = [];
    appended.then(() => {
      if (this.#inFlight === appended) {
        this.#inFlight = undefined;
      }
      for (const key of keys) {
        if (key.inFlight === appended) {
          key.inFlight = undefined;
        }
      }
    }, this.#onFailure);
    return keys;
  }

  /** The position behind everything appended so far, and a promise for its durability. */
  cut(): { readonly marker: RecoveryMarker; readonly durable: Promise<void> } {
    this.#size.cut();
    return { marker: this.#store.recoveryMarker(), durable: this.#last };
  }

  async prune(marker: RecoveryMarker): Promise<void> {
    await this.#store.pruneState(marker);
    this.#size.pruned();
  }
}
