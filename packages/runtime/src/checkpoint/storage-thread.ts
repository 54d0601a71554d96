import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { CheckpointStoreError } from './checkpoint-store-error.js';
import type { StorageThreadAnswer, StorageThreadData, StorageThreadRequest } from './storage-thread-protocol.js';

// The thread runs the built file, also when this one is run from its source by a test.
const entry = new URL('../../dist/checkpoint/lmdb-storage-thread.js', import.meta.url);

/** Little lives long in this thread: a larger space for what is new would only keep the memory. */
const resourceLimits = { maxYoungGenerationSizeMb: 4 };

interface PendingRequest {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The caller's end of the thread that makes all changes of one store. An idle thread does not keep the process alive; one that is asked for something does.
 */
export class StorageThread {
  readonly #worker: Worker;
  readonly #exited: Promise<unknown>;
  readonly #pending: PendingRequest[] = [];
  #failure: unknown;
  #isEnding = false;

  private constructor(data: StorageThreadData) {
    this.#worker = new Worker(entry, { name: 'millrace storage', workerData: data, execArgv: [], resourceLimits });
    this.#exited = once(this.#worker, 'exit');
    this.#worker.on('message', (answer: StorageThreadAnswer) => {
      this.#take(answer);
    });
    this.#worker.on('error', (error) => {
      this.#fail(error);
    });
    this.#worker.on('exit', () => {
      this.#fail(new Error('the storage thread has ended'));
    });
  }

  /** @throws CheckpointStoreError when the store cannot be opened */
  static async start(data: StorageThreadData): Promise<StorageThread> {
    const thread = new StorageThread(data);
    try {
      await thread.#answer();
    } catch (error) {
      await thread.#exited;
      throw error;
    }
    return thread;
  }

  /** Sends something that is not answered. */
  send(request: StorageThreadRequest, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(request, [...transfer]);
  }

  /** Sends something and waits until it is done. Answers come in the order of requests. */
  async request(request: StorageThreadRequest, transfer: readonly ArrayBuffer[] = []): Promise<void> {
    this.send(request, transfer);
    await this.#answer();
  }

  /** Waits for what was requested, then ends the thread. */
  async end(): Promise<void> {
    // From here on the process waits for the thread, also when a request is answered meanwhile.
    this.#isEnding = true;
    this.#worker.ref();
    this.send({ kind: 'close' });
    await this.#exited;
  }

  async #answer(): Promise<void> {
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
    this.#worker.ref();
    try {
      await new Promise<void>((resolve, reject) => {
        this.#pending.push({ resolve, reject });
      });
    } finally {
      if (this.#pending.length === 0 && !this.#isEnding) {
        this.#worker.unref();
      }
    }
  }

  #take(answer: StorageThreadAnswer): void {
    const request = this.#pending.shift();
    if (answer.kind === 'done') {
      request?.resolve();
    } else {
      request?.reject(new CheckpointStoreError(answer.error));
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const { reject } of this.#pending.splice(0)) {
      reject(this.#failure);
    }
  }
}
