import { isAbsolute, relative } from 'node:path';

/** A path as people want to read and copy it: relative where it lies below the working directory. */
export function shownPath(path: string, cwd: string): string {
  const shorter = relative(cwd, path);
  return shorter === '' || shorter.startsWith('..') || isAbsolute(shorter) ? path : shorter;
}
