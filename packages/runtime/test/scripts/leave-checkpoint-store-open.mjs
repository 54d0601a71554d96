// Writes a checkpoint, waits for nothing but its promise, and closes nothing.
import { LmdbCheckpointStore } from '../../dist/checkpoint/lmdb-checkpoint-store.js';

const store = new LmdbCheckpointStore(process.argv[2]);
await store.open();
await store.write({ checkpointId: 4, manifest: Buffer.from('manifest'), changedKeys: [] });
console.log('written');
