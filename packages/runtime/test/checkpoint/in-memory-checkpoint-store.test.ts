import { expect, test } from 'vitest';
import { InMemoryCheckpointStore, type WriteFate } from '../../src/checkpoint/in-memory-checkpoint-store.js';

const key = Buffer.from('key');

function storeWithFate(fate: WriteFate): InMemoryCheckpointStore {
  return new InMemoryCheckpointStore({ decideWrite: (checkpointId) => (checkpointId === 0 ? 'complete' : fate) });
}

function write(store: InMemoryCheckpointStore, checkpointId: number): Promise<void> {
  return store.write({
    checkpointId,
    manifest: Buffer.from(`${checkpointId}`),
    changedKeys: [[key, Buffer.from(`${checkpointId}`)]],
  });
}

async function settledWithin(turns: number, promise: Promise<unknown>): Promise<boolean> {
  let isSettled = false;
  promise.then(
    () => {
      isSettled = true;
    },
    () => {
      isSettled = true;
    },
  );
  for (let turn = 0; turn < turns; turn++) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  return isSettled;
}

test('a write that is told to fail rejects, and the checkpoint before it is the newest', async () => {
  const store = storeWithFate('fail');
  await store.open();
  await write(store, 0);
  await expect(write(store, 1)).rejects.toMatchObject({ code: 'CHECKPOINT_WRITE_FAILED' });
  expect(store.readKey(key)).toEqual(Uint8Array.from(Buffer.from('0')));
  expect(await store.open()).toMatchObject({ checkpointId: 0 });
});

test.each([
  ['cut before', 0],
  ['cut after', 1],
] as const)(
  'a write that is %s it becomes durable never settles, nothing works after it, and the next start finds checkpoint %d',
  async (fate, newest) => {
    const store = storeWithFate(fate);
    await store.open();
    await write(store, 0);
    expect(await settledWithin(10, write(store, 1))).toBe(false);
    expect(() => store.readKey(key)).toThrow(expect.objectContaining({ code: 'CHECKPOINT_STORE_NOT_OPEN' }));
    await expect(write(store, 2)).rejects.toMatchObject({ code: 'CHECKPOINT_STORE_NOT_OPEN' });
    expect(await store.open()).toMatchObject({ checkpointId: newest });
    expect(store.readKey(key)).toEqual(Uint8Array.from(Buffer.from(`${newest}`)));
  },
);

test('a write is in progress until its fate is decided, and is not seen before', async () => {
  let decide: (fate: WriteFate) => void = () => {};
  const store = new InMemoryCheckpointStore({
    decideWrite: () =>
      new Promise((resolve) => {
        decide = resolve;
      }),
  });
  await store.open();
  const writing = write(store, 0);
  expect(store.readKey(key)).toBeUndefined();
  expect(await settledWithin(10, writing)).toBe(false);
  decide('complete');
  await writing;
  expect(store.readKey(key)).toEqual(Uint8Array.from(Buffer.from('0')));
});
