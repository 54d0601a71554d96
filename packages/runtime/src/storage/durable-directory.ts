import { dirname } from 'node:path';
import type { FileSystem } from './file-system.js';

/**
 * Makes a directory and those above it, and makes their names survive a loss of power. Those above are synced even when they were there: whoever made them may have died before it
 * synced them.
 */
export async function makeDurableDirectory(fileSystem: FileSystem, path: string): Promise<void> {
  await fileSystem.makeDirectory(path);
  for (let directory = path; dirname(directory) !== directory; directory = dirname(directory)) {
    try {
      await fileSystem.syncDirectory(dirname(directory));
    } catch (error) {
      // A directory that may not be read is not ours, so its names are not of our making; only the nearest one may not be left out.
      if (directory !== path && isPermissionError(error)) {
        return;
      }
      throw error;
    }
  }
}

function isPermissionError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
}
