import { join } from 'node:path';
import type { LocalJournalOptions } from '../action-state/local-journal.js';
import { SubtaskJournal } from '../action-state/subtask-journal.js';
import type { DurableStores } from '../job/durable-state.js';
import type { FileSystem } from '../storage/file-system.js';
import { FileCheckpointStore } from './file-checkpoint-store.js';

/** Options of {@link simulatedStateDirectory}. */
export interface SimulatedStateDirectoryOptions {
  /** Where it is. Default `/state`. */
  readonly directory?: string;
  /** Options of the journal, apart from the file system. */
  readonly journal?: Omit<LocalJournalOptions, 'fileSystem'>;
}

/**
 * A state directory on a file system of the test's choice: the journals that jobs have, in `journal`, and a {@link FileCheckpointStore} in `checkpoint`. Given to `AgentsExecutionEnvironment` as
 * `stores`, beside a `JsonLinesFileSink` on the same file system, it makes a whole job lose power, space or its disk wherever the test wants.
 *
 * Nothing locks it: one job at a time is up to the test.
 */
export function simulatedStateDirectory(
  fileSystem: FileSystem,
  { directory = '/state', journal = {} }: SimulatedStateDirectoryOptions = {},
): DurableStores {
  const journalDirectory = join(directory, 'journal');
  const checkpointDirectory = join(directory, 'checkpoint');
  return {
    create: async (parallelism) => ({
      actionStateStores: Array.from(
        { length: parallelism },
        (_, subtask) => new SubtaskJournal(journalDirectory, { subtask, parallelism }, { ...journal, fileSystem }),
      ),
      checkpointStore: new FileCheckpointStore(fileSystem, checkpointDirectory),
    }),
    reset: async () => {
      // As long as the checkpoint is there a job may go on from it, which needs the journal.
      await removeFiles(fileSystem, checkpointDirectory);
      if (await fileSystem.exists(journalDirectory)) {
        for (const name of await fileSystem.list(journalDirectory)) {
          await removeFiles(fileSystem, join(journalDirectory, name));
        }
      }
    },
    description: `state in ${directory}, on a simulated file system`,
    release: async () => {},
  };
}

/** Durably, so that nothing comes back. */
async function removeFiles(fileSystem: FileSystem, directory: string): Promise<void> {
  if (await fileSystem.exists(directory)) {
    for (const name of await fileSystem.list(directory)) {
      await fileSystem.remove(join(directory, name));
    }
    await fileSystem.syncDirectory(directory);
  }
}
