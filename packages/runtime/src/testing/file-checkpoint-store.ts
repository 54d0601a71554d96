import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { Packr } from 'msgpackr';
import type { CheckpointStore, CheckpointWrite, StoredCheckpoint } from '../checkpoint/checkpoint-store.js';
import {
  CheckpointStoreError,
  corrupt,
  directoryNotEmpty,
  savepointFailed,
  storeNotOpen,
  writeFailed,
  writesOverlap,
} from '../checkpoint/checkpoint-store-error.js';
import { changedStates, type StateMap, statesAfter } from '../checkpoint/state-map.js';
import { keyText } from '../identity/key-text.js';
import { makeDurableDirectory } from '../storage/durable-directory.js';
import type { FileSystem } from '../storage/file-system.js';

/** A checkpoint with the state of every key, by canonical key bytes as Latin-1 text. */
interface Content extends StoredCheckpoint {
  readonly states: StateMap;
}

const packr = new Packr({ useRecords: false, variableMapSize: true });
const checksumBytes = 4;

/**
 * Keeps the newest checkpoint in one file of any {@link FileSystem}, written anew as a whole each time: for tests that take power and space away. Jobs that are meant to run keep theirs in LMDB, which
 * knows no other file system than that of the machine.
 */
export class FileCheckpointStore implements CheckpointStore {
  readonly #fileSystem: FileSystem;
  readonly #directory: string;
  #content: Content | undefined;
  #state: 'closed' | 'open' | 'writing' = 'closed';

  constructor(fileSystem: FileSystem, directory: string) {
    this.#fileSystem = fileSystem;
    this.#directory = directory;
  }

  async open(): Promise<StoredCheckpoint | undefined> {
    await makeDurableDirectory(this.#fileSystem, this.#directory);
    // A process that died may have left a name that is not durable yet.
    await this.#fileSystem.syncDirectory(this.#directory);
    this.#content = await readContent(this.#fileSystem, checkpointPath(this.#directory));
    this.#state = 'open';
    return this.#content && { ...this.#content, manifest: Uint8Array.from(this.#content.manifest) };
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
    try {
      const { checkpointId, manifest, changedKeys } = write;
      const states = await changedStates(this.#content?.states, changedKeys);
      const content = { checkpointId, manifest: Uint8Array.from(manifest), states };
      await writeContent(this.#fileSystem, this.#directory, content);
      this.#content = content;
    } catch (error) {
      throw writeFailed(checkpointPath(this.#directory), error);
    } finally {
      this.#state = 'open';
    }
  }

  async savepoint(directory: string): Promise<void> {
    this.#expectOpen();
    try {
      await makeDurableDirectory(this.#fileSystem, directory);
      if ((await this.#fileSystem.list(directory)).length > 0) {
        throw directoryNotEmpty(directory);
      }
      if (this.#content !== undefined) {
        await writeContent(this.#fileSystem, directory, this.#content);
      }
    } catch (error) {
      throw error instanceof CheckpointStoreError ? error : savepointFailed(directory, error);
    }
  }

  async close(): Promise<void> {
    this.#state = 'closed';
  }

  #expectOpen(): void {
    if (this.#state === 'closed') {
      throw storeNotOpen(this.#directory);
    }
  }
}

/** The file of the store in a directory. */
export function checkpointPath(directory: string): string {
  return join(directory, 'checkpoint');
}

/** The file has its name only when all of it is durable. */
async function writeContent(fileSystem: FileSystem, directory: string, content: Content): Promise<void> {
  const path = checkpointPath(directory);
  const packed = packr.pack([content.checkpointId, content.manifest, [...content.states]]);
  const bytes = Buffer.alloc(checksumBytes + packed.length);
  bytes.writeUInt32LE(crc32(packed));
  packed.copy(bytes, checksumBytes);
  const file = await fileSystem.open(`${path}.new`, { write: true, create: true });
  try {
    await file.truncate(0);
    await file.write(bytes, 0);
    await file.dataSync();
  } finally {
    await file.close();
  }
  await fileSystem.rename(`${path}.new`, path);
  await fileSystem.syncDirectory(directory);
}

async function readContent(fileSystem: FileSystem, path: string): Promise<Content | undefined> {
  if (!(await fileSystem.exists(path))) {
    return undefined;
  }
  const file = await fileSystem.open(path, {});
  try {
    const bytes = Buffer.from(await file.read(0, await file.length()));
    const packed = bytes.subarray(checksumBytes);
    if (bytes.length <= checksumBytes || bytes.readUInt32LE() !== crc32(packed)) {
      throw corrupt('The checkpoint', path);
    }
    // What writeContent packed and a checksum protects.
    const [checkpointId, manifest, states] = packr.unpack(packed) as readonly [
      number,
      Uint8Array,
      readonly (readonly [string, Uint8Array])[],
    ];
    return { checkpointId, manifest, states: new Map(states) };
  } finally {
    await file.close();
  }
}
