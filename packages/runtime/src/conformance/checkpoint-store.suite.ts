import type { ConformanceCase } from '@millrace/api/conformance';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';
import { randomHistory } from './checkpoint-store-history.js';
import {
  bytesOf,
  check,
  checkCheckpoint,
  checkState,
  expectFailure,
  numbered,
  stateOfLength,
  writeStates,
} from './checkpoint-store-law.js';

/** What the suite needs to know of the store it checks. */
export interface CheckpointStoreUnderTest {
  /** Makes a place for checkpoints. */
  create(): Promise<CheckpointStoreFixture>;
}

/** A place for checkpoints. */
export interface CheckpointStoreFixture {
  /** A store over the place, not open; called again after the one before was closed. */
  createStore(): CheckpointStore;
  /** Names a place for a savepoint that nobody has used. */
  savepointDirectory(): string;
  /** A store over a savepoint, not open. */
  createStoreOf(savepointDirectory: string): CheckpointStore;
  dispose?(): Promise<void>;
}

type Law = readonly [name: string, check: (fixture: CheckpointStoreFixture) => Promise<void>];

/** The promises of `CheckpointStore`, checked one by one. Crashes and damaged disks are beyond it. */
export function checkpointStoreConformance(underTest: CheckpointStoreUnderTest): readonly ConformanceCase[] {
  return [...lifecycleLaws, ...stateLaws, ...writeLaws, ...savepointLaws].map(([name, law]) => ({
    name,
    run: async () => {
      const fixture = await underTest.create();
      try {
        await law(fixture);
      } finally {
        await fixture.dispose?.();
      }
    },
  }));
}

/** Opens, uses and closes a store. */
async function withStore<T>(store: CheckpointStore, use: (store: CheckpointStore) => Promise<T>): Promise<T> {
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Opens a store over the place and expects this checkpoint. */
function reopen(
  fixture: CheckpointStoreFixture,
  expected: readonly [checkpointId: number, manifest: string] | undefined,
  use: (store: CheckpointStore) => Promise<void> = async () => {},
): Promise<void> {
  return withStore(fixture.createStore(), async (store) => {
    checkCheckpoint(await store.open(), expected);
    await use(store);
  });
}

const lifecycleLaws: readonly Law[] = [
  [
    'where no checkpoint was written none is found, and no key has a state',
    async (fixture) => {
      for (let life = 0; life < 2; life++) {
        await reopen(fixture, undefined, async (store) => checkState(store, 'key', undefined));
      }
    },
  ],
  [
    'a checkpoint is found again when the place is opened again, and so is the one after it',
    async (fixture) => {
      await reopen(fixture, undefined, (store) => writeStates(store, 7, { a: '1', b: '2' }));
      await reopen(fixture, [7, 'manifest 7'], async (store) => {
        checkState(store, 'a', '1');
        await writeStates(store, 8, { a: '3' });
      });
      await reopen(fixture, [8, 'manifest 8'], async (store) => {
        checkState(store, 'a', '3');
        checkState(store, 'b', '2');
      });
    },
  ],
  [
    'close may be called again, and after it nothing is read or written',
    async (fixture) => {
      const store = fixture.createStore();
      await store.open();
      await writeStates(store, 0, { a: '1' });
      await store.close();
      await store.close();
      await expectFailure('reading from a closed store', async () => store.readKey(bytesOf('a')));
      await expectFailure('writing to a closed store', () => writeStates(store, 1, {}));
      await expectFailure('a savepoint of a closed store', () => store.savepoint(fixture.savepointDirectory()));
      await reopen(fixture, [0, 'manifest 0']);
    },
  ],
];

const stateLaws: readonly Law[] = [
  [
    'a key keeps its state until a checkpoint changes or removes it, and can come back',
    async (fixture) => {
      await reopen(fixture, undefined, async (store) => {
        await writeStates(store, 0, { kept: 'k', changed: '1', removed: 'r' });
        await writeStates(store, 1, { changed: '2', removed: undefined, 'never there': undefined });
        checkState(store, 'kept', 'k');
        checkState(store, 'changed', '2');
        checkState(store, 'removed', undefined);
        checkState(store, 'never there', undefined);
        await writeStates(store, 2, { removed: 'back' });
        checkState(store, 'removed', 'back');
      });
    },
  ],
  [
    'keys are told apart by all of their bytes, also empty ones, long ones, and beginnings of one another',
    async (fixture) => {
      const long = 'x'.repeat(100_000);
      const keys = ['', '\0', '\0\0', 'a', 'a\0', 'ab', 'b', '\u{1f600}', long, `${long}y`, `z${long}`];
      await reopen(fixture, undefined, async (store) => {
        await writeStates(store, 0, Object.fromEntries(keys.map((key, index) => [key, `state ${index}`])));
        for (const [index, key] of keys.entries()) {
          checkState(store, key, `state ${index}`);
        }
        checkState(store, `${long}z`, undefined);
        checkState(store, '\0\0\0', undefined);
      });
    },
  ],
  [
    'an empty state is a state, and an empty manifest is a manifest',
    async (fixture) => {
      await reopen(fixture, undefined, (store) =>
        store.write({ checkpointId: 0, manifest: bytesOf(''), changedKeys: [[bytesOf('key'), bytesOf('')]] }),
      );
      await reopen(fixture, [0, ''], async (store) => checkState(store, 'key', ''));
    },
  ],
  [
    'states and manifests of megabytes are kept',
    async (fixture) => {
      const lengths = [1_000, 5_000, 100_000, 5_000_000];
      const manifest = stateOfLength(3_000_000);
      await reopen(fixture, undefined, (store) =>
        store.write({
          checkpointId: 0,
          manifest,
          changedKeys: lengths.map((length) => [bytesOf(`${length}`), stateOfLength(length)]),
        }),
      );
      await reopen(fixture, [0, Buffer.from(manifest).toString()], async (store) => {
        for (const length of lengths) {
          checkState(store, `${length}`, Buffer.from(stateOfLength(length)).toString());
        }
      });
    },
  ],
  [
    'what is read belongs to the reader, and what was handed in to whoever did: nobody shares bytes with the store',
    async (fixture) => {
      await reopen(fixture, undefined, async (store) => {
        const shared = Buffer.from('manifest|key|state|more');
        const [manifest, key, state] = [shared.subarray(0, 8), shared.subarray(9, 12), shared.subarray(13, 18)];
        await store.write({ checkpointId: 0, manifest, changedKeys: [[key, state]] });
        check(shared.toString() === 'manifest|key|state|more', 'the store took or changed the bytes it was handed');
        shared.fill(0);
        store.readKey(bytesOf('key'))?.fill(0);
        checkState(store, 'key', 'state');
      });
      await reopen(fixture, [0, 'manifest']);
    },
  ],
  [
    'over many checkpoints every key has the state it was given last',
    async (fixture) => {
      const history = randomHistory({ seed: 1, checkpoints: 30, keys: 400, changesPerCheckpoint: 60 });
      await reopen(fixture, undefined, async (store) => {
        for (const { checkpointId, changes, states } of history) {
          await store.write({ checkpointId, manifest: numbered(checkpointId), changedKeys: changes });
          for (const [key, state] of states) {
            checkState(store, key, state);
          }
        }
      });
      const last = history.at(-1);
      await reopen(fixture, [29, 'manifest 29'], async (store) => {
        for (const [key, state] of last?.states ?? []) {
          checkState(store, key, state);
        }
      });
    },
  ],
];

const writeLaws: readonly Law[] = [
  [
    'while a checkpoint is being written keys are read as they are in the one before, or in the new one once it is complete',
    async (fixture) => {
      await reopen(fixture, undefined, async (store) => {
        await writeStates(store, 0, { key: 'before' });
        let isWritten = false;
        const filler = Array.from({ length: 5000 }, (_, index) => [`filler ${index}`, 'x'.repeat(300)] as const);
        const writing = writeStates(store, 1, { ...Object.fromEntries(filler), key: 'after' }).finally(() => {
          isWritten = true;
        });
        checkState(store, 'key', 'before');
        for (let state = 'before'; !isWritten; await nextTurn()) {
          const found = Buffer.from(store.readKey(bytesOf('key')) ?? []).toString();
          check(found === state || (state === 'before' && found === 'after'), `after ${state} was read ${found}`);
          state = found;
        }
        await writing;
        checkState(store, 'key', 'after');
      });
    },
  ],
  [
    'a write whose changes cannot be had fails, and the checkpoint before it is still the newest',
    async (fixture) => {
      const failing = function* (): Generator<readonly [Uint8Array, Uint8Array]> {
        for (let index = 0; index < 3000; index++) {
          yield [bytesOf(`key ${index}`), stateOfLength(300)];
        }
        throw new Error('the state of a key cannot be encoded');
      };
      await reopen(fixture, undefined, async (store) => {
        await writeStates(store, 0, { 'key 1': 'before' });
        await expectFailure('a write whose changes end with an error', () =>
          store.write({ checkpointId: 1, manifest: numbered(1), changedKeys: failing() }),
        );
        checkState(store, 'key 1', 'before');
        checkState(store, 'key 2', undefined);
      });
      await reopen(fixture, [0, 'manifest 0'], async (store) => {
        checkState(store, 'key 1', 'before');
        await writeStates(store, 1, { 'key 2': 'after' });
        checkState(store, 'key 1', 'before');
        checkState(store, 'key 3', undefined);
      });
    },
  ],
  [
    'two writes do not overlap: the second is refused and the first completes',
    async (fixture) => {
      await reopen(fixture, undefined, async (store) => {
        const first = writeStates(store, 0, { key: '0' });
        await expectFailure('a write during a write', () => writeStates(store, 1, { key: '1' }));
        await first;
        checkState(store, 'key', '0');
      });
      await reopen(fixture, [0, 'manifest 0']);
    },
  ],
  [
    'of several changes of one key in a checkpoint the last counts',
    async (fixture) => {
      await reopen(fixture, undefined, async (store) => {
        const changedKeys = (['1', undefined, '2', '3'] as const).map(
          (state) => [bytesOf('key'), state === undefined ? undefined : bytesOf(state)] as const,
        );
        await store.write({ checkpointId: 0, manifest: numbered(0), changedKeys });
        checkState(store, 'key', '3');
        await store.write({ checkpointId: 1, manifest: numbered(1), changedKeys: [...changedKeys].reverse() });
        checkState(store, 'key', '1');
      });
    },
  ],
  [
    'a checkpoint without changes is a checkpoint',
    async (fixture) => {
      await reopen(fixture, undefined, async (store) => {
        await writeStates(store, 0, { key: 'state' });
        await writeStates(store, 1, {});
      });
      await reopen(fixture, [1, 'manifest 1'], async (store) => checkState(store, 'key', 'state'));
    },
  ],
];

const savepointLaws: readonly Law[] = [
  [
    'a savepoint holds what the newest checkpoint held when it was taken, and goes its own way from there',
    async (fixture) => {
      const directory = fixture.savepointDirectory();
      const history = randomHistory({ seed: 2, checkpoints: 3, keys: 300, changesPerCheckpoint: 200 });
      await reopen(fixture, undefined, async (store) => {
        for (const { checkpointId, changes } of history) {
          await store.write({ checkpointId, manifest: numbered(checkpointId), changedKeys: changes });
        }
        await store.savepoint(directory);
        await writeStates(store, 3, { later: 'here' });
      });
      await withStore(fixture.createStoreOf(directory), async (store) => {
        checkCheckpoint(await store.open(), [2, 'manifest 2']);
        for (const [key, state] of history.at(-1)?.states ?? []) {
          checkState(store, key, state);
        }
        checkState(store, 'later', undefined);
        await writeStates(store, 3, { later: 'there' });
      });
      await reopen(fixture, [3, 'manifest 3'], async (store) => checkState(store, 'later', 'here'));
    },
  ],
  [
    'a savepoint is not written over another one',
    async (fixture) => {
      const directory = fixture.savepointDirectory();
      await reopen(fixture, undefined, async (store) => {
        await writeStates(store, 0, { key: 'state' });
        await store.savepoint(directory);
        await writeStates(store, 1, { key: 'later' });
        await expectFailure('a savepoint where there is one', () => store.savepoint(directory));
      });
      await withStore(fixture.createStoreOf(directory), async (store) => {
        checkCheckpoint(await store.open(), [0, 'manifest 0']);
        checkState(store, 'key', 'state');
      });
    },
  ],
];

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
