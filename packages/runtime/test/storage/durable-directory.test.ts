import { expect, test } from 'vitest';
import { makeDurableDirectory } from '../../src/storage/durable-directory.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import { wrapFileSystem } from '../support/wrapped-file-system.js';

const path = '/state/job/journal';

function denied(): Promise<never> {
  return Promise.reject(Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }));
}

test('a directory survives a loss of power with all those above it', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const fileSystem = new SimulatedFileSystem();
    await makeDurableDirectory(fileSystem, path);
    expect(await fileSystem.losePower(seed).exists(path)).toBe(true);
  }
});

test('a directory that a killed process had made without syncing survives, too', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const killed = new SimulatedFileSystem();
    await killed.makeDirectory(path);
    const fileSystem = killed.kill();
    await makeDurableDirectory(fileSystem, path);
    expect(await fileSystem.losePower(seed).exists(path)).toBe(true);
  }
});

test('directories further up that may not be read are left alone', async () => {
  let calls = 0;
  const fileSystem = wrapFileSystem(new SimulatedFileSystem(), {
    syncDirectory: async (syncDirectory) => (++calls === 1 ? syncDirectory() : denied()),
  });
  await makeDurableDirectory(fileSystem, path);
  expect(calls).toBe(2);
});

test('a directory whose own name can not be made to survive is an error', async () => {
  const fileSystem = wrapFileSystem(new SimulatedFileSystem(), { syncDirectory: denied });
  await expect(makeDurableDirectory(fileSystem, path)).rejects.toMatchObject({ code: 'EACCES' });
});
