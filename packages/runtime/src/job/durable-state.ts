import type { ActionStateStore, RebuildReport } from '../action-state/action-state-store.js';
import { type CheckpointManifest, decodeManifest } from '../checkpoint/checkpoint-manifest.js';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';

/** Where a job keeps what survives a crash. */
export interface DurableStores {
  readonly actionStateStore: ActionStateStore;
  readonly checkpointStore: CheckpointStore;
  /** Removes everything the stores hold; they are opened afterwards. */
  reset(): Promise<void>;
  /** What the job report says about the durability of the journal. */
  readonly description: string;
  /** Gives the place up, after the stores are closed. */
  release(): Promise<void>;
}

/** What a job begins from. */
export interface RestoredState {
  readonly checkpointId: number;
  readonly manifest: CheckpointManifest;
}

/** The stores, open, and what was found in them. */
export interface DurableState {
  readonly stores: DurableStores;
  /** The newest complete checkpoint of an unfinished job; `undefined`: this is a new job. */
  readonly restored: RestoredState | undefined;
  /** Whether the job before had finished, so that this is a new one. */
  readonly previousFinished: boolean;
  readonly journal: RebuildReport;
}

/** Opens the stores and finds where to begin. A job that had reached the end of its input is over: a new one begins. */
export async function openDurableState(stores: DurableStores): Promise<DurableState> {
  const stored = await stores.checkpointStore.open();
  const manifest = stored === undefined ? undefined : decodeManifest(stored.manifest);
  if (stored !== undefined && manifest?.finished === false) {
    await stores.actionStateStore.open();
    const journal = await stores.actionStateStore.rebuildState([manifest.marker], () => true);
    return { stores, restored: { checkpointId: stored.checkpointId, manifest }, previousFinished: false, journal };
  }
  // Whatever is there belongs to a job that is over, or to one that did not come as far as its first checkpoint.
  await stores.checkpointStore.close();
  await stores.reset();
  await stores.checkpointStore.open();
  await stores.actionStateStore.open();
  const journal = await stores.actionStateStore.rebuildState([], () => true);
  return { stores, restored: undefined, previousFinished: manifest !== undefined, journal };
}
