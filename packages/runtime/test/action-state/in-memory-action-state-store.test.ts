import { expect, test } from 'vitest';
import { InMemoryActionStateLog } from '../../src/action-state/in-memory-action-state-log.js';
import { InMemoryActionStateStore } from '../../src/action-state/in-memory-action-state-store.js';

const key = Buffer.from('key');

async function openStore(log: InMemoryActionStateLog): Promise<InMemoryActionStateStore> {
  const store = new InMemoryActionStateStore(log);
  await store.open();
  await store.rebuildState([], () => true);
  return store;
}

test('a store whose log was opened by another one can neither append nor prune any more', async () => {
  const log = new InMemoryActionStateLog();
  const old = await openStore(log);
  const marker = old.recoveryMarker();
  const young = await openStore(log);
  await expect(old.append(key, Buffer.from('from beyond'))).rejects.toThrow('Another store was opened');
  await expect(old.pruneState(marker)).rejects.toThrow('Another store was opened');
  await young.append(key, Buffer.from('record'));
  const next = await openStore(log);
  expect(next.take(key).map(String)).toEqual([String(Buffer.from('record'))]);
});

test('what was pruned is gone from the log', async () => {
  const log = new InMemoryActionStateLog();
  const store = await openStore(log);
  await store.append(key, Buffer.from('1'));
  await store.pruneState(store.recoveryMarker());
  await store.append(key, Buffer.from('2'));
  expect(log.recordsFrom(log.firstRecord)).toHaveLength(1);
  await expect(openStore(log)).rejects.toMatchObject({ code: 'ACTION_STATE_PRUNED' });
});

test('stores without a common log know nothing of one another', async () => {
  const store = new InMemoryActionStateStore();
  await store.open();
  await store.rebuildState([], () => true);
  await store.append(key, Buffer.from('1'));
  const other = new InMemoryActionStateStore();
  await other.open();
  await expect(other.rebuildState([store.recoveryMarker()], () => true)).rejects.toMatchObject({
    code: 'ACTION_STATE_MARKER_UNKNOWN',
  });
});

test('a failing store says why, and gives no marker any more', async () => {
  const log = new InMemoryActionStateLog();
  const store = await openStore(log);
  log.failNextAppend(new Error('no memory'));
  await expect(store.append(key, Buffer.from('1'))).rejects.toMatchObject({
    code: 'ACTION_STATE_NOT_WRITTEN',
    cause: { message: 'no memory' },
  });
  expect(() => store.recoveryMarker()).toThrow('no memory');
});
