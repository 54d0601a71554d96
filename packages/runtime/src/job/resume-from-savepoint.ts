import { type CheckpointManifest, decodeManifest, encodeManifest } from '../checkpoint/checkpoint-manifest.js';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';
import type { DurableStores } from './durable-state.js';
import { type Savepoint, savepointMissing, savepointsUnsupported } from './savepoint.js';
import { checkpointDigest } from './savepoint-taker.js';

/** Throws when a job cannot go on from a checkpoint. */
export type ExpectResumable = (manifest: CheckpointManifest, store: CheckpointStore) => Promise<void>;

/**
 * Makes a savepoint what the job goes on from. If it is not the newest checkpoint anyway, a new branch begins: the newest checkpoint then names no journal, so that what was journaled after the
 * savepoint is never applied, however often the branch crashes.
 *
 * @throws NotFoundError `SAVEPOINT_NOT_FOUND`
 * @throws what `expectResumable` throws; nothing has changed then.
 */
export async function resumeFromSavepoint(
  stores: DurableStores,
  name: string,
  expectResumable: ExpectResumable,
): Promise<Savepoint> {
  const { savepoints } = stores;
  if (savepoints === undefined) {
    throw savepointsUnsupported();
  }
  const existing = await savepoints.list();
  const savepoint = existing.find((other) => other.name === name);
  if (savepoint === undefined) {
    throw savepointMissing(name, existing);
  }
  if (!(await isNewest(stores, savepoint))) {
    await savepoints.restore(name, (copy) => beginBranch(copy, expectResumable));
  }
  return savepoint;
}

async function isNewest(stores: DurableStores, savepoint: Savepoint): Promise<boolean> {
  const { checkpointStore } = await stores.create(1);
  try {
    const newest = await checkpointStore.open();
    return newest !== undefined && checkpointDigest(newest) === savepoint.digest;
  } catch {
    // What cannot be read is what a savepoint is for.
    return false;
  } finally {
    await checkpointStore.close();
  }
}

async function beginBranch(copy: CheckpointStore, expectResumable: ExpectResumable): Promise<void> {
  try {
    const stored = await copy.open();
    if (stored === undefined) {
      return;
    }
    const manifest = decodeManifest(stored.manifest);
    await expectResumable(manifest, copy);
    await copy.write({
      checkpointId: stored.checkpointId + 1,
      manifest: encodeManifest({ ...manifest, finished: false, markers: [] }),
      changedKeys: [],
    });
  } finally {
    await copy.close();
  }
}
