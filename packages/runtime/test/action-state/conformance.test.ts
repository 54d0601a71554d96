import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InMemoryActionStateLog } from '../../src/action-state/in-memory-action-state-log.js';
import { InMemoryActionStateStore } from '../../src/action-state/in-memory-action-state-store.js';
import { LocalJournal, type LocalJournalOptions } from '../../src/action-state/local-journal.js';
import {
  type ActionStateStoreFixture,
  type ActionStateStoreHarness,
  actionStateStoreConformance,
} from '../../src/conformance/index.js';
import type { FileSystem } from '../../src/storage/file-system.js';
import { NodeFileSystem } from '../../src/storage/node-file-system.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import { wrapFileSystem } from '../support/wrapped-file-system.js';

/** As rows whose first cell is the title of the test. */
function casesOf(harness: ActionStateStoreHarness): readonly [string, () => Promise<void>][] {
  return actionStateStoreConformance(harness).map(({ name, run }) => [name, run]);
}

const inMemory: ActionStateStoreHarness = {
  canFail: true,
  async setUp() {
    const log = new InMemoryActionStateLog();
    return {
      createStore: () => new InMemoryActionStateStore(log),
      failNextFlush: () => log.failNextAppend(new Error('no memory')),
      cleanUp: async () => {},
    };
  },
};

/** Cuts the last bytes off the file that was written to last. */
async function tearEnd(fileSystem: FileSystem, directory: string): Promise<void> {
  const name = (await fileSystem.list(directory)).at(-1) ?? '';
  const file = await fileSystem.open(join(directory, name), { write: true });
  await file.truncate((await file.length()) - 3);
  await file.dataSync();
  await file.close();
}

function onSimulatedFiles(options: LocalJournalOptions, end: 'losePower' | 'kill'): ActionStateStoreHarness {
  return {
    canFail: true,
    canTear: true,
    countsFlushes: true,
    async setUp(): Promise<ActionStateStoreFixture> {
      const directory = '/data/journal';
      let seed = 0;
      let fileSystem = new SimulatedFileSystem();
      return {
        createStore: () => new LocalJournal(directory, { ...options, fileSystem }),
        crash: () => {
          fileSystem = end === 'kill' ? fileSystem.kill() : fileSystem.losePower(++seed);
        },
        failNextFlush: () => {
          fileSystem.inject({ operation: options.durability === undefined ? 'dataSync' : 'write', code: 'EIO' });
        },
        tearEnd: () => tearEnd(fileSystem, directory),
        flushes: () => fileSystem.count('write'),
        cleanUp: async () => {},
      };
    },
  };
}

const onRealFiles: ActionStateStoreHarness = {
  canFail: true,
  canTear: true,
  countsFlushes: true,
  async setUp(): Promise<ActionStateStoreFixture> {
    const directory = await mkdtemp(join(tmpdir(), 'millrace-journal-'));
    const stores: LocalJournal[] = [];
    let flushes = 0;
    let fails = false;
    const fileSystem = wrapFileSystem(new NodeFileSystem(), {
      dataSync: async (dataSync) => {
        flushes++;
        if (fails) {
          fails = false;
          throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
        }
        await dataSync();
      },
    });
    return {
      createStore() {
        const store = new LocalJournal(join(directory, 'journal'), { fileSystem });
        stores.push(store);
        return store;
      },
      failNextFlush: () => {
        fails = true;
      },
      tearEnd: () => tearEnd(fileSystem, join(directory, 'journal')),
      flushes: () => flushes,
      async cleanUp() {
        await Promise.all(stores.map((store) => store.close()));
        await rm(directory, { recursive: true });
      },
    };
  },
};

describe('InMemoryActionStateStore keeps the laws of action state stores', () => {
  it.each(casesOf(inMemory))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('LocalJournal keeps them on the files of this machine', () => {
  it.each(casesOf(onRealFiles))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('LocalJournal keeps them when the power goes', () => {
  it.each(casesOf(onSimulatedFiles({}, 'losePower')))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('LocalJournal keeps them in small segments', () => {
  it.each(casesOf(onSimulatedFiles({ segmentBytes: 1000 }, 'losePower')))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('LocalJournal that leaves syncing to the system keeps them when the process ends', () => {
  it.each(casesOf(onSimulatedFiles({ durability: 'os' }, 'kill')))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('LocalJournal that syncs at intervals keeps them when the process ends', () => {
  const options = { durability: { intervalMs: 100 }, clock: new ManualClock() };

  it.each(casesOf(onSimulatedFiles(options, 'kill')))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
