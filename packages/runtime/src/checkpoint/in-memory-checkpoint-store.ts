import { keyText } from '../identity/key-text.js';
import type { CheckpointStore, CheckpointWrite, StoredCheckpoint } from './checkpoint-store.js';
import {
  type CheckpointStoreError,
  directoryNotEmpty,
  storeNotOpen,
  writeFailed,
  writesOverlap,
} from './checkpoint-store-error.js';
import { changedStates, type StateMap, statesAfter } from './state-map.js';

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
  readonly states: StateMap;
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
    const state = this.#content?.states.get(keyText(key));
    return state && Uint8Array.from(state);
  }

  readSome(after: Uint8Array | undefined, count: number): readonly (readonly [Uint8Array, Uint8Array])[] {
    this.#expectOpen();
    return statesAfter(this.#content?.states, after, count);
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
      const { checkpointId, manifest } = write;
      const checkpoint = { checkpointId, manifest: Uint8Array.from(manifest) };
      const content = { checkpoint, states: await changedStates(this.#content?.states, write.changedKeys) };
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
