import { mkdirSync, rmSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Magic numbers of file systems that live in memory: tmpfs and ramfs. */
const memoryFileSystems: readonly number[] = [0x01021994, 0x858458f6];

const packageDirectory = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const scratchRoot = join(packageDirectory, '.cache', 'scratch');
let count = 0;

/**
 * A new, empty directory on the disk of the repository. Flushes are measured in it, so a file system in memory is refused.
 *
 * @throws Error when it would be in memory.
 */
export function makeScratchDirectory(name: string): string {
  const directory = join(scratchRoot, `${name}-${process.pid}-${count++}`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  if (memoryFileSystems.includes(statfsSync(directory).type)) {
    throw new Error(`${directory} is in memory: nothing would be flushed. Run the benchmark from a disk.`);
  }
  return directory;
}

export function removeScratchDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}

/** Gives `use` a scratch directory that is gone afterwards. */
export async function withScratchDirectory<T>(name: string, use: (directory: string) => Promise<T>): Promise<T> {
  const directory = makeScratchDirectory(name);
  try {
    return await use(directory);
  } finally {
    removeScratchDirectory(directory);
  }
}
