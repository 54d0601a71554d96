import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalDurability } from '../action-state/journal-durability.js';
import { SubtaskJournal } from '../action-state/subtask-journal.js';
import { LmdbCheckpointStore } from '../checkpoint/lmdb-checkpoint-store.js';
import { NodeFileSystem } from '../storage/node-file-system.js';
import type { DurableStores } from './durable-state.js';
import { SavepointDirectory } from './savepoint-directory.js';
import { acquireStateDirectoryLock } from './state-directory-lock.js';

/** A state directory, for other threads of the process that holds it. */
export interface StatePlace {
  readonly directory: string;
  readonly durability: JournalDurability;
}

export function journalDirectory(directory: string): string {
  return join(directory, 'journal');
}

export function checkpointDirectory(directory: string): string {
  return join(directory, 'checkpoint');
}

/** What survives, by durability of the journal; for the job report. */
const survives = {
  sync: 'survives a crash of the process and of the machine',
  os: 'survives a crash of the process, not one of the machine',
} as const;

/**
 * Keeps the state of a job in a directory of this machine: the journals of its subtasks in `journal`, the newest checkpoint in `checkpoint`, savepoints in `savepoints`. Nobody else can use the directory until it is released.
 *
 * @throws IllegalStateError `STATE_DIRECTORY_LOCKED`
 */
export async function openStateDirectory(
  directory: string,
  durability: JournalDurability = 'sync',
): Promise<DurableStores> {
  await mkdir(directory, { recursive: true });
  const lock = await acquireStateDirectoryLock(directory);
  const fileSystem = new NodeFileSystem();
  const journal = journalDirectory(directory);
  const checkpoint = checkpointDirectory(directory);
  return {
    create: async (parallelism) => {
      await mkdir(checkpoint, { recursive: true });
      return {
        actionStateStores: Array.from(
          { length: parallelism },
          (_, subtask) => new SubtaskJournal(journal, { subtask, parallelism }, { durability }),
        ),
        checkpointStore: new LmdbCheckpointStore(checkpoint),
      };
    },
    reset: async () => {
      // As long as the checkpoint is there a job may go on from it, which needs the journal; without a checkpoint the journal counts for nothing.
      await rm(checkpoint, { recursive: true, force: true });
      await fileSystem.syncDirectory(directory);
      await rm(journal, { recursive: true, force: true });
    },
    description: `state in ${directory}, which ${
      typeof durability === 'string'
        ? survives[durability]
        : `survives a crash of the process; one of the machine may take the last ${durability.intervalMs} ms`
    }`,
    place: { directory, durability },
    savepoints: new SavepointDirectory({ savepoints: join(directory, 'savepoints'), checkpoint, journal }),
    release: () => lock.release(),
  };
}
