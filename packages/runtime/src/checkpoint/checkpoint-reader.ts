import type { CheckpointStore } from './checkpoint-store.js';
import { LmdbCheckpointView } from './lmdb-checkpoint-view.js';
import { checkpointFile, type LmdbEnvironment, openLmdbEnvironment } from './lmdb-environment.js';

/** The newest complete checkpoint of a store that is open in another thread. */
export class CheckpointReader implements Pick<CheckpointStore, 'readKey' | 'readSome'> {
  readonly #environment: LmdbEnvironment;
  readonly #view: LmdbCheckpointView;

  private constructor(environment: LmdbEnvironment, path: string) {
    this.#environment = environment;
    this.#view = new LmdbCheckpointView(environment, path);
  }

  /** @throws CheckpointStoreError `CHECKPOINT_CORRUPT` */
  static async open(directory: string): Promise<CheckpointReader> {
    const path = checkpointFile(directory);
    return new CheckpointReader(await openLmdbEnvironment(path, { readOnly: true }), path);
  }

  readKey(key: Uint8Array): Uint8Array | undefined {
    return this.#view.readKey(key);
  }

  readSome(after: Uint8Array | undefined, count: number): readonly (readonly [Uint8Array, Uint8Array])[] {
    return this.#view.readSome(after, count);
  }

  /** A newer checkpoint is complete. */
  refresh(): void {
    this.#environment.refresh();
  }

  async close(): Promise<void> {
    await this.#environment.close();
  }
}
