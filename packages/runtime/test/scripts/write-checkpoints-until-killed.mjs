// Writes checkpoints for ever, each a function of its number, and says after each acknowledgement how far it is.
import { LmdbCheckpointStore } from '../../dist/checkpoint/lmdb-checkpoint-store.js';
import { changesOf, manifestOf } from './numbered-checkpoints.mjs';

const [directory] = process.argv.slice(2);
const store = new LmdbCheckpointStore(directory);
const found = await store.open();
for (let checkpointId = (found?.checkpointId ?? -1) + 1; ; checkpointId++) {
  await store.write({ checkpointId, manifest: manifestOf(checkpointId), changedKeys: changesOf(checkpointId) });
  await new Promise((resolve) => process.stdout.write(`${checkpointId}\n`, resolve));
}
