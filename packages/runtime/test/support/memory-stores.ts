import { InMemoryActionStateLog } from '../../src/action-state/in-memory-action-state-log.js';
import { InMemoryActionStateStore } from '../../src/action-state/in-memory-action-state-store.js';
import { InMemoryCheckpointStore, type WriteFate } from '../../src/checkpoint/in-memory-checkpoint-store.js';
import type { DurableStores } from '../../src/index.js';

/** The state of a job that survives everything but the test. */
export class MemoryStores implements DurableStores {
  readonly description = 'state in memory, for a test';
  log: InMemoryActionStateLog = new InMemoryActionStateLog();
  /** What happens to the write of a checkpoint. */
  decideWrite: (checkpointId: number) => WriteFate = () => 'complete';
  #checkpoints = this.#createCheckpointStore();

  async create(): ReturnType<DurableStores['create']> {
    return {
      actionStateStores: [new InMemoryActionStateStore(this.log)],
      checkpointStore: this.#checkpoints,
    };
  }

  async reset(): Promise<void> {
    this.log = new InMemoryActionStateLog();
    this.#checkpoints = this.#createCheckpointStore();
  }

  async release(): Promise<void> {}

  #createCheckpointStore(): InMemoryCheckpointStore {
    return new InMemoryCheckpointStore({ decideWrite: (checkpointId) => this.decideWrite(checkpointId) });
  }
}
