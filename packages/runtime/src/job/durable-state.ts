import type { ActionStateStore, RebuildReport } from '../action-state/action-state-store.js';
import { type CheckpointManifest, decodeManifest } from '../checkpoint/checkpoint-manifest.js';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';

/** Where a job keeps what survives a crash. Held by one job at a time, from before the first `create` until `release`. */
export interface DurableStores {
  /** Stores over what is there, not open yet; new ones for every attempt of the job. The ones before are closed. */
  create(): Promise<{ readonly actionStateStore: ActionStateStore; readonly checkpointStore: CheckpointStore }>;
  /** Removes everything, checkpoints first: a crash in the middle leaves none whose journal is gone. No store is open. */
  reset(): Promise<void>;
  /** What the job report says about durability. */
  readonly description: string;
  /** Gives the place up. */
  release(): Promise<void>;
}

/** What a job begins from. */
export interface RestoredState {
  readonly checkpointId: number;
  readonly manifest: CheckpointManifest;
}

/** The stores, open, and what was found in them. */
export interface DurableState {
  readonly actionStateStore: ActionStateStore;
  readonly checkpointStore: CheckpointStore;
  readonly description: string;
  /** The newest complete checkpoint of an unfinished job; `undefined`: this is a new job. */
  readonly restored: RestoredState | undefined;
  /** Whether the job before had finished, so that this is a new one. */
  readonly previousFinished: boolean;
  readonly journal: RebuildReport;
}

/**
 * Opens the stores and finds where to begin. A job that had reached the end of its input is over: a new one begins.
 *
 * @param opened collects how to close what was opened.
 */
export async function openDurableState(
  stores: DurableStores,
  opened: (() => Promise<void> | void)[],
): Promise<DurableState> {
  const { description } = stores;
  const found = await create(stores, opened);
  const stored = await found.checkpointStore.open();
  const manifest = stored === undefined ? undefined : decodeManifest(stored.manifest);
  if (stored !== undefined && manifest?.finished === false) {
    await found.actionStateStore.open();
    const journal = await found.actionStateStore.rebuildState([manifest.marker], () => true);
    const restored = { checkpointId: stored.checkpointId, manifest };
    return { ...found, description, journal, restored, previousFinished: false };
  }
  // Whatever is there belongs to a job that is over, or to one that did not come as far as its first checkpoint.
  await found.checkpointStore.close();
  await stores.reset();
  const fresh = await create(stores, opened);
  await fresh.checkpointStore.open();
  await fresh.actionStateStore.open();
  const journal = await fresh.actionStateStore.rebuildState([], () => true);
  return { ...fresh, description, journal, restored: undefined, previousFinished: manifest !== undefined };
}

async function create(
  stores: DurableStores,
  opened: (() => Promise<void> | void)[],
): Promise<Pick<DurableState, 'actionStateStore' | 'checkpointStore'>> {
  const { actionStateStore, checkpointStore } = await stores.create();
  opened.push(
    () => checkpointStore.close(),
    () => actionStateStore.close(),
  );
  return { actionStateStore, checkpointStore };
}
