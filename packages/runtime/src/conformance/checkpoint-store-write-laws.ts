import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  bytesOf,
  check,
  checkState,
  expectFailure,
  type Law,
  numbered,
  reopen,
  stateOfLength,
  writeStates,
} from './checkpoint-store-law.js';

/** What happens while a checkpoint is written, and when that fails. */
export const writeLaws: readonly Law[] = [
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
    'changes are taken once and to their end while the checkpoint is written, and other work gets its turn meanwhile',
    async (fixture) => {
      let [turns, begun, ended, isOver] = [0, 0, 0, false];
      const watched = {
        *[Symbol.iterator](): Generator<readonly [Uint8Array, Uint8Array]> {
          begun++;
          for (let index = 0; index < 5000; index++) {
            check(!isOver, 'changes were taken after the write had ended');
            yield [bytesOf(`key ${index}`), bytesOf(`${turns}`.padEnd(1000))];
          }
          ended++;
        },
      };
      await reopen(fixture, undefined, async (store) => {
        const writing = store.write({ checkpointId: 0, manifest: numbered(0), changedKeys: watched }).finally(() => {
          isOver = true;
        });
        for (; ended === 0 && !isOver; turns++) {
          await nextTurn();
        }
        await writing;
        check(begun === 1 && ended === 1, `the changes were begun ${begun} times and ended ${ended} times`);
        const last = Number(Buffer.from(store.readKey(bytesOf('key 4999')) ?? []).toString());
        check(last > 0, 'all changes were taken in one go');
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
