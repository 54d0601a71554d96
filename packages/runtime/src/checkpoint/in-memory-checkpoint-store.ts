import type { CheckpointStore, CheckpointWrite, StoredCheckpoint } from './checkpoint-store.js';
import {
  type CheckpointStoreError,
  directoryNotEmpty,
  storeNotOpen,
  writeFailed,
  writesOverlap,
} from './checkpoint-store-error.js';

/**
 * What happens to a write: it completes, it fails and leaves nothing, or the process is gone before or after it became durable. A write that is cut never settles, and nothing but `open`
 * works afterwards.
 */
export type WriteFate = 'complete' | 'fail' | 'cut before' | 'cut after';

/** Options of an {@link InMemoryCheckpointStore}. */
export interface InMemoryCheckpointStoreOptions {
  /** Decides what happens to a write, when it pleases: until then the write is in progress. Default: every write completes. */
  readonly decideWrite?: (checkpointId: number) => WriteFate | Promise<WriteFate>;
}

interface Content {
  readonly checkpoint: StoredCheckpoint;
  /** By canonical key bytes as Latin-1 text. */
  readonly states: ReadonlyMap<string, Uint8Array>;
}

/** Keeps checkpoints in memory: the reference implementation of {@link CheckpointStore}, for tests. What it holds is there again when it is opened again. */
export class InMemoryCheckpointStore implements CheckpointStore {
  /** By directory: stores that hold what {@link savepoint} wrote. */
  readonly savepoints: Map<string, InMemoryCheckpointStore> = new Map();
  readonly #decideWrite: (checkpointId: number) => WriteFate | Promise<WriteFate>;
  #content: Content | undefined;
  #state: 'closed' | 'open' | 'writing' | 'cut' = 'closed';

  constructor(options: InMemoryCheckpointStoreOptions = {}) {
    this.#decideWrite = options.decideWrite ?? (() => 'complete');
  }

  async open(): Promise<StoredCheckpoint | undefined> {
    this.#state = 'open';
    const checkpoint = this.#content?.checkpoint;
    return checkpoint && { ...checkpoint, manifest: Uint8Array.from(checkpoint.manifest) };
  }

  readKey(key: Uint8Array): Uint8Array | undefined {
    this.#expectOpen();
    const state = this.#content?.states.get(textOf(key));
    return state && Uint8Array.from(state);
  }

  async write(write: CheckpointWrite): Promise<void> {
    this.#expectOpen();
    if (this.#state === 'writing') {
      throw writesOverlap();
    }
    this.#state = 'writing';
    const fate = await this.#attempt(write);
    if (fate === 'cut before' || fate === 'cut after') {
      this.#state = 'cut';
      await new Promise<never>(() => {});
    }
    this.#state = 'open';
    if (fate !== 'complete') {
      throw fate;
    }
  }

  async savepoint(directory: string): Promise<void> {
    this.#expectOpen();
    if (this.savepoints.has(directory)) {
      throw directoryNotEmpty(directory);
    }
    const savepoint = new InMemoryCheckpointStore();
    savepoint.#content = this.#content;
    this.savepoints.set(directory, savepoint);
  }

  async close(): Promise<void> {
    this.#state = 'closed';
  }

  /** @returns how it ended: the error that makes the write fail, or what is left to be done. */
  async #attempt(write: CheckpointWrite): Promise<Exclude<WriteFate, 'fail'> | CheckpointStoreError> {
    try {
      const content = changed(this.#content, write);
      const fate = await this.#decideWrite(write.checkpointId);
      if (fate === 'fail') {
        return writeFailed('memory', new Error('it was decided so'));
      }
      if (fate !== 'cut before') {
        this.#content = content;
      }
      return fate;
    } catch (error) {
      return writeFailed('memory', error);
    }
  }

  #expectOpen(): void {
    if (this.#state === 'closed' || this.#state === 'cut') {
      throw storeNotOpen('memory');
    }
  }
}

/** Copies, so that nobody shares bytes with the store. */
function changed(before: Content | undefined, { checkpointId, manifest, changedKeys }: CheckpointWrite): Content {
  const states = new Map(before?.states);
  for (const [key, state] of changedKeys) {
    if (state === undefined) {
      states.delete(textOf(key));
    } else {
      states.set(textOf(key), Uint8Array.from(state));
    }
  }
  return { checkpoint: { checkpointId, manifest: Uint8Array.from(manifest) }, states };
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key).toString('latin1');
}
