// The entry of the thread of a subtask.
import { parentPort, workerData } from 'node:worker_threads';
import type { SubtaskThreadData } from './subtask-thread-protocol.js';
import { SubtaskThreadWorker } from './subtask-thread-worker.js';

if (parentPort !== null) {
  await new SubtaskThreadWorker(parentPort, workerData as SubtaskThreadData).start();
}
