import type { DurableFile, FileSystem } from '../../src/storage/file-system.js';

/** What is done instead of a call, given the call itself. */
export interface Detours {
  readonly write?: (write: () => Promise<void>, data: Uint8Array) => Promise<void>;
  readonly dataSync?: (dataSync: () => Promise<void>, path: string) => Promise<void>;
  readonly syncDirectory?: (syncDirectory: () => Promise<void>, directory: string) => Promise<void>;
}

/** A file system that takes detours on the way to another one. */
export function wrapFileSystem(inner: FileSystem, detours: Detours): FileSystem {
  return {
    open: async (path, options) => wrapFile(await inner.open(path, options), path, detours),
    list: (directory) => inner.list(directory),
    makeDirectory: (path) => inner.makeDirectory(path),
    rename: (from, to) => inner.rename(from, to),
    remove: (path) => inner.remove(path),
    exists: (path) => inner.exists(path),
    syncDirectory: (directory) => {
      const syncDirectory = (): Promise<void> => inner.syncDirectory(directory);
      return detours.syncDirectory?.(syncDirectory, directory) ?? syncDirectory();
    },
  };
}

function wrapFile(inner: DurableFile, path: string, detours: Detours): DurableFile {
  return {
    write: (data, position) => {
      const write = async (): Promise<void> => await inner.write(data, position);
      return detours.write?.(write, data) ?? write();
    },
    read: (position, length) => inner.read(position, length),
    dataSync: () => {
      const dataSync = (): Promise<void> => inner.dataSync();
      return detours.dataSync?.(dataSync, path) ?? dataSync();
    },
    truncate: (length) => inner.truncate(length),
    length: () => inner.length(),
    close: () => inner.close(),
  };
}
