import type { AddressCounts } from './address-counts.js';
import { encodeManifestRecord } from './checkpoint-manifest-record.js';
import type { StoredCheckpoint } from './checkpoint-store.js';
import { stateOf } from './checkpoint-store-error.js';
import { addressOf, keyGroupPrefixOf } from './key-address.js';
import { LmdbCheckpointView } from './lmdb-checkpoint-view.js';
import { type LmdbEnvironment, manifestKey } from './lmdb-environment.js';
import type { StateChange } from './state-change-batch.js';
import { encodeStateEntries, isSameKey } from './state-entry.js';

/**
 * Writes a checkpoint as one transaction.
 *
 * @param changes in the order they were made; of several for one key the last counts.
 * @throws what LMDB throws; `CHECKPOINT_CORRUPT` when what is to be replaced is damaged. Then nothing was written.
 */
export function writeCheckpoint(
  environment: LmdbEnvironment,
  path: string,
  checkpoint: StoredCheckpoint,
  changes: Iterable<StateChange>,
): void {
  const view = new LmdbCheckpointView(environment, path);
  const { maxParallelism, digestBytes } = view.manifest;
  environment.transaction(() => {
    applyChanges(environment, view, changes);
    const record = encodeManifestRecord({ maxParallelism, digestBytes, checkpoint });
    environment.manifest.putSync(manifestKey, record, {});
  });
}

function applyChanges(environment: LmdbEnvironment, view: LmdbCheckpointView, changes: Iterable<StateChange>): void {
  // In the order of addresses, so that every page is changed once.
  const addressed = Array.from(changes, (change) => ({ address: addressOf(change[0], view.manifest), change }));
  addressed.sort((one, other) => Buffer.compare(one.address, other.address));
  const counts = new CountChanges(environment, view);
  for (const { address, change } of addressed) {
    counts.add(address, applyChange(environment, view, address, change));
  }
  counts.store();
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
