import { constants, fdatasync, writeSync } from 'node:fs';
import { access, type FileHandle, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import type { DurableFile, FileSystem } from './file-system.js';

/** The file system of the machine. Errors are those of Node: their `code` is the name of the error of the system, `ENOSPC` for example. */
export class NodeFileSystem implements FileSystem {
  async open(
    path: string,
    options: { readonly write?: boolean; readonly create?: boolean; readonly exclusive?: boolean },
  ): Promise<DurableFile> {
    return new NodeDurableFile(await open(path, flagsOf(options)));
  }

  async list(directory: string): Promise<readonly string[]> {
    return (await readdir(directory)).sort();
  }

  async makeDirectory(path: string): Promise<void> {
    await mkdir(path, { recursive: true });
  }

  async rename(from: string, to: string): Promise<void> {
    await rename(from, to);
  }

  async remove(path: string): Promise<void> {
    await unlink(path);
  }

  async exists(path: string): Promise<boolean> {
    try {
      await access(path);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
        return false;
      }
      throw error;
    }
  }

  async syncDirectory(directory: string): Promise<void> {
    const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

function flagsOf(options: {
  readonly write?: boolean;
  readonly create?: boolean;
  readonly exclusive?: boolean;
}): number {
  return (
    (options.write === true ? constants.O_RDWR : constants.O_RDONLY) |
    (options.create === true ? constants.O_CREAT : 0) |
    (options.exclusive === true ? constants.O_CREAT | constants.O_EXCL : 0)
  );
}

/** Up to here, in bytes, to write into the memory of the system takes less time than to have a thread do it. */
const maxSynchronousWrite = 1024 * 1024;

class NodeDurableFile implements DurableFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  write(data: Uint8Array, position: number): Promise<void> | undefined {
    return data.length > maxSynchronousWrite ? this.#writeInThread(data, position) : this.#writeHere(data, position);
  }

  // One call of the system may write less than it was given.
  #writeHere(data: Uint8Array, position: number): Promise<never> | undefined {
    try {
      for (let written = 0; written < data.length; ) {
        written += writeSync(this.#handle.fd, data, written, data.length - written, position + written);
      }
      return undefined;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #writeInThread(data: Uint8Array, position: number): Promise<void> {
    for (let written = 0; written < data.length; ) {
      const { bytesWritten } = await this.#handle.write(data, written, data.length - written, position + written);
      written += bytesWritten;
    }
  }

  async read(position: number, length: number): Promise<Uint8Array> {
    const buffer = Buffer.allocUnsafeSlow(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#handle.read(buffer, filled, length - filled, position + filled);
      if (bytesRead === 0) {
        break;
      }
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  dataSync(): Promise<void> {
    // The handle would do the same with three promises more.
    return new Promise((resolve, reject) => {
      fdatasync(this.#handle.fd, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  async truncate(length: number): Promise<void> {
    await this.#handle.truncate(length);
  }

  async length(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
