// Holds a state directory in a worker of a cluster; kills the worker when it is told to, and lives on.
import cluster from 'node:cluster';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { acquireStateDirectoryLock } from '../../dist/job/state-directory-lock.js';

const say = (text) => process.stdout.write(`${text}\n`);
if (cluster.isPrimary) {
  const worker = cluster.fork();
  for await (const _line of createInterface({ input: process.stdin })) {
    const exited = once(worker, 'exit');
    worker.process.kill('SIGKILL');
    await exited;
    say('killed');
  }
} else {
  await acquireStateDirectoryLock(process.argv[2]);
  say('acquired');
}
