import type { CheckpointStore, CheckpointWrite, StoredCheckpoint } from '../checkpoint/checkpoint-store.js';
import { statesAfter } from '../checkpoint/state-map.js';
import { keyText } from '../identity/key-text.js';
import type { SimulatedIo } from './simulated-io.js';
import type { SimulatedStorage } from './simulated-storage.js';

/** Checkpoints on simulated storage, for one life of a job. A write is one atomic step, as the contract wants it. */
export class SimulatedCheckpointStore implements CheckpointStore {
  readonly #storage: SimulatedStorage;
  readonly #io: SimulatedIo;
  #last: Promise<void> = Promise.resolve();

  constructor(storage: SimulatedStorage, io: SimulatedIo) {
    this.#storage = storage;
    this.#io = io;
  }

  async open(): Promise<StoredCheckpoint | undefined> {
    return this.#storage.checkpoint;
  }

  readKey(key: Uint8Array): Uint8Array | undefined {
    return this.#storage.checkpoint?.keys.get(keyText(key));
  }

  readSome(after: Uint8Array | undefined, count: number): readonly (readonly [Uint8Array, Uint8Array])[] {
    return statesAfter(this.#storage.checkpoint?.keys, after, count);
  }

  /** Some changes are taken at once, the others when the write happens: whatever the job does in between must not show in them. */
  write({ checkpointId, manifest, changedKeys }: CheckpointWrite): Promise<void> {
    const changes = changedKeys[Symbol.iterator]();
    const taken = [changes.next(), changes.next()].flatMap(({ done, value }) => (done === true ? [] : [value]));
    return this.#perform('checkpoint write', () => {
      const keys = new Map(this.#storage.checkpoint?.keys);
      for (const [key, state] of [...taken, ...{ [Symbol.iterator]: () => changes }]) {
        if (state === undefined) {
          keys.delete(keyText(key));
        } else {
          keys.set(keyText(key), state);
        }
      }
      this.#storage.checkpoint = { checkpointId, manifest, keys };
    });
  }

  savepoint(directory: string): Promise<void> {
    return this.#perform('savepoint', () => {
      if (this.#storage.checkpoint !== undefined) {
        this.#storage.savepoints.set(directory, this.#storage.checkpoint);
      }
    });
  }

  /** Ends when what was begun has ended: the store that is opened next is the only one. */
  async close(): Promise<void> {
    await this.#last;
  }

  #perform(step: string, effect: () => void): Promise<void> {
    const performed = this.#io.perform(step, effect);
    this.#last = performed.catch(() => undefined);
    return performed;
  }
}
