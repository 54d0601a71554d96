import { AddressCounts, slotRange } from './address-counts.js';
import { type CheckpointManifestRecord, decodeManifestRecord } from './checkpoint-manifest-record.js';
import { CheckpointStoreError, corrupt, stateOf } from './checkpoint-store-error.js';
import { addressOf, keyGroupPrefixOf } from './key-address.js';
import { type LmdbEnvironment, manifestKey } from './lmdb-environment.js';
import { decodeStateEntries, isSameKey, type StateEntry } from './state-entry.js';

/** The newest complete checkpoint, as one thread sees it. Whatever is damaged is noticed where it is read. */
export class LmdbCheckpointView {
  readonly #environment: LmdbEnvironment;
  readonly #path: string;
  readonly #manifest: CheckpointManifestRecord;

  /** @throws CheckpointStoreError `CHECKPOINT_CORRUPT`, `CHECKPOINT_FORMAT_UNKNOWN` */
  constructor(environment: LmdbEnvironment, path: string) {
    this.#environment = environment;
    this.#path = path;
    this.#manifest = decodeManifestRecord(
      this.#read('The manifest', () => environment.manifest.getBinary(manifestKey)),
      path,
    );
  }

  /** As it was when the view was made. */
  get manifest(): CheckpointManifestRecord {
    return this.#manifest;
  }

  /** @throws CheckpointStoreError `CHECKPOINT_CORRUPT` */
  readKey(key: Uint8Array): Uint8Array | undefined {
    const address = addressOf(key, this.#manifest);
    const entries = this.entriesAt(address, () => stateOf(key));
    if (entries === undefined) {
      this.#expectUnused(address, key);
      return undefined;
    }
    return entries.find((entry) => isSameKey(entry.key, key))?.state;
  }

  /** The next keys in the order of their addresses, with their states: at least `count` if there are as many. @throws CheckpointStoreError `CHECKPOINT_CORRUPT` */
  readSome(after: Uint8Array | undefined, count: number): readonly (readonly [Uint8Array, Uint8Array])[] {
    const what = 'The state of some keys';
    // All keys of an address are in one answer, so the next one begins behind it.
    const start = after && Buffer.concat([addressOf(after, this.#manifest), Buffer.alloc(1)]);
    const range = { ...(start === undefined ? {} : { start }), limit: count };
    const found = this.#read(what, () => Array.from(this.#environment.states.getRange(range)));
    return found.flatMap(({ key: address, value }) => {
      const entries = decodeStateEntries(address, value);
      if (entries === undefined) {
        throw corrupt(what, this.#path);
      }
      return entries.map(({ key, state }) => [key, state] as const);
    });
  }

  /** The keys that have an address, with their state. @param what what to call them in an error. */
  entriesAt(address: Uint8Array, what: () => string): readonly StateEntry[] | undefined {
    const bytes = this.#read(what, () => this.#environment.states.getBinary(address));
    if (bytes === undefined) {
      return undefined;
    }
    const entries = decodeStateEntries(address, bytes);
    if (entries === undefined) {
      throw corrupt(what(), this.#path);
    }
    return entries;
  }

  /** How many addresses are in use in the key group of this one. */
  countsOf(address: Uint8Array): AddressCounts {
    return this.#readCounts(address, (group) => this.#environment.counts.getBinary(group));
  }

  #readCounts(address: Uint8Array, read: (group: Uint8Array) => Buffer | undefined): AddressCounts {
    const group = keyGroupPrefixOf(address);
    const what = `The directory of key group ${group.readUInt16BE()}`;
    const bytes = this.#read(what, () => read(group));
    const counts = bytes === undefined ? AddressCounts.ofEmpty(group) : AddressCounts.decode(group, bytes);
    if (counts === undefined) {
      throw corrupt(what, this.#path);
    }
    return counts;
  }

  /**
   * That nothing is found under an address does not mean that nothing was stored there: a search goes astray where anything on its way is damaged. It does when the slot of the address holds as
   * many entries as were counted, all of them intact, and none of them has the address.
   */
  #expectUnused(address: Buffer, key: Uint8Array): void {
    const what = (): string => stateOf(key);
    // Only one of the counts is needed, and none of them is kept.
    const expected = this.#readCounts(address, (group) => this.#environment.counts.getBinaryFast(group)).at(address);
    const { start, end } = slotRange(address);
    const found = this.#read(what, () => Array.from(this.#environment.states.getRange({ start, end })));
    const isSound = found.every(
      ({ key: at, value }) =>
        Buffer.compare(start, at) <= 0 &&
        Buffer.compare(at, end) < 0 &&
        !address.equals(at) &&
        decodeStateEntries(at, value) !== undefined,
    );
    if (!isSound || found.length !== expected) {
      throw corrupt(what(), this.#path);
    }
  }

  #read<T>(what: string | (() => string), read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw error instanceof CheckpointStoreError
        ? error
        : corrupt(typeof what === 'string' ? what : what(), this.#path, error);
    }
  }
}
