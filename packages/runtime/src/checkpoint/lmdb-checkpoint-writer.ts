import { keyBytes, keyText } from '../identity/key-text.js';
import type { AddressCounts } from './address-counts.js';
import { encodeManifestRecord } from './checkpoint-manifest-record.js';
import type { StoredCheckpoint } from './checkpoint-store.js';
import { stateOf } from './checkpoint-store-error.js';
import { addressOf, type KeyAddressing, keyGroupPrefixOf } from './key-address.js';
import { LmdbCheckpointView } from './lmdb-checkpoint-view.js';
import { type LmdbEnvironment, manifestKey } from './lmdb-environment.js';
import { type StateChange, stateChangeAt, stateChangePositions } from './state-change-batch.js';
import { encodeStateEntries, isSameKey } from './state-entry.js';

/** A change where it arrived. It is unpacked when its turn comes: unpacked, all changes of a checkpoint take more memory than the state they change. */
interface PlacedChange {
  /** The address of the key as text, a character per byte: addresses are compared many times. */
  readonly address: string;
  readonly batch: Buffer;
  readonly at: number;
}

/**
 * Writes a checkpoint as one transaction.
 *
 * @param changes packed, in the order they were made; of several for one key the last counts.
 * @throws what LMDB throws; `CHECKPOINT_CORRUPT` when what is to be replaced is damaged. Then nothing was written.
 */
export function writeCheckpoint(
  environment: LmdbEnvironment,
  path: string,
  checkpoint: StoredCheckpoint,
  changes: readonly ArrayBuffer[],
): void {
  const view = new LmdbCheckpointView(environment, path);
  const { maxParallelism, digestBytes } = view.manifest;
  environment.transaction(() => {
    applyChanges(environment, view, changes);
    const record = encodeManifestRecord({ maxParallelism, digestBytes, checkpoint });
    environment.manifest.putSync(manifestKey, record, {});
  });
}

/**
 * Writes the manifest once more. What a transaction has replaced may be overwritten by the second one after it; after this one, the next checkpoint may, and the file is a third smaller.
 */
export function releaseReplaced(environment: LmdbEnvironment): void {
  environment.transaction(() => {
    const record = environment.manifest.getBinary(manifestKey);
    if (record !== undefined) {
      environment.manifest.putSync(manifestKey, record, {});
    }
  });
}

function applyChanges(environment: LmdbEnvironment, view: LmdbCheckpointView, changes: readonly ArrayBuffer[]): void {
  const counts = new CountChanges(environment, view);
  for (const { address, batch, at } of placedInOrder(changes, view.manifest)) {
    const addressBytes = keyBytes(address);
    counts.add(addressBytes, applyChange(environment, view, addressBytes, stateChangeAt(batch, at)));
  }
  counts.store();
}

/** In the order of addresses, so that every page is changed once. */
function placedInOrder(changes: readonly ArrayBuffer[], addressing: KeyAddressing): readonly PlacedChange[] {
  const placed: PlacedChange[] = [];
  for (const batch of changes.map((buffer) => Buffer.from(buffer))) {
    for (const at of stateChangePositions(batch)) {
      const [key] = stateChangeAt(batch, at);
      placed.push({ address: keyText(addressOf(key, addressing)), batch, at });
    }
  }
  return placed.sort((one, other) => (one.address === other.address ? 0 : one.address < other.address ? -1 : 1));
}

/** @returns how many more addresses are in use: 1, 0 or -1. */
function applyChange(
  environment: LmdbEnvironment,
  view: LmdbCheckpointView,
  address: Uint8Array,
  [key, state]: StateChange,
): number {
  const before = view.entriesAt(address, () => stateOf(key)) ?? [];
  const after = before.filter((entry) => !isSameKey(entry.key, key));
  if (state !== undefined) {
    after.push({ key, state });
  }
  if (after.length > 0) {
    environment.states.putSync(address, encodeStateEntries(address, after), {});
  } else if (before.length > 0) {
    environment.states.removeSync(address);
  }
  return Math.sign(after.length) - Math.sign(before.length);
}

/** Counts addresses whose key groups come one after the other. */
class CountChanges {
  readonly #environment: LmdbEnvironment;
  readonly #view: LmdbCheckpointView;
  #group: Buffer | undefined;
  #counts: AddressCounts | undefined;

  constructor(environment: LmdbEnvironment, view: LmdbCheckpointView) {
    this.#environment = environment;
    this.#view = view;
  }

  add(address: Uint8Array, change: number): void {
    if (change !== 0) {
      this.#of(address).add(address, change);
    }
  }

  store(): void {
    if (this.#group !== undefined && this.#counts !== undefined) {
      this.#environment.counts.putSync(this.#group, this.#counts.encode(), {});
    }
  }

  #of(address: Uint8Array): AddressCounts {
    const group = keyGroupPrefixOf(address);
    if (this.#counts === undefined || this.#group?.equals(group) !== true) {
      this.store();
      this.#group = group;
      this.#counts = this.#view.countsOf(address);
    }
    return this.#counts;
  }
}
