import { posix } from 'node:path';
import type { FileSystem } from '../storage/file-system.js';
import { SeededRandom } from './seeded-random.js';
import { SimulatedContent } from './simulated-content.js';
import { SimulatedDirectory, SimulatedDisk, type SimulatedNode } from './simulated-disk.js';
import { durableOperations, type Fault, type FileOperation, SimulatedFaults, systemError } from './simulated-faults.js';
import { type Perform, SimulatedFile } from './simulated-file.js';

/** Options of a {@link SimulatedFileSystem}. */
export interface SimulatedFileSystemOptions {
  /** Decides how much of a failing write is written. Default 0. */
  readonly seed?: number;
  /** Whether places that a file was given and never wrote may show the content of removed files, as some file systems let happen, instead of zeros. Default false. */
  readonly showStaleBytes?: boolean;
  /** Awaited by every operation before it has an effect, so that other things can happen meanwhile. Default: operations take a microtask. */
  readonly delay?: () => Promise<void>;
}

/** An operation that changes what is on the disk, or makes it sure. */
export interface DurableOperation {
  /** Counts from 1. */
  readonly number: number;
  readonly operation: FileOperation;
  readonly path: string;
}

/** Told of every durable operation, before it has any effect and after it has all of it but nobody knows. */
export interface DurableOperationObserver {
  readonly before?: (operation: DurableOperation) => void;
  readonly after?: (operation: DurableOperation) => void;
}

/**
 * A file system in memory that loses what a real one may lose: a loss of power leaves of every file what its last `dataSync` made sure, of later writes any of the pages of 4 KiB, torn ones
 * among them, of the length and of names in directories that were not synced the old or the new. After a `dataSync` that failed, what it should have made sure is not made sure by a later
 * one, though readers see it.
 *
 * Everything happens in microtasks, unless `delay` says otherwise, and is a function of seeds. Operations of a file system whose power or process is gone never settle: whoever waits for them is gone, too.
 */
export class SimulatedFileSystem implements FileSystem {
  readonly #disk: SimulatedDisk;
  readonly #options: SimulatedFileSystemOptions;
  readonly #random: SeededRandom;
  readonly #faults = new SimulatedFaults();
  readonly #counts = new Map<FileOperation, number>();
  readonly #observers = new Set<DurableOperationObserver>();
  #durableOperations = 0;
  #isGone = false;

  constructor(options: SimulatedFileSystemOptions = {}, disk: SimulatedDisk = new SimulatedDisk()) {
    this.#options = options;
    this.#disk = disk;
    this.#random = new SeededRandom(options.seed ?? 0);
  }

  /** Takes the power away. Returns the file system as the next start may find it. */
  losePower(seed: number): SimulatedFileSystem {
    this.#isGone = true;
    return this.imageAfterPowerLoss(seed);
  }

  /** What {@link losePower} would return now, without taking the power away. */
  imageAfterPowerLoss(seed: number): SimulatedFileSystem {
    const disk = this.#disk.copy();
    disk.losePower(new SeededRandom(seed), this.#options.showStaleBytes ?? false);
    return new SimulatedFileSystem(this.#options, disk);
  }

  /** Kills the process. Returns the file system as the next process finds it: with all that was written, none of it any surer than it was. */
  kill(): SimulatedFileSystem {
    this.#isGone = true;
    return this.imageAfterKill();
  }

  /** What {@link kill} would return now, without killing anybody. */
  imageAfterKill(): SimulatedFileSystem {
    return new SimulatedFileSystem(this.#options, this.#disk.copy());
  }

  /** @returns a function that clears the fault. */
  inject(fault: Fault): () => void {
    return this.#faults.add(fault);
  }

  /** @returns a function that ends the observation. */
  observe(observer: DurableOperationObserver): () => void {
    this.#observers.add(observer);
    return () => {
      this.#observers.delete(observer);
    };
  }

  /** How often something was done, failures included. */
  count(operation: FileOperation): number {
    return this.#counts.get(operation) ?? 0;
  }

  async open(
    path: string,
    options: { readonly write?: boolean; readonly create?: boolean; readonly exclusive?: boolean },
  ): Promise<SimulatedFile> {
    const mayCreate = options.create === true || options.exclusive === true;
    return this.#perform(mayCreate && this.#find(path) === undefined ? 'create' : 'open', path, () => {
      const [directory, name] = this.#placeOf(path, 'open');
      let node = directory.names.get(name);
      if (node !== undefined && options.exclusive === true) {
        throw systemError('EEXIST', 'open', path);
      }
      if (node === undefined && mayCreate) {
        node = new SimulatedContent();
        this.#disk.change({ directory, name, node });
      }
      return new SimulatedFile(this.#perform, path, contentOf(node, 'open', path), options.write ?? false);
    });
  }

  async list(directory: string): Promise<readonly string[]> {
    return this.#perform('list', directory, () => [...this.#directoryAt(directory, 'list').names.keys()].sort());
  }

  async makeDirectory(path: string): Promise<void> {
    return this.#perform('makeDirectory', path, () => {
      let directory = this.#disk.root;
      for (const name of namesOf(path)) {
        let node = directory.names.get(name);
        if (node === undefined) {
          node = new SimulatedDirectory();
          this.#disk.change({ directory, name, node });
        }
        directory = directoryOf(node, 'makeDirectory', path);
      }
    });
  }

  async rename(from: string, to: string): Promise<void> {
    return this.#perform('rename', from, () => {
      const [source, sourceName] = this.#placeOf(from, 'rename');
      const [target, targetName] = this.#placeOf(to, 'rename');
      const node = source.names.get(sourceName);
      if (node === undefined) {
        throw systemError('ENOENT', 'rename', from);
      }
      if (source !== target || sourceName !== targetName) {
        this.#disk.change(
          { directory: source, name: sourceName, node: undefined },
          { directory: target, name: targetName, node },
        );
      }
    });
  }

  async remove(path: string): Promise<void> {
    return this.#perform('remove', path, () => {
      contentOf(this.#find(path), 'remove', path);
      const [directory, name] = this.#placeOf(path, 'remove');
      this.#disk.change({ directory, name, node: undefined });
    });
  }

  async exists(path: string): Promise<boolean> {
    return this.#perform('exists', path, () => this.#find(path) !== undefined);
  }

  async syncDirectory(directory: string): Promise<void> {
    return this.#perform('syncDirectory', directory, () => {
      this.#disk.sync(this.#directoryAt(directory, 'syncDirectory'));
    });
  }

  readonly #perform: Perform = async (operation, path, effect, onFault) => {
    await this.#options.delay?.();
    const isDurable = durableOperations.has(operation);
    const durable = { number: isDurable ? ++this.#durableOperations : 0, operation, path };
    await this.#tell(isDurable ? 'before' : undefined, durable);
    this.#counts.set(operation, this.count(operation) + 1);
    const fault = this.#faults.next(operation, path);
    if (fault !== undefined) {
      onFault?.(fault, this.#random);
      throw systemError(fault.code, operation, path);
    }
    const result = effect();
    await this.#tell(isDurable ? 'after' : undefined, durable);
    return result;
  };

  /** Never settles once the power or the process is gone. */
  async #tell(when: 'before' | 'after' | undefined, operation: DurableOperation): Promise<void> {
    if (when !== undefined && !this.#isGone) {
      for (const observer of this.#observers) {
        observer[when]?.(operation);
      }
    }
    if (this.#isGone) {
      await new Promise<never>(() => {});
    }
  }

  #find(path: string): SimulatedNode | undefined {
    let node: SimulatedNode | undefined = this.#disk.root;
    for (const name of namesOf(path)) {
      node = node instanceof SimulatedDirectory ? node.names.get(name) : undefined;
    }
    return node;
  }

  #directoryAt(path: string, operation: FileOperation): SimulatedDirectory {
    return directoryOf(this.#find(path), operation, path);
  }

  #placeOf(path: string, operation: FileOperation): readonly [directory: SimulatedDirectory, name: string] {
    const absolute = posix.resolve('/', path);
    return [this.#directoryAt(posix.dirname(absolute), operation), posix.basename(absolute)];
  }
}

function namesOf(path: string): readonly string[] {
  return posix
    .resolve('/', path)
    .split('/')
    .filter((name) => name !== '');
}

function directoryOf(node: SimulatedNode | undefined, operation: FileOperation, path: string): SimulatedDirectory {
  if (node instanceof SimulatedDirectory) {
    return node;
  }
  throw systemError(node === undefined ? 'ENOENT' : 'ENOTDIR', operation, path);
}

function contentOf(node: SimulatedNode | undefined, operation: FileOperation, path: string): SimulatedContent {
  if (node instanceof SimulatedContent) {
    return node;
  }
  throw systemError(node === undefined ? 'ENOENT' : 'EISDIR', operation, path);
}
