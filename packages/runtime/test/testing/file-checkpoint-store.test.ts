import { describe, expect, test } from 'vitest';
import { checkpointStoreConformance } from '../../src/conformance/index.js';
import { checkpointPath, FileCheckpointStore } from '../../src/testing/file-checkpoint-store.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';

const directory = '/state/checkpoint';

async function writeTwo(disk: SimulatedFileSystem): Promise<void> {
  const store = new FileCheckpointStore(disk, directory);
  await store.open();
  for (const checkpointId of [0, 1]) {
    const state = Buffer.alloc(checkpointId === 0 ? 9000 : 5000, `${checkpointId}`);
    await store.write({
      checkpointId,
      manifest: Buffer.from(`manifest ${checkpointId}`),
      changedKeys: [[Buffer.from('key'), state]],
    });
  }
  await store.close();
}

/** What the store finds: its checkpoint and the first byte of a state. */
async function found(disk: SimulatedFileSystem): Promise<string> {
  const store = new FileCheckpointStore(disk, directory);
  const checkpoint = await store.open();
  const state = Buffer.from(store.readKey(Buffer.from('key')) ?? []);
  return `${Buffer.from(checkpoint?.manifest ?? []).toString()}, ${state.length} times ${state.toString().slice(0, 1)}`;
}

describe('a checkpoint store in a file', () => {
  const cases = checkpointStoreConformance({
    create: async () => {
      const disk = new SimulatedFileSystem();
      return {
        createStore: () => new FileCheckpointStore(disk, directory),
        savepointDirectory: () => '/savepoint',
        createStoreOf: (savepoint) => new FileCheckpointStore(disk, savepoint),
      };
    },
  });
  test.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });

  test('has one of two checkpoints, whole, wherever the power goes, and the last one that was acknowledged', async () => {
    const disk = new SimulatedFileSystem();
    const images: SimulatedFileSystem[] = [];
    disk.observe({
      before: ({ number }) => images.push(disk.imageAfterPowerLoss(number), disk.imageAfterPowerLoss(1000 + number)),
    });
    await writeTwo(disk);
    const outcomes = new Set(await Promise.all(images.map(found)));
    const last = 'manifest 1, 5000 times 1';
    expect([...outcomes].sort()).toEqual([', 0 times ', 'manifest 0, 9000 times 0', last]);
    expect(await found(disk.losePower(3))).toBe(last);
  });

  test('is refused when any byte of it is another one', async () => {
    const disk = new SimulatedFileSystem();
    await writeTwo(disk);
    const path = checkpointPath(directory);
    for (let offset = 0; offset < 5000; offset += 7) {
      const damaged = disk.imageAfterKill();
      const file = await damaged.open(path, { write: true });
      const [byte = 0] = await file.read(offset, 1);
      await file.write(Uint8Array.of(byte ^ (1 << (offset % 8))), offset);
      await expect(found(damaged)).rejects.toMatchObject({ code: 'CHECKPOINT_CORRUPT' });
    }
  });

  test('keeps the checkpoint before when the disk is full', async () => {
    const disk = new SimulatedFileSystem();
    await writeTwo(disk);
    const store = new FileCheckpointStore(disk, directory);
    await store.open();
    const clear = disk.inject({ operation: 'write', code: 'ENOSPC', path: /checkpoint/ });
    const write = { checkpointId: 2, manifest: Buffer.from('manifest 2'), changedKeys: [] };
    await expect(store.write(write)).rejects.toMatchObject({ code: 'CHECKPOINT_WRITE_FAILED' });
    clear();
    expect(await found(disk.imageAfterKill())).toBe('manifest 1, 5000 times 1');
    await store.write(write);
    expect(await found(disk.losePower(1))).toBe('manifest 2, 5000 times 1');
  });
});
