// Writes a checkpoint, waits for nothing but its promise, and closes nothing.
import { LmdbCheckpointStore } from '../../dist/checkpoint/lmdb-checkpoint-store.js';

const store = new LmdbCheckpointStore(process.argv[2]);
store
  .open()
  .then(() => store.write({ checkpointId: 4, manifest: Buffer.from('manifest'), changedKeys: [] }))
  .then(() => console.log('written'));
