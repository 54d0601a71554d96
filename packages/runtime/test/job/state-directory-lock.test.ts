import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { acquireStateDirectoryLock } from '../../src/job/state-directory-lock.js';
import { temporaryFile } from '../support/temporary-folder.js';

const isBuilt = existsSync(fileURLToPath(new URL('../../dist/job/state-directory-lock.js', import.meta.url)));
const canUnshare = canRun('unshare', '--pid', '--fork', '--mount-proc', 'true');
const canUnshareNetwork = canRun('unshare', '--net', 'true');

function canRun(command: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function temporaryDirectory(): Promise<string> {
  return dirname(await temporaryFile());
}

/** A process that wants a state directory. */
interface Starter {
  readonly process: ChildProcessWithoutNullStreams;
  readonly lines: AsyncIterator<string>;
  readonly interface: Interface;
}

const starters: Starter[] = [];

afterEach(async () => {
  for (const { process, interface: lines } of starters.splice(0)) {
    lines.close();
    await kill(process);
  }
});

function start(directory: string, wrapper: readonly string[] = [], name = 'hold-state-directory'): Starter {
  const script = fileURLToPath(new URL(`../scripts/${name}.mjs`, import.meta.url));
  // `env` runs what it is given, wrapped or not. A group of its own, so that whatever a wrapper starts is killed with it.
  const child = spawn('env', [...wrapper, process.execPath, script, directory], { detached: true });
  const lines = createInterface({ input: child.stdout });
  const starter = { process: child, interface: lines, lines: lines[Symbol.asyncIterator]() };
  starters.push(starter);
  return starter;
}

async function nextLine(starter: Starter): Promise<string> {
  return String((await starter.lines.next()).value);
}

async function kill(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    const exited = once(child, 'exit');
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch (error) {
      // It has ended, and the news of it is on its way.
      expectNoSuchProcess(error);
    }
    await exited;
  }
}

function expectNoSuchProcess(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) {
    throw error;
  }
}

describe('in one process', () => {
  test('a directory that is held cannot be acquired again, and the error says who holds it', async () => {
    const directory = await temporaryDirectory();
    const lock = await acquireStateDirectoryLock(directory);
    await expect(acquireStateDirectoryLock(directory)).rejects.toMatchObject({
      code: 'STATE_DIRECTORY_LOCKED',
      message: expect.stringContaining(`process ${process.pid} on `) as unknown,
    });
    await lock.release();
  });

  test('a directory that was released can be acquired again, any number of times', async () => {
    const directory = await temporaryDirectory();
    for (let round = 0; round < 25; round++) {
      const lock = await acquireStateDirectoryLock(directory);
      await lock.release();
    }
    expect((await readdir(join(directory, 'lock'))).length).toBeLessThanOrEqual(8);
  });

  test('releasing again does nothing, also when somebody else has the directory by then', async () => {
    const directory = await temporaryDirectory();
    const first = await acquireStateDirectoryLock(directory);
    await first.release();
    const second = await acquireStateDirectoryLock(directory);
    await first.release();
    await expect(acquireStateDirectoryLock(directory)).rejects.toMatchObject({ code: 'STATE_DIRECTORY_LOCKED' });
    await second.release();
  });

  test('one directory does not keep anybody from another one', async () => {
    const first = await acquireStateDirectoryLock(await temporaryDirectory());
    const second = await acquireStateDirectoryLock(await temporaryDirectory());
    expect(first).not.toBe(second);
    await first.release();
    await second.release();
  });

  test('of many who want a directory at the same time exactly one gets it', async () => {
    const directory = await temporaryDirectory();
    for (let round = 0; round < 5; round++) {
      const results = await Promise.allSettled(Array.from({ length: 20 }, () => acquireStateDirectoryLock(directory)));
      const locks = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
      expect(locks).toHaveLength(1);
      expect(refusals).toEqual(Array(19).fill(expect.objectContaining({ code: 'STATE_DIRECTORY_LOCKED' })));
      await locks[0]?.release();
    }
  });

  test('while owners come and go there is never more than one', { timeout: 60_000 }, async () => {
    const directory = await temporaryDirectory();
    let owners = 0;
    let mostOwners = 0;
    let acquisitions = 0;
    const comeAndGo = async (): Promise<void> => {
      while (acquisitions < 60) {
        const lock = await acquireStateDirectoryLock(directory).catch(() => undefined);
        if (lock !== undefined) {
          acquisitions++;
          mostOwners = Math.max(mostOwners, ++owners);
          await readdir(directory);
          owners--;
          await lock.release();
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, comeAndGo));
    expect(mostOwners).toBe(1);
  });

  test('a directory whose path is longer than a socket address may be can be held like any other', async () => {
    const directory = join(await temporaryDirectory(), ...Array.from({ length: 12 }, () => 'long-name-of-a-folder'));
    await mkdir(directory, { recursive: true });
    const lock = await acquireStateDirectoryLock(directory);
    await expect(acquireStateDirectoryLock(directory)).rejects.toMatchObject({ code: 'STATE_DIRECTORY_LOCKED' });
    await lock.release();
    await (await acquireStateDirectoryLock(directory)).release();
  });

  test('files that are not of the lock do no harm, and what starters left is removed', async () => {
    const directory = await temporaryDirectory();
    const folder = join(directory, 'lock');
    await mkdir(folder);
    await writeFile(join(folder, 'owner-3'), 'not a socket');
    await writeFile(join(folder, 'candidate-0123456789ab'), '');
    const lock = await acquireStateDirectoryLock(directory);
    expect(await readdir(folder)).toEqual(['owner-3', 'owner-4']);
    await lock.release();
  });

  test('a directory that is not there is refused with what to do', async () => {
    const file = await temporaryFile();
    await writeFile(file, '');
    await expect(acquireStateDirectoryLock(file)).rejects.toMatchObject({
      code: 'STATE_DIRECTORY_LOCK_FAILED',
      hint: expect.stringContaining('local disk') as unknown,
    });
  });
});

if (!isBuilt) {
  console.warn('Other processes run what was built, and nothing was: tests with them are skipped.');
}
if (!canUnshare || !canUnshareNetwork) {
  console.warn('Namespaces cannot be made here: tests with them are skipped.');
}

describe.skipIf(!isBuilt)('among processes', { timeout: 60_000 }, () => {
  test('a directory that another process holds cannot be acquired until it is released', async () => {
    const directory = await temporaryDirectory();
    const owner = start(directory);
    const acquired = await nextLine(owner);
    await expect(acquireStateDirectoryLock(directory)).rejects.toMatchObject({
      code: 'STATE_DIRECTORY_LOCKED',
      message: expect.stringContaining(acquired.replace('acquired by', 'process')) as unknown,
    });
    owner.process.stdin.write('release\n');
    expect(await nextLine(owner)).toBe('released');
    await (await acquireStateDirectoryLock(directory)).release();
  });

  test('a directory whose owner was killed can be acquired at once, time and again', { timeout: 60_000 }, async () => {
    const directory = await temporaryDirectory();
    for (let round = 0; round < 10; round++) {
      const owner = start(directory);
      expect(await nextLine(owner)).toMatch(/^acquired/);
      await kill(owner.process);
    }
    await (await acquireStateDirectoryLock(directory)).release();
  });

  test('a lock does not keep the process alive that holds it', async () => {
    const directory = await temporaryDirectory();
    const owner = start(directory);
    expect(await nextLine(owner)).toMatch(/^acquired/);
    const exited = once(owner.process, 'exit');
    owner.process.stdin.end();
    expect(await exited).toEqual([0, null]);
    await (await acquireStateDirectoryLock(directory)).release();
  });

  test('a worker of a cluster holds a lock itself: the death of the primary does not end it', async () => {
    const directory = await temporaryDirectory();
    const primary = start(directory, [], 'hold-state-directory-in-cluster');
    const worker = Number(/^acquired by (\d+)$/.exec(await nextLine(primary))?.[1]);
    // A worker whose primary dies ends as soon as it notices. This one does not.
    process.kill(worker, 'SIGSTOP');
    try {
      const exited = once(primary.process, 'exit');
      primary.process.kill('SIGKILL');
      await exited;
      await expect(acquireStateDirectoryLock(directory)).rejects.toMatchObject({ code: 'STATE_DIRECTORY_LOCKED' });
    } finally {
      process.kill(worker, 'SIGKILL');
    }
  });

  test('an owner that is stopped, and answers nobody, is still the owner', async () => {
    const directory = await temporaryDirectory();
    const owner = start(directory);
    expect(await nextLine(owner)).toMatch(/^acquired/);
    owner.process.kill('SIGSTOP');
    await expect(acquireStateDirectoryLock(directory)).rejects.toMatchObject({
      code: 'STATE_DIRECTORY_LOCKED',
      message: expect.stringContaining('does not answer') as unknown,
    });
  });

  test('of twenty processes that start at once exactly one becomes the owner, also when the one before was killed', {
    timeout: 120_000,
  }, async () => {
    const directory = await temporaryDirectory();
    for (let round = 0; round < 3; round++) {
      const all = Array.from({ length: 20 }, () => start(directory));
      const lines = await Promise.all(all.map(nextLine));
      const owners = all.filter((_, index) => lines[index]?.startsWith('acquired'));
      expect(owners).toHaveLength(1);
      expect(lines.filter((line) => line.startsWith('STATE_DIRECTORY_LOCKED'))).toHaveLength(19);
      await Promise.all(all.map(({ process }) => kill(process)));
    }
  });

  test.skipIf(!canUnshare)('two processes that are both process 1 of their namespace exclude each other', async () => {
    const directory = await temporaryDirectory();
    const wrapper = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
    const first = start(directory, wrapper);
    expect(await nextLine(first)).toBe('acquired by 1');
    expect(await nextLine(start(directory, wrapper))).toMatch(/^STATE_DIRECTORY_LOCKED .* process 1 on /);
    await kill(first.process);
    expect(await nextLine(start(directory, wrapper))).toBe('acquired by 1');
  });

  test.skipIf(!canUnshareNetwork)('a process in another network namespace is excluded, too', async () => {
    const directory = await temporaryDirectory();
    expect(await nextLine(start(directory))).toMatch(/^acquired/);
    expect(await nextLine(start(directory, ['unshare', '--net', '--mount']))).toMatch(/^STATE_DIRECTORY_LOCKED/);
  });
});
