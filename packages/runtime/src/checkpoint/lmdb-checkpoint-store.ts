import { setImmediate as nextTurn } from 'node:timers/promises';
import { IllegalStateError, InvalidValueError } from '@millrace/api';
import { defaultMaxParallelism, largestMaxParallelism } from '../identity/key-group.js';
import type { CheckpointStore, CheckpointWrite, StoredCheckpoint } from './checkpoint-store.js';
import {
  CheckpointStoreError,
  openFailed,
  savepointFailed,
  storeNotOpen,
  writeFailed,
  writesOverlap,
} from './checkpoint-store-error.js';
import { LmdbCheckpointView } from './lmdb-checkpoint-view.js';
import { checkpointFile, type LmdbEnvironment, openLmdbEnvironment } from './lmdb-environment.js';
import { packStateChanges } from './state-change-batch.js';
import { StorageThread } from './storage-thread.js';

/** Options of an {@link LmdbCheckpointStore}. */
export interface LmdbCheckpointStoreOptions {
  /** Number of key groups; the same whenever the directory is opened. Default 128, at most 32768. */
  readonly maxParallelism?: number;
  /** How many bytes of a key's SHA-256 are in its address. Less than the default of 16 is for tests, which need keys that share an address. */
  readonly digestBytes?: number;
}

/** Changes are handed to the storage thread in batches of about this many bytes; between them other work of the loop gets its turn. */
const batchBytes = 64 * 1024;

/** An open store: the thread that writes, and what this thread sees. */
interface OpenStore {
  readonly thread: StorageThread;
  readonly environment: LmdbEnvironment;
  readonly view: LmdbCheckpointView;
}

/**
 * Keeps checkpoints in an LMDB file, `checkpoint.mdb`, of a local directory. All changes are made by one thread of the store's own, each checkpoint in one transaction that is on disk before the
 * promise of `write` resolves; reads are made where they are asked for, from the mapped file.
 *
 * One store per directory may be open, in all processes together: whoever opens it sees to that.
 */
export class LmdbCheckpointStore implements CheckpointStore {
  readonly #directory: string;
  readonly #maxParallelism: number;
  readonly #digestBytes: number;
  #open: OpenStore | undefined;
  #isWriting = false;

  constructor(directory: string, options: LmdbCheckpointStoreOptions = {}) {
    this.#directory = directory;
    this.#maxParallelism = checkMaxParallelism(options.maxParallelism ?? defaultMaxParallelism);
    this.#digestBytes = options.digestBytes ?? 16;
  }

  async open(): Promise<StoredCheckpoint | undefined> {
    if (this.#open !== undefined) {
      throw new IllegalStateError('CHECKPOINT_STORE_OPEN', `The checkpoint store in ${this.#directory} is open.`, {
        hint: 'Open it once.',
      });
    }
    const addressing = { maxParallelism: this.#maxParallelism, digestBytes: this.#digestBytes };
    const thread = await StorageThread.start({ directory: this.#directory, addressing });
    let environment: LmdbEnvironment | undefined;
    try {
      const path = checkpointFile(this.#directory);
      environment = await openLmdbEnvironment(path, { readOnly: true });
      const view = new LmdbCheckpointView(environment, path);
      this.#checkParallelism(view.manifest.maxParallelism);
      this.#open = { thread, environment, view };
      return view.manifest.checkpoint;
    } catch (error) {
      await environment?.close();
      await thread.end();
      throw error instanceof CheckpointStoreError ? error : openFailed(this.#directory, error);
    }
  }

  readKey(key: Uint8Array): Uint8Array | undefined {
    return this.#opened().view.readKey(key);
  }

  readSome(after: Uint8Array | undefined, count: number): readonly (readonly [Uint8Array, Uint8Array])[] {
    return this.#opened().view.readSome(after, count);
  }

  async write({ checkpointId, manifest, changedKeys }: CheckpointWrite): Promise<void> {
    const { thread, environment } = this.#opened();
    if (this.#isWriting) {
      throw writesOverlap();
    }
    this.#isWriting = true;
    try {
      await this.#sendChanges(thread, changedKeys);
      const copy = Uint8Array.from(manifest).buffer;
      await thread.request({ kind: 'write', checkpointId, manifest: copy }, [copy]);
      environment.refresh();
    } catch (error) {
      throw error instanceof CheckpointStoreError ? error : writeFailed(this.#directory, error);
    } finally {
      this.#isWriting = false;
    }
  }

  async savepoint(directory: string): Promise<void> {
    const { thread } = this.#opened();
    try {
      await thread.request({ kind: 'savepoint', directory });
    } catch (error) {
      throw error instanceof CheckpointStoreError ? error : savepointFailed(directory, error);
    }
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    if (open !== undefined) {
      await open.environment.close();
      await open.thread.end();
    }
  }

  async #sendChanges(thread: StorageThread, changedKeys: CheckpointWrite['changedKeys']): Promise<void> {
    try {
      for (const batch of packStateChanges(changedKeys, batchBytes)) {
        thread.send({ kind: 'changes', batch }, [batch]);
        await nextTurn();
      }
    } catch (error) {
      thread.send({ kind: 'discard' });
      throw error;
    }
  }

  #checkParallelism(stored: number): void {
    if (stored !== this.#maxParallelism) {
      throw new CheckpointStoreError({
        code: 'CHECKPOINT_PARALLELISM_CHANGED',
        message: `The checkpoint in ${this.#directory} was written with a maximum parallelism of ${stored}, not ${this.#maxParallelism}.`,
        hint: `Set it to ${stored}, or start anew with a new state directory.`,
        cause: undefined,
      });
    }
  }

  #opened(): OpenStore {
    if (this.#open === undefined) {
      throw storeNotOpen(this.#directory);
    }
    return this.#open;
  }
}

function checkMaxParallelism(maxParallelism: number): number {
  if (!Number.isInteger(maxParallelism) || maxParallelism < 1 || maxParallelism > largestMaxParallelism) {
    throw new InvalidValueError('MAX_PARALLELISM_INVALID', `A maximum parallelism cannot be ${maxParallelism}.`, {
      path: 'maxParallelism',
      hint: `Use a whole number from 1 to ${largestMaxParallelism}.`,
    });
  }
  return maxParallelism;
}
