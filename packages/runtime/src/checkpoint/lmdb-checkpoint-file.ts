import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { makeDurableDirectory } from '../storage/durable-directory.js';
import { NodeFileSystem } from '../storage/node-file-system.js';
import { AddressCounts } from './address-counts.js';
import { type CheckpointManifestRecord, encodeManifestRecord } from './checkpoint-manifest-record.js';
import { corrupt, directoryNotEmpty } from './checkpoint-store-error.js';
import { type KeyAddressing, keyGroupPrefix } from './key-address.js';
import { LmdbCheckpointView } from './lmdb-checkpoint-view.js';
import { checkpointFile, type LmdbEnvironment, manifestKey, openLmdbEnvironment } from './lmdb-environment.js';
import { checkLmdbFileHeader } from './lmdb-file-header.js';
import { decodeStateEntries } from './state-entry.js';

const fileSystem = new NodeFileSystem();

/**
 * Makes the file of a store without checkpoints, unless there is one.
 *
 * @throws CheckpointStoreError `CHECKPOINT_CORRUPT`, `CHECKPOINT_FORMAT_UNKNOWN`
 */
export async function ensureCheckpointFile(directory: string, addressing: KeyAddressing): Promise<void> {
  if (existsSync(checkpointFile(directory))) {
    await checkLmdbFileHeader(checkpointFile(directory));
  } else {
    await createCheckpointFile(directory, { ...addressing, checkpoint: undefined }, () => {});
  }
}

/**
 * Makes the file of a store in an empty directory, with what another one holds. Everything is read, so what is damaged does not go unnoticed into the copy.
 *
 * @throws CheckpointStoreError `SAVEPOINT_DIRECTORY_NOT_EMPTY`, `CHECKPOINT_CORRUPT`
 */
export async function copyCheckpointFile(
  source: LmdbEnvironment,
  sourcePath: string,
  directory: string,
): Promise<void> {
  await makeDurableDirectory(fileSystem, directory);
  if ((await readdir(directory)).length > 0) {
    throw directoryNotEmpty(directory);
  }
  const view = new LmdbCheckpointView(source, sourcePath);
  await createCheckpointFile(directory, view.manifest, (target) => {
    copyStates(source, sourcePath, view, target);
  });
}

/** The file has its name only when it is complete and durable. */
async function createCheckpointFile(
  directory: string,
  manifest: CheckpointManifestRecord,
  fill: (environment: LmdbEnvironment) => void,
): Promise<void> {
  await makeDurableDirectory(fileSystem, directory);
  const unfinished = `${checkpointFile(directory)}.new`;
  const removeUnfinished = async (): Promise<void> => {
    await rm(unfinished, { force: true });
    await rm(`${unfinished}-lock`, { force: true });
  };
  await removeUnfinished();
  try {
    const environment = await openLmdbEnvironment(unfinished, { readOnly: false });
    try {
      fill(environment);
      environment.transaction(() => {
        environment.manifest.putSync(manifestKey, encodeManifestRecord(manifest), {});
      });
    } finally {
      await environment.close();
    }
    await rename(unfinished, checkpointFile(directory));
  } finally {
    await removeUnfinished();
  }
  await fileSystem.syncDirectory(directory);
}

/** How many transactions the states of all key groups are copied in: more of them take less memory. */
const copyTransactions = 128;

function copyStates(
  source: LmdbEnvironment,
  sourcePath: string,
  view: LmdbCheckpointView,
  target: LmdbEnvironment,
): void {
  const { maxParallelism } = view.manifest;
  const groupsAtOnce = Math.ceil(maxParallelism / copyTransactions);
  for (let first = 0; first < maxParallelism; first += groupsAtOnce) {
    target.transaction(() => {
      for (let keyGroup = first; keyGroup < Math.min(first + groupsAtOnce, maxParallelism); keyGroup++) {
        if (!copyKeyGroup(source, view, target, keyGroup)) {
          throw corrupt(`The state of key group ${keyGroup}`, sourcePath);
        }
      }
    });
  }
}

/** @returns whether all of it is there and intact: everything is counted again. */
function copyKeyGroup(
  source: LmdbEnvironment,
  view: LmdbCheckpointView,
  target: LmdbEnvironment,
  keyGroup: number,
): boolean {
  const [start, end] = [keyGroupPrefix(keyGroup), keyGroupPrefix(keyGroup + 1)];
  const counts = AddressCounts.ofEmpty(start);
  let last: Buffer | undefined;
  for (const { key: address, value } of source.states.getRange({ start, end })) {
    const isInOrder = last === undefined ? Buffer.compare(start, address) <= 0 : Buffer.compare(last, address) < 0;
    if (!isInOrder || Buffer.compare(address, end) >= 0 || decodeStateEntries(address, value) === undefined) {
      return false;
    }
    counts.add(address, 1);
    target.states.putSync(address, value, { append: true });
    last = Buffer.from(address);
  }
  if (last !== undefined) {
    target.counts.putSync(start, counts.encode(), { append: true });
  }
  return counts.equals(view.countsOf(start));
}
