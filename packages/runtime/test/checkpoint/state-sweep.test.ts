import { encodeKey } from '@millrace/api';
import { expect, test } from 'vitest';
import type { CheckpointStore } from '../../src/checkpoint/checkpoint-store.js';
import { InMemoryCheckpointStore } from '../../src/checkpoint/in-memory-checkpoint-store.js';
import { StateSweep } from '../../src/checkpoint/state-sweep.js';
import { decodeKeySnapshot, encodeKeySnapshot, type KeySnapshot } from '../../src/keyed-state/key-snapshot.js';
import { KeyedState } from '../../src/keyed-state/keyed-state.js';
import { Mailbox } from '../../src/mailbox/mailbox.js';

const ttlMs = 100;

function snapshot(key: number, extra: Partial<KeySnapshot> = {}): KeySnapshot {
  const memory = [
    { path: 'old', value: '1', refreshedAt: 0 },
    { path: 'new', value: '2', refreshedAt: 50 },
  ];
  return { key: encodeKey(key), nextRunNumber: 7, memory, pending: [], run: undefined, recorded: [], ...extra };
}

async function storeOf(snapshots: readonly KeySnapshot[]): Promise<CheckpointStore> {
  const store = new InMemoryCheckpointStore();
  await store.open();
  const changedKeys = snapshots.map((state) => [state.key, encodeKeySnapshot(state)] as const);
  await store.write({ checkpointId: 0, manifest: new Uint8Array(), changedKeys });
  return store;
}

function emptyState(timeToLiveMs = ttlMs): KeyedState {
  const timeToLive = { ttlMs: timeToLiveMs, refreshOnRead: false, showExpired: false };
  return new KeyedState(timeToLive, { maxCachedKeys: 1000, load: () => undefined });
}

/** The sweep of a subtask that owns all keys, unless `ownsKey` says otherwise. */
function sweepOf(
  store: CheckpointStore,
  keyedState: KeyedState,
  {
    startAt = 0,
    ownsKey = () => true,
  }: { readonly startAt?: number; readonly ownsKey?: (key: Uint8Array) => boolean } = {},
): StateSweep {
  return new StateSweep(store, { keyedState, ownsKey, mailbox: new Mailbox(), startAt });
}

test('what has expired of keys that are not in memory is taken away, and nothing else of them', async () => {
  const store = await storeOf([snapshot(1), snapshot(2)]);
  const sweep = sweepOf(store, emptyState());
  const early = await sweep.sweep(99, 1000);
  expect(early).toEqual([]);
  const sweptKeys = [...(await sweep.sweep(100, 1000)), ...(await sweep.sweep(100, 1000))];
  const left = { ...snapshot(1), memory: [{ path: 'new', value: '2', refreshedAt: 50 }] };
  const found = new Map(
    sweptKeys.map(([key, state]) => [Buffer.from(key).toString('hex'), decodeKeySnapshot(key, state)]),
  );
  expect(found.get(Buffer.from(encodeKey(1)).toString('hex'))).toMatchObject({ nextRunNumber: 7, memory: left.memory });
  expect(found.size).toBe(2);
});

test('keys with unfinished work are left alone: their runs have to find what was there', async () => {
  const pending = [{ value: '1', timestamp: undefined, position: { sourceId: 'list', position: 0 } }];
  const store = await storeOf([snapshot(1, { pending })]);
  const sweep = sweepOf(store, emptyState());
  expect([...(await sweep.sweep(1000, 1000)), ...(await sweep.sweep(1000, 1000))]).toEqual([]);
});

test('keys of other subtasks are left to them', async () => {
  const store = await storeOf([snapshot(1), snapshot(2)]);
  const own = Buffer.from(encodeKey(1));
  const sweep = sweepOf(store, emptyState(), { ownsKey: (key) => own.equals(key) });
  const swept = [...(await sweep.sweep(1000, 1000)), ...(await sweep.sweep(1000, 1000))];
  expect(new Set(swept.map(([key]) => Buffer.from(key).toString('hex')))).toEqual(new Set([own.toString('hex')]));
});

test('a key that is in memory is swept there, and is part of the next checkpoint', async () => {
  const store = await storeOf([snapshot(1)]);
  const state = emptyState();
  state.of(1).memory.restore(snapshot(1).memory);
  const sweep = sweepOf(store, state);
  expect([...(await sweep.sweep(100, 1000)), ...(await sweep.sweep(100, 1000))]).toEqual([]);
  expect(
    state
      .peek(1)
      ?.memory.snapshot()
      .map(({ path }) => path),
  ).toEqual(['new']);
  expect([...state.cut().changedKeys()]).toHaveLength(1);
});

test('it goes round all keys, some each time, from wherever it begins', async () => {
  const store = await storeOf(Array.from({ length: 1000 }, (_, key) => snapshot(key)));
  for (const startAt of [-1, 0, 17]) {
    const sweep = sweepOf(store, emptyState(), { startAt });
    const seen = new Set<string>();
    const sizes: number[] = [];
    for (let times = 0; times < 9; times++) {
      const swept = await sweep.sweep(1000, 150);
      sizes.push(swept.length);
      for (const [key] of swept) {
        seen.add(Buffer.from(key).toString('hex'));
      }
    }
    expect(seen.size).toBe(1000);
    expect(Math.max(...sizes)).toBe(150);
  }
});

test('where nothing expires nothing is read', async () => {
  const store = new InMemoryCheckpointStore();
  const sweep = sweepOf(store, emptyState(0));
  expect(await sweep.sweep(1000, 1000)).toEqual([]);
});

test('what cannot be read fails the sweep', async () => {
  const sweep = sweepOf(new InMemoryCheckpointStore(), emptyState());
  await expect(sweep.sweep(1000, 1000)).rejects.toMatchObject({ code: 'CHECKPOINT_STORE_NOT_OPEN' });
});
