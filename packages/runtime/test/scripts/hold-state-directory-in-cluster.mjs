// Holds a state directory in a worker of a cluster, until it is killed.
import cluster from 'node:cluster';
import { acquireStateDirectoryLock } from '../../dist/job/state-directory-lock.js';

if (cluster.isPrimary) {
  cluster.fork();
} else {
  await acquireStateDirectoryLock(process.argv[2]);
  process.stdout.write(`acquired by ${process.pid}\n`);
}
