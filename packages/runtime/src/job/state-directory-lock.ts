import { randomBytes } from 'node:crypto';
import { link, mkdir, mkdtemp, readdir, rm, rmdir, symlink, unlink } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { errorMessage, IllegalStateError, MillraceError, UnsupportedError } from '@millrace/api';
import { type LockSocket, listenAt, probe } from './lock-socket.js';

// Who owns a state directory is decided by listening Unix sockets in it: the kernel closes a socket when its process dies, however it dies, and whoever can reach the directory can connect to it,
// in whatever namespace. What is left of a socket afterwards is a file that refuses connections.
//
// Such a file cannot be taken over safely: between finding that it refuses and replacing it somebody else may have replaced it already. So nothing is taken over. Owners are numbered; a starter
// that finds the newest owner dead makes itself the next one, by linking its socket, which listens already, to the next name. That succeeds for one of them only. The file of the newest owner is
// never removed, not even when it gives the directory up, so its number is never used again. Of the older ones some are kept, in case somebody has been asleep since looking; a look after
// linking catches even those who slept longer.
//
// It fails where a socket cannot tell: machines that share a directory over the network do not meet, each finds the other's socket dead. Removing the `lock` folder by hand makes a directory look
// free whose owner is alive.

/** The right to use a state directory. */
export interface StateDirectoryLock {
  /** Gives the directory up. May be called again. */
  release(): Promise<void>;
}

const ownerName = /^owner-(\d+)$/;
const keptOwners = 8;
/** Unix socket addresses have 108 bytes on Linux, 104 on macOS, with a NUL at the end. */
const longestSocketPath = 103;

/**
 * Makes this process the owner of a state directory until it releases it or dies.
 *
 * @param directory exists.
 * @throws IllegalStateError `STATE_DIRECTORY_LOCKED` when there is an owner, in this process or any other that sees the directory; MillraceError `STATE_DIRECTORY_LOCK_FAILED` when that cannot be found out
 */
export async function acquireStateDirectoryLock(directory: string): Promise<StateDirectoryLock> {
  if (process.platform === 'win32') {
    throw new UnsupportedError('STATE_DIRECTORY_LOCK_UNSUPPORTED', 'State directories are not supported on Windows.', {
      hint: 'Run without a state directory, or on Linux or macOS.',
    });
  }
  try {
    return await acquire(resolve(directory));
  } catch (error) {
    throw MillraceError.is(error) ? error : lockFailed(directory, error);
  }
}

async function acquire(directory: string): Promise<StateDirectoryLock> {
  const folder = join(directory, 'lock');
  await mkdir(folder, { recursive: true });
  const { path: address, remove } = await shortPathOf(folder);
  try {
    for (;;) {
      const newest = await newestOwner(folder);
      await expectDead(directory, address, newest);
      const socket = await claim(folder, address, newest + 1);
      if (socket !== undefined) {
        return { release: () => socket.close() };
      }
    }
  } finally {
    await remove();
  }
}

/** The number of the newest owner, dead or alive; 0 when there never was one. */
async function newestOwner(folder: string): Promise<number> {
  const numbers = (await readdir(folder)).map((name) => Number(ownerName.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers);
}

async function expectDead(directory: string, address: string, owner: number): Promise<void> {
  const found = owner === 0 ? undefined : await probe(join(address, `owner-${owner}`));
  if (found !== undefined) {
    throw new IllegalStateError('STATE_DIRECTORY_LOCKED', `The state directory ${directory} is in use by ${found}.`, {
      hint: 'Stop that job, or give this one a state directory of its own.',
    });
  }
}

/** @returns `undefined` when somebody else was faster. */
async function claim(folder: string, address: string, number: number): Promise<LockSocket | undefined> {
  const candidate = `candidate-${randomBytes(6).toString('hex')}`;
  const socket = await listenAt(
    join(address, candidate),
    `process ${process.pid} on ${hostname()}, since ${new Date().toISOString()}`,
  );
  let isOwner = false;
  try {
    await link(join(folder, candidate), join(folder, `owner-${number}`));
    isOwner = (await newestOwner(folder)) === number;
    if (isOwner) {
      await tidy(folder, number);
    } else {
      await unlink(join(folder, `owner-${number}`));
    }
  } catch (error) {
    isOwner = false;
    // The name is taken, or an owner has tidied up.
    if (!isSystemError(error, 'EEXIST', 'ENOENT')) {
      throw error;
    }
  } finally {
    await rm(join(folder, candidate), { force: true });
    if (!isOwner) {
      await socket.close();
    }
  }
  return isOwner ? socket : undefined;
}

/** Removes what old owners and starters that died have left. A starter that is alive begins again, and finds this owner. */
async function tidy(folder: string, owner: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const number = ownerName.exec(name)?.[1];
    if (number === undefined || Number(number) <= owner - keptOwners) {
      await rm(join(folder, name), { force: true });
    }
  }
}

/** A path to a folder that is short enough for sockets in it, for as long as they are being connected. */
async function shortPathOf(folder: string): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  if (Buffer.byteLength(join(folder, 'candidate-0123456789ab')) <= longestSocketPath) {
    return { path: folder, remove: async () => {} };
  }
  const parent = await mkdtemp(join(tmpdir(), 'millrace-'));
  const path = join(parent, 'lock');
  await symlink(folder, path);
  return {
    path,
    remove: async () => {
      await unlink(path);
      await rmdir(parent);
    },
  };
}

function isSystemError(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.some((code) => code === error.code);
}

function lockFailed(directory: string, cause: unknown): MillraceError {
  return new MillraceError(
    'STATE_DIRECTORY_LOCK_FAILED',
    `It could not be found out whether the state directory ${directory} is in use: ${errorMessage(cause)}.`,
    { hint: 'Use a directory on a local disk that this user may write to.', cause },
  );
}
