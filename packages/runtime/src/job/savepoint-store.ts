import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';
import type { Savepoint } from './savepoint.js';

/** Keeps savepoints beside the state of a job. Nothing but {@link SavepointStore.restore} changes where the job goes on from. */
export interface SavepointStore {
  /** Oldest first. */
  list(): Promise<readonly Savepoint[]>;
  /**
   * Keeps a savepoint: all of it survives a crash of the machine when the promise resolves, and none of it is there when it rejects.
   *
   * @param write fills an empty directory, as {@link CheckpointStore.savepoint} does.
   * @throws IllegalStateError `SAVEPOINT_EXISTS`
   */
  add(savepoint: Savepoint, write: (directory: string) => Promise<void>): Promise<void>;
  remove(name: string): Promise<void>;
  /**
   * Makes a savepoint the newest checkpoint, in one step that is the last one; the savepoint stays as it is.
   *
   * @param prepare called with a store over a copy, which is not open: changes it into what the job is to go on from, and closes it. When it throws, nothing has changed.
   */
  restore(name: string, prepare: (copy: CheckpointStore) => Promise<void>): Promise<void>;
  /** Removes the journals: the newest checkpoint names none. No store is open. */
  retireJournals(): Promise<void>;
}
