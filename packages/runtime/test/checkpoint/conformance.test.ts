import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InMemoryCheckpointStore } from '../../src/checkpoint/in-memory-checkpoint-store.js';
import { LmdbCheckpointStore, type LmdbCheckpointStoreOptions } from '../../src/checkpoint/lmdb-checkpoint-store.js';
import { type CheckpointStoreFixture, checkpointStoreConformance } from '../../src/conformance/index.js';

async function inMemory(): Promise<CheckpointStoreFixture> {
  const store = new InMemoryCheckpointStore();
  return {
    createStore: () => store,
    savepointDirectory: () => 'savepoint',
    createStoreOf: (directory) => store.savepoints.get(directory) ?? new InMemoryCheckpointStore(),
  };
}

async function inLmdb(options: LmdbCheckpointStoreOptions): Promise<CheckpointStoreFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-'));
  return {
    createStore: () => new LmdbCheckpointStore(join(folder, 'checkpoint'), options),
    savepointDirectory: () => join(folder, 'savepoints', 'first'),
    createStoreOf: (directory) => new LmdbCheckpointStore(directory, options),
    dispose: () => rm(folder, { recursive: true }),
  };
}

describe.each([
  ['in memory', inMemory],
  ['in LMDB', () => inLmdb({})],
  ['in LMDB, where many keys share an address', () => inLmdb({ digestBytes: 1, maxParallelism: 1 })],
  ['in LMDB, where all keys of a group share an address', () => inLmdb({ digestBytes: 0, maxParallelism: 7 })],
  ['in LMDB, with the most key groups there can be', () => inLmdb({ maxParallelism: 32768 })],
])('a checkpoint store %s', (_, create) => {
  const cases = checkpointStoreConformance({ create });

  test.each(cases.map(({ name, run }) => [name, run] as const))('%s', { timeout: 60_000 }, async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
