import type { DurableFile } from '../storage/file-system.js';
import type { SeededRandom } from './seeded-random.js';
import type { SimulatedContent } from './simulated-content.js';
import { type Fault, type FileOperation, systemError } from './simulated-faults.js';

/** Does something in a simulated file system, unless a fault hits it: then `onFault` does what is done nevertheless. */
export type Perform = <T>(
  operation: FileOperation,
  path: string,
  effect: () => T,
  onFault?: (fault: Fault, random: SeededRandom) => void,
) => Promise<T>;

/** An open file of a simulated file system. */
export class SimulatedFile implements DurableFile {
  readonly #perform: Perform;
  readonly #path: string;
  readonly #content: SimulatedContent;
  readonly #isWritable: boolean;
  #isClosed = false;

  constructor(perform: Perform, path: string, content: SimulatedContent, isWritable: boolean) {
    this.#perform = perform;
    this.#path = path;
    this.#content = content;
    this.#isWritable = isWritable;
  }

  write(data: Uint8Array, position: number): Promise<void> {
    return this.#perform(
      'write',
      this.#path,
      () => {
        this.#use('write', true).write(data, position);
      },
      ({ writtenBytes }, random) => {
        const length = Math.min(writtenBytes ?? random.below(data.length + 1), data.length);
        this.#use('write', true).write(data.subarray(0, length), position);
      },
    );
  }

  read(position: number, length: number): Promise<Uint8Array> {
    return this.#perform('read', this.#path, () => this.#use('read').read(position, length));
  }

  dataSync(): Promise<void> {
    return this.#perform(
      'dataSync',
      this.#path,
      () => {
        this.#use('dataSync').dataSync();
      },
      () => {
        this.#use('dataSync').failDataSync();
      },
    );
  }

  truncate(length: number): Promise<void> {
    return this.#perform('truncate', this.#path, () => {
      this.#use('truncate', true).truncate(length);
    });
  }

  length(): Promise<number> {
    return this.#perform('length', this.#path, () => this.#use('length').length);
  }

  close(): Promise<void> {
    return this.#perform('close', this.#path, () => {
      this.#use('close');
      this.#isClosed = true;
    });
  }

  #use(operation: FileOperation, needsWrite = false): SimulatedContent {
    if (this.#isClosed || (needsWrite && !this.#isWritable)) {
      throw systemError('EBADF', operation, this.#path);
    }
    return this.#content;
  }
}
