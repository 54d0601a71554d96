// Acquires a state directory, says how that ended, and holds the directory until it is told to release it or its input ends.
import { createInterface } from 'node:readline';
import { acquireStateDirectoryLock } from '../../dist/job/state-directory-lock.js';

const [directory] = process.argv.slice(2);
const say = (text) => process.stdout.write(`${text}\n`);
try {
  const lock = await acquireStateDirectoryLock(directory);
  say(`acquired by ${process.pid}`);
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'release') {
      await lock.release();
      say('released');
    }
  }
} catch (error) {
  say(`${error.code} ${error.message}`);
}
