// Writes checkpoints to a disk that something else fills up, then makes room and goes on.
import { readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LmdbCheckpointStore } from '../../dist/checkpoint/lmdb-checkpoint-store.js';

const [disk] = process.argv.slice(2);
const store = new LmdbCheckpointStore(join(disk, 'checkpoint'));
await store.open();
const write = (checkpointId, length) =>
  failureOf(() =>
    store.write({
      checkpointId,
      manifest: Buffer.from(`manifest ${checkpointId}`),
      changedKeys: Array.from({ length: 100 }, (_, number) => [
        Buffer.from(`key ${number}`),
        Buffer.alloc(length, `${checkpointId}`),
      ]),
    }),
  );
const state = () =>
  Buffer.from(store.readKey(Buffer.from('key 99')) ?? [])
    .toString()
    .slice(0, 3);

const first = await write(0, 1000);
const ballast = join(disk, 'ballast');
const { bavail, bsize } = statfsSync(disk);
writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 64 * 1024)));
const whenFull = [await write(1, 5000), state()];
const savepointWhenFull = await failureOf(() => store.savepoint(join(disk, 'savepoint')));
const leftOfSavepoint = readdirSync(join(disk, 'savepoint'));
rmSync(ballast);
const withRoom = [await write(1, 5000), state()];
const savepointWithRoom = await failureOf(() => store.savepoint(join(disk, 'savepoint')));
await store.close();
const found = await store.open();
const afterwards = [found.checkpointId, state()];
await store.close();
console.log(
  JSON.stringify({ first, whenFull, savepointWhenFull, leftOfSavepoint, withRoom, savepointWithRoom, afterwards }),
);

async function failureOf(action) {
  try {
    await action();
    return 'ok';
  } catch (error) {
    return `${error.code}: ${error.cause?.message}`;
  }
}
