import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';
import { LmdbCheckpointStore } from '../checkpoint/lmdb-checkpoint-store.js';
import { checkpointFile } from '../checkpoint/lmdb-environment.js';
import { makeDurableDirectory } from '../storage/durable-directory.js';
import { NodeFileSystem } from '../storage/node-file-system.js';
import { type Savepoint, savepointExists } from './savepoint.js';
import type { SavepointStore } from './savepoint-store.js';

const descriptionFile = 'savepoint.json';

/** Where a state directory has what. */
export interface StateDirectoryLayout {
  readonly savepoints: string;
  readonly checkpoint: string;
  readonly journal: string;
}

/**
 * Savepoints in a state directory: `savepoints/<name>` holds a checkpoint store and a description of it. A savepoint gets its name when all of it is durable, so that a directory with such a
 * name is never a half-made one.
 */
export class SavepointDirectory implements SavepointStore {
  readonly #layout: StateDirectoryLayout;
  readonly #fileSystem = new NodeFileSystem();

  constructor(layout: StateDirectoryLayout) {
    this.#layout = layout;
  }

  async list(): Promise<readonly Savepoint[]> {
    const names = (await this.#fileSystem.exists(this.#layout.savepoints))
      ? await readdir(this.#layout.savepoints)
      : [];
    const savepoints: Savepoint[] = [];
    for (const name of names.filter((entry) => !entry.startsWith('.'))) {
      const description = join(this.#path(name), descriptionFile);
      if (await this.#fileSystem.exists(description)) {
        savepoints.push({ ...(JSON.parse(await readFile(description, 'utf8')) as Savepoint), name });
      }
    }
    return savepoints.sort((one, other) => one.takenAtMs - other.takenAtMs || one.checkpointId - other.checkpointId);
  }

  async add(savepoint: Savepoint, write: (directory: string) => Promise<void>): Promise<void> {
    const path = this.#path(savepoint.name);
    if (await this.#fileSystem.exists(path)) {
      throw savepointExists(savepoint.name);
    }
    const unfinished = await this.#emptied(this.#path(`.unfinished-${savepoint.name}`));
    try {
      await write(unfinished);
      await writeDurably(join(unfinished, descriptionFile), `${JSON.stringify(savepoint)}\n`);
      await this.#fileSystem.syncDirectory(unfinished);
      await rename(unfinished, path);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      throw error;
    }
    await this.#fileSystem.syncDirectory(this.#layout.savepoints);
  }

  async remove(name: string): Promise<void> {
    // Without its name it is no savepoint any more, however far the removal comes.
    const removed = this.#path(`.removed-${name}`);
    await rm(removed, { recursive: true, force: true });
    await rename(this.#path(name), removed);
    await rm(removed, { recursive: true });
  }

  async restore(name: string, prepare: (copy: CheckpointStore) => Promise<void>): Promise<void> {
    const { checkpoint } = this.#layout;
    const copy = await this.#emptied(`${checkpoint}-copy`);
    try {
      // Copied by the store itself, which finds every value that was altered.
      const savepoint = new LmdbCheckpointStore(this.#path(name));
      await savepoint.open();
      try {
        await savepoint.savepoint(copy);
      } finally {
        await savepoint.close();
      }
      await prepare(new LmdbCheckpointStore(copy));
      await makeDurableDirectory(this.#fileSystem, checkpoint);
      await rename(checkpointFile(copy), checkpointFile(checkpoint));
      await this.#fileSystem.syncDirectory(checkpoint);
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  }

  async retireJournals(): Promise<void> {
    await rm(this.#layout.journal, { recursive: true, force: true });
  }

  async #emptied(directory: string): Promise<string> {
    await rm(directory, { recursive: true, force: true });
    await makeDurableDirectory(this.#fileSystem, directory);
    return directory;
  }

  #path(name: string): string {
    return join(this.#layout.savepoints, name);
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
}
