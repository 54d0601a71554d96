import type { FileSystem } from '../../src/storage/file-system.js';
import type { ManualClock } from '../../src/testing/manual-clock.js';

const mostRounds = 20_000;

/** Lets time pass until a job has ended. @throws what it fails with */
export async function untilSettled<T>(job: Promise<T>, clock: ManualClock): Promise<T> {
  let hasSettled = false;
  const settled = job.finally(() => {
    hasSettled = true;
  });
  settled.catch(() => {});
  for (let round = 0; !hasSettled; round++) {
    if (round === mostRounds) {
      throw new Error('The job does not end.');
    }
    await rounds(1, clock);
  }
  return await settled;
}

/** Lets the event loop go round, a millisecond each time. */
export async function rounds(count: number, clock: ManualClock): Promise<void> {
  for (let round = 0; round < count; round++) {
    await new Promise(setImmediate);
    clock.advance(1);
  }
}

/** The text of a file; empty while there is none. */
export async function textOf(fileSystem: FileSystem, path: string): Promise<string> {
  return (await fileSystem.exists(path)) ? Buffer.from(await bytesOf(fileSystem, path)).toString() : '';
}

/** All bytes of a file. @throws ENOENT */
export async function bytesOf(fileSystem: FileSystem, path: string): Promise<Uint8Array> {
  const file = await fileSystem.open(path, {});
  try {
    return await file.read(0, await file.length());
  } finally {
    await file.close();
  }
}
