/**
 * The part of a file system that durability rests on. Injected into everything that writes durably, so that tests can take away power, space and working disks.
 *
 * What survives a loss of power: of a file, what was written before its last successful `dataSync`; of a directory, the names it had at its last `syncDirectory`. Anything later may
 * survive in whole, in part, or not at all.
 */
export interface FileSystem {
  /** Opens a file. `create`: makes it when it is missing. `exclusive`: fails with `EEXIST` when it is there. */
  open(
    path: string,
    options: { readonly write?: boolean; readonly create?: boolean; readonly exclusive?: boolean },
  ): Promise<DurableFile>;
  /** Names in a directory, sorted. @throws ENOENT */
  list(directory: string): Promise<readonly string[]>;
  /** Makes a directory and those above it. */
  makeDirectory(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** Makes the names in a directory survive. */
  syncDirectory(directory: string): Promise<void>;
}

/** An open file. Positions and lengths in bytes. */
export interface DurableFile {
  /**
   * Writes all of `data` at `position`. After a failure the content from there on is undefined.
   *
   * @returns `undefined` when it is written already, so that nobody has to wait.
   */
  write(data: Uint8Array, position: number): Promise<void> | undefined;
  /** Reads up to `length` bytes; fewer only at the end of the file. */
  read(position: number, length: number): Promise<Uint8Array>;
  /** Makes what was written survive a loss of power. After a failure it is undefined what survives, also for later calls. */
  dataSync(): Promise<void>;
  truncate(length: number): Promise<void>;
  length(): Promise<number>;
  close(): Promise<void>;
}
