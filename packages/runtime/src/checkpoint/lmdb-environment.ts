import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { corrupt } from './checkpoint-store-error.js';

/** What is used of a database: bytes by bytes, in the order of the keys, synchronously. */
export interface LmdbDatabase {
  /** The value is a copy. */
  getBinary(key: Uint8Array): Buffer | undefined;
  /** The value is there until something else is read. */
  getBinaryFast(key: Uint8Array): Buffer | undefined;
  getRange(range: { readonly start?: Uint8Array; readonly end?: Uint8Array; readonly limit?: number }): Iterable<{
    readonly key: Uint8Array;
    readonly value: Buffer;
  }>;
  putSync(key: Uint8Array, value: Uint8Array, options: { readonly append?: boolean }): void;
  removeSync(key: Uint8Array): boolean;
}

/** What is used of an environment. */
interface LmdbRoot {
  openDB(name: string, options: { readonly encoding: 'binary'; readonly keyEncoding: 'binary' }): LmdbDatabase;
  transactionSync(change: () => void): void;
  resetReadTxn(): void;
  getStats(): { readonly lastPageNumber: number };
  close(): Promise<void>;
}

/** What is used of lmdb. The declarations it gives to ES modules are those of a CommonJS module, which the compiler refuses; so it is loaded as one and declared here. */
const lmdb = createRequire(import.meta.url)('lmdb') as {
  open(options: {
    readonly path: string;
    readonly noSubdir: boolean;
    readonly readOnly: boolean;
    readonly maxDbs: number;
    readonly overlappingSync: boolean;
    readonly mapSize?: number;
  }): LmdbRoot;
};

/** The three databases a checkpoint is kept in. All are named: the unnamed one of an environment is never stored in or cleared. */
export interface LmdbEnvironment {
  /** One record: what the store says of itself and of its newest checkpoint. */
  readonly manifest: LmdbDatabase;
  /** By address: the keys that have it, with their state. */
  readonly states: LmdbDatabase;
  /** By key group: how many addresses are in use. */
  readonly counts: LmdbDatabase;
  /** Runs `change` as one transaction that is durable when this returns. When `change` throws, nothing was changed. */
  transaction(change: () => void): void;
  /** How many pages the file has. */
  pageCount(): number;
  /** Lets the next read see what was committed since. */
  refresh(): void;
  close(): Promise<void>;
}

/**
 * Addresses that are set aside for the file, 16 GiB; a larger file is mapped again whenever it has grown. Every map that was made stays until the environment is closed, so growing from a small one
 * would keep the file in memory several times. On Windows the file itself would get this length.
 */
const mapping = process.platform === 'win32' ? {} : { mapSize: 2 ** 34 };

/** Somewhat more than LMDB needs. */
const lockFileBytes = 16 * 1024;

export const manifestKey: Uint8Array = Buffer.from('checkpoint');

/** The file of a store; LMDB keeps a lock file beside it. */
export function checkpointFile(directory: string): string {
  return join(directory, 'checkpoint.mdb');
}

/**
 * Opens an environment whose commits are synced before they return.
 *
 * @param path a file; created when it is missing, unless `readOnly`.
 * @throws CheckpointStoreError `CHECKPOINT_CORRUPT`
 */
export async function openLmdbEnvironment(
  path: string,
  { readOnly }: { readonly readOnly: boolean },
): Promise<LmdbEnvironment> {
  if (!readOnly) {
    await reserveLockFile(`${path}-lock`);
  }
  try {
    return await openNamedDatabases(path, readOnly);
  } catch (error) {
    throw isLmdbError(error) ? corrupt('The file', path, error) : error;
  }
}

/** LMDB maps its lock file into memory. Where the disk has no room for it, the process would be ended by the first access instead of getting an error. */
async function reserveLockFile(path: string): Promise<void> {
  if (existsSync(path)) {
    return;
  }
  try {
    await writeFile(path, new Uint8Array(lockFileBytes), { flag: 'wx' });
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function openNamedDatabases(path: string, readOnly: boolean): Promise<LmdbEnvironment> {
  const root = lmdb.open({ path, noSubdir: true, readOnly, maxDbs: 3, overlappingSync: false, ...mapping });
  try {
    const database = (name: string): LmdbDatabase => root.openDB(name, { encoding: 'binary', keyEncoding: 'binary' });
    return {
      manifest: database('manifest'),
      states: database('states'),
      counts: database('counts'),
      transaction: (change) => {
        root.transactionSync(change);
      },
      pageCount: () => root.getStats().lastPageNumber + 1,
      refresh: () => {
        root.resetReadTxn();
      },
      close: () => root.close(),
    };
  } catch (error) {
    await root.close();
    throw error;
  }
}

/** LMDB numbers its own errors in this range; opening has none that is not about the content of the file. */
function isLmdbError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'number' && code >= -30799 && code <= -30700;
}
