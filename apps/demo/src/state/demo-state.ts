import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DurableStores, openStateDirectory } from '@millrace/runtime';

/** Where the complaint store keeps its documents: with the state of the job that made them. */
export function complaintFilePath(stateDir: string): string {
  return join(stateDir, 'complaints.jsonl');
}

/**
 * The state directory of the runtime, to which the demo adds the file of the complaint store: complaints belong to the job that found them, so they go on with it and end with it.
 *
 * @throws IllegalStateError `STATE_DIRECTORY_LOCKED`
 */
export async function openDemoState(stateDir: string): Promise<DurableStores> {
  const stores = await openStateDirectory(stateDir);
  return {
    ...stores,
    reset: async () => {
      // While the checkpoint is there, a job may go on from it and needs its complaints.
      await stores.reset();
      await rm(complaintFilePath(stateDir), { force: true });
      await syncDirectory(stateDir);
    },
  };
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
