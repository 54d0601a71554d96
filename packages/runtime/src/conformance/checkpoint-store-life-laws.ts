import { randomHistory } from './checkpoint-store-history.js';
import {
  bytesOf,
  checkCheckpoint,
  checkState,
  expectFailure,
  type Law,
  numbered,
  reopen,
  withStore,
  writeStates,
} from './checkpoint-store-law.js';

/** How a store is opened and closed. */
export const lifecycleLaws: readonly Law[] = [
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

/** What a savepoint is. */
export const savepointLaws: readonly Law[] = [
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
