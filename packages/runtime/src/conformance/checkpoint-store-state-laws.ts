import { randomHistory } from './checkpoint-store-history.js';
import {
  bytesOf,
  check,
  checkState,
  type Law,
  numbered,
  reopen,
  stateOfLength,
  writeStates,
} from './checkpoint-store-law.js';

/** What becomes of the states of keys. */
export const stateLaws: readonly Law[] = [
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
    'going through the keys, some at a time, finds every key that has a state once',
    async (fixture) => {
      const names = Array.from({ length: 300 }, (_, index) => `key ${index}`);
      await reopen(fixture, undefined, async (store) => {
        check(store.readSome(undefined, 10).length === 0, 'there was a key in an empty store');
        await writeStates(store, 0, Object.fromEntries(names.map((name) => [name, `state of ${name}`])));
        await writeStates(store, 1, { 'key 7': undefined });
        const found = new Map<string, string>();
        for (let some = store.readSome(undefined, 10); some.length > 0; some = store.readSome(some.at(-1)?.[0], 10)) {
          for (const [key, state] of some) {
            const name = Buffer.from(key).toString();
            check(!found.has(name), `${name} was found twice`);
            found.set(name, Buffer.from(state).toString());
          }
        }
        check(found.size === 299 && !found.has('key 7'), `${found.size} keys were found instead of 299`);
        check(
          [...found].every(([name, state]) => state === `state of ${name}`),
          'a key was found with the state of another one',
        );
        const anywhere = store.readSome(bytesOf('no key of the store'), 1000);
        check(anywhere.length < 300, 'the way from somewhere was longer than the way from the first');
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
