import { UnsupportedError } from '@millrace/api';
import type { ActionStateStore, RebuildReport, RecoveryMarker } from '../action-state/action-state-store.js';
import { type CheckpointManifest, decodeManifest } from '../checkpoint/checkpoint-manifest.js';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';
import type { KeyOwnership } from '../identity/key-ownership.js';
import { RuntimeOptions } from '../options.js';
import type { SavepointStore } from './savepoint-store.js';
import type { StatePlace } from './state-directory.js';

/** Where a job keeps what survives a crash. Held by one job at a time, from before the first `create` until `release`. */
export interface DurableStores {
  /**
   * Stores over what is there, not open yet; new ones for every attempt of the job. The ones before are closed.
   *
   * @param parallelism number of subtasks, each of which has an action state store. Whoever knows only one may answer with one.
   */
  create(parallelism: number): Promise<JobStores>;
  /** Removes everything, checkpoints first: a crash in the middle leaves none whose journal is gone. No store is open. */
  reset(): Promise<void>;
  /** What the job report says about durability. */
  readonly description: string;
  /** Where other threads of this process find the same state; absent: only this one can use it. */
  readonly place?: StatePlace;
  /** Where savepoints are kept; absent: there are none. */
  readonly savepoints?: SavepointStore;
  /** Gives the place up. */
  release(): Promise<void>;
}

/** The stores of one attempt. */
export interface JobStores {
  /** By subtask. */
  readonly actionStateStores: readonly ActionStateStore[];
  readonly checkpointStore: CheckpointStore;
}

/** What a job begins from. */
export interface RestoredState {
  readonly checkpointId: number;
  readonly manifest: CheckpointManifest;
}

/** The stores, open, and what was found in them. */
export interface DurableState extends JobStores {
  readonly description: string;
  /** The newest complete checkpoint of an unfinished job; `undefined`: this is a new job. */
  readonly restored: RestoredState | undefined;
  /** Whether the job before had finished, so that this is a new one. */
  readonly previousFinished: boolean;
  /** What was found in the journals, by subtask; empty where others open them. */
  readonly journals: readonly RebuildReport[];
}

/** How the stores are opened. */
export interface DurableStateOptions {
  /** Collects how to close what was opened. */
  readonly opened: (() => Promise<void> | void)[];
  /** Whether the journals are left to the threads of the subtasks. */
  readonly leavesJournals: boolean;
  /** Whether this is a further attempt at a job: one that failed at its very end goes on from there, too. */
  readonly isRestart: boolean;
  /** Throws when the job cannot go on from what is there. Called before anything but the checkpoint store is opened, so that nothing is changed then. */
  readonly expectResumable: (manifest: CheckpointManifest, store: CheckpointStore) => void;
}

/** Opens the stores and finds where to begin. A job that had reached the end of its input is over: a new one begins. */
export async function openDurableState(
  stores: DurableStores,
  ownership: KeyOwnership,
  options: DurableStateOptions,
): Promise<DurableState> {
  const { description } = stores;
  const { opened, leavesJournals, isRestart } = options;
  const found = await create(stores, ownership, opened);
  const stored = await found.checkpointStore.open();
  const manifest = stored === undefined ? undefined : decodeManifest(stored.manifest);
  if (stored !== undefined && manifest !== undefined && (!manifest.finished || isRestart)) {
    options.expectResumable(manifest, found.checkpointStore);
    if (manifest.markers.length === 0) {
      // A branch that has not begun: what is in the journals came after the savepoint it begins from.
      await stores.savepoints?.retireJournals();
    }
    const journals = leavesJournals ? [] : await rebuild(found, ownership, manifest.markers);
    const restored = { checkpointId: stored.checkpointId, manifest };
    return { ...found, description, journals, restored, previousFinished: false };
  }
  // Whatever is there belongs to a job that is over, or to one that did not come as far as its first checkpoint.
  await found.checkpointStore.close();
  await stores.reset();
  const fresh = await create(stores, ownership, opened);
  await fresh.checkpointStore.open();
  const journals = leavesJournals ? [] : await rebuild(fresh, ownership, []);
  return { ...fresh, description, journals, restored: undefined, previousFinished: manifest !== undefined };
}

/** Opens the journals and reads what the keys of each subtask had done. */
async function rebuild(
  { actionStateStores }: JobStores,
  ownership: KeyOwnership,
  markers: readonly RecoveryMarker[],
): Promise<readonly RebuildReport[]> {
  return await Promise.all(
    actionStateStores.map(async (store, subtask) => {
      await store.open();
      return await store.rebuildState(markers, (key) => ownership.ownerOf(key) === subtask);
    }),
  );
}

async function create(
  stores: DurableStores,
  { parallelism }: KeyOwnership,
  opened: (() => Promise<void> | void)[],
): Promise<JobStores> {
  const { actionStateStores, checkpointStore } = await stores.create(parallelism);
  opened.push(() => checkpointStore.close(), ...actionStateStores.map((store) => () => store.close()));
  if (actionStateStores.length !== parallelism) {
    throw new UnsupportedError(
      'PARALLELISM_UNSUPPORTED',
      `These stores are made for ${actionStateStores.length} subtasks, and the job has ${parallelism}.`,
      { path: RuntimeOptions.parallelism.key, hint: 'Keep the state in a state directory, or use one subtask.' },
    );
  }
  return { actionStateStores, checkpointStore };
}
