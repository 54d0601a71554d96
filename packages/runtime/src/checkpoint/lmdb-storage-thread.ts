// The entry of a storage thread: it makes every change of one store, one after the other, so that no subtask's loop ever waits for a disk.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { CheckpointStoreError, openFailed, savepointFailed, writeFailed } from './checkpoint-store-error.js';
import { copyCheckpointFile, ensureCheckpointFile } from './lmdb-checkpoint-file.js';
import { releaseReplaced, writeCheckpoint } from './lmdb-checkpoint-writer.js';
import { checkpointFile, type LmdbEnvironment, openLmdbEnvironment } from './lmdb-environment.js';
import type { StorageThreadAnswer, StorageThreadData, StorageThreadRequest } from './storage-thread-protocol.js';

async function serve(port: MessagePort, { directory, addressing }: StorageThreadData): Promise<void> {
  const path = checkpointFile(directory);
  let environment: LmdbEnvironment;
  try {
    await ensureCheckpointFile(directory, addressing);
    environment = await openLmdbEnvironment(path, { readOnly: false });
  } catch (error) {
    port.postMessage(failure(error, (cause) => openFailed(directory, cause)));
    return;
  }
  const storage = new Storage(port, path, environment);
  let previous = Promise.resolve();
  port.on('message', (request: StorageThreadRequest) => {
    previous = previous.then(() => storage.serve(request));
  });
  port.postMessage(done);
}

const done: StorageThreadAnswer = { kind: 'done' };

/** The changes that arrived, packed as they came, and the environment they are written to. */
class Storage {
  readonly #port: MessagePort;
  readonly #path: string;
  readonly #environment: LmdbEnvironment;
  #changes: ArrayBuffer[] = [];

  constructor(port: MessagePort, path: string, environment: LmdbEnvironment) {
    this.#port = port;
    this.#path = path;
    this.#environment = environment;
  }

  async serve(request: StorageThreadRequest): Promise<void> {
    switch (request.kind) {
      case 'changes':
        this.#changes.push(request.batch);
        return;
      case 'discard':
        this.#changes = [];
        return;
      case 'write':
        this.#writeAndAnswer(request.checkpointId, new Uint8Array(request.manifest));
        return;
      case 'savepoint':
        this.#port.postMessage(await this.#savepoint(request.directory));
        return;
      case 'close':
        await this.#environment.close();
        this.#port.postMessage(done);
        this.#port.close();
    }
  }

  #writeAndAnswer(checkpointId: number, manifest: Uint8Array): void {
    const pages = this.#environment.pageCount();
    this.#port.postMessage(this.#write(checkpointId, manifest));
    if (this.#environment.pageCount() > pages) {
      // What was replaced is room for the next checkpoint, or the file would grow again.
      this.#releaseReplaced();
    }
  }

  #write(checkpointId: number, manifest: Uint8Array): StorageThreadAnswer {
    const changes = this.#changes;
    this.#changes = [];
    try {
      writeCheckpoint(this.#environment, this.#path, { checkpointId, manifest }, changes);
      return done;
    } catch (error) {
      return failure(error, (cause) => writeFailed(this.#path, cause));
    }
  }

  /** The checkpoint is complete, whatever becomes of this; what hinders it hinders the next checkpoint, which tells. */
  #releaseReplaced(): void {
    try {
      releaseReplaced(this.#environment);
    } catch {
      // Nothing was written, and nobody waits for it.
    }
  }

  async #savepoint(directory: string): Promise<StorageThreadAnswer> {
    try {
      await copyCheckpointFile(this.#environment, this.#path, directory);
      return done;
    } catch (error) {
      return failure(error, (cause) => savepointFailed(directory, cause));
    }
  }
}

function failure(error: unknown, explain: (cause: unknown) => CheckpointStoreError): StorageThreadAnswer {
  return { kind: 'failed', error: (error instanceof CheckpointStoreError ? error : explain(error)).parts };
}

if (parentPort !== null) {
  await serve(parentPort, workerData as StorageThreadData);
}
