import { encodeKey } from '@millrace/api';
import type { ActionStateRecord } from '../action-state/action-state.js';
import { decodeKeySnapshot, type KeySnapshot } from '../keyed-state/key-snapshot.js';
import type { KeyState } from '../keyed-state/key-state.js';
import type { CheckpointStore } from './checkpoint-store.js';

/** The keys of the restored checkpoint: those with unfinished work are read at once, all others when they are needed. */
export class RestoredKeys {
  readonly #store: Pick<CheckpointStore, 'readKey'> | undefined;
  #busy: readonly KeySnapshot[];

  constructor(store: Pick<CheckpointStore, 'readKey'> | undefined, busyKeys: readonly Uint8Array[]) {
    this.#store = store;
    this.#busy = busyKeys.flatMap((key) => this.#read(key) ?? []);
  }

  /** What was left to do, per key. To be asked for once: it is not kept. */
  takeBusySnapshots(): readonly KeySnapshot[] {
    const busy = this.#busy;
    this.#busy = [];
    return busy;
  }

  /** Records that the checkpoint keeps of runs whose input comes again. */
  recordedRuns(): readonly (readonly [key: Uint8Array, records: readonly ActionStateRecord[]])[] {
    return this.#busy.flatMap(({ key, recorded }) => (recorded.length === 0 ? [] : [[key, recorded] as const]));
  }

  /** Fills the state of a key that is not in memory. */
  load(state: KeyState): void {
    const snapshot = this.#store === undefined ? undefined : this.#read(encodeKey(state.key));
    if (snapshot !== undefined) {
      state.nextRunNumber = snapshot.nextRunNumber;
      state.memory.restore(snapshot.memory);
    }
  }

  #read(key: Uint8Array): KeySnapshot | undefined {
    const bytes = this.#store?.readKey(key);
    return bytes === undefined ? undefined : decodeKeySnapshot(key, bytes);
  }
}
