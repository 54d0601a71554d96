import type { CheckpointStore, CheckpointWrite, StoredCheckpoint } from '../checkpoint/checkpoint-store.js';
import type { SimulatedIo } from './simulated-io.js';
import type { SimulatedStorage } from './simulated-storage.js';

/** Checkpoints on simulated storage, for one life of a job. A write is one atomic step, as the contract wants it. */
export class SimulatedCheckpointStore implements CheckpointStore {
  readonly #storage: SimulatedStorage;
  readonly #io: SimulatedIo;

  constructor(storage: SimulatedStorage, io: SimulatedIo) {
    this.#storage = storage;
    this.#io = io;
  }

  async open(): Promise<StoredCheckpoint | undefined> {
    return this.#storage.checkpoint;
  }

  readKey(key: Uint8Array): Uint8Array | undefined {
    return this.#storage.checkpoint?.keys.get(textOf(key));
  }

  write({ checkpointId, manifest, changedKeys }: CheckpointWrite): Promise<void> {
    return this.#io.perform('checkpoint write', () => {
      const keys = new Map(this.#storage.checkpoint?.keys);
      for (const [key, state] of changedKeys) {
        if (state === undefined) {
          keys.delete(textOf(key));
        } else {
          keys.set(textOf(key), state);
        }
      }
      this.#storage.checkpoint = { checkpointId, manifest, keys };
    });
  }

  savepoint(directory: string): Promise<void> {
    return this.#io.perform('savepoint', () => {
      if (this.#storage.checkpoint !== undefined) {
        this.#storage.savepoints.set(directory, this.#storage.checkpoint);
      }
    });
  }

  async close(): Promise<void> {}
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key).toString('latin1');
}
