import type { AttributeValue } from '@millrace/api';
import { textToValue, valueToText } from '../../src/action-state/value-text.js';
import { JsonLinesFileSink } from '../../src/output/json-lines-file-sink.js';
import { makeDurableDirectory } from '../../src/storage/durable-directory.js';
import type { FileSystem } from '../../src/storage/file-system.js';
import type { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import { outputOf } from './output-of.js';

/** What happens to the sink of a job. */
export type FileSinkStep =
  | { readonly do: 'write'; readonly lines: number; readonly bytes: number }
  | { readonly do: 'flush' }
  /** `complete`: the checkpoint is stored. `committed`: the sink is told, too. `overlap`: and goes on before it has answered. */
  | { readonly do: 'checkpoint'; readonly reaches: 'prepared' | 'complete' | 'committed' | 'overlap' }
  | { readonly do: 'commitAgain' }
  /** Another attempt in the same process, or another process after an orderly end. */
  | { readonly do: 'restart'; readonly inProcess: boolean }
  | { readonly do: 'kill' }
  | { readonly do: 'losePower'; readonly seed: number };

/** A checkpoint that is complete, and the lines it stands for. */
export interface CompleteCheckpoint {
  readonly handle: AttributeValue;
  readonly lines: string;
}

const folder = '/data/out';
const path = `${folder}/out.jsonl`;

/** A job that writes to a file, seen from outside: knows what readers may find at any instant and what must be there after a recovery. */
export class FileSinkRun {
  readonly #bufferBytes: number;
  #disk: SimulatedFileSystem;
  #sink: JsonLinesFileSink;
  #count = 0;
  #nextCheckpoint = 0;
  /** Everything the attempt has written, and what the newest complete checkpoint stands for. */
  #written = '';
  #complete: CompleteCheckpoint | undefined;
  #committing: Promise<void> = Promise.resolve();
  /** Lines that readers must find, because `commit` said so. */
  #acknowledged = '';

  constructor(disk: SimulatedFileSystem, bufferBytes: number) {
    this.#disk = disk;
    this.#bufferBytes = bufferBytes;
    this.#sink = sinkOf(disk, bufferBytes);
  }

  get disk(): SimulatedFileSystem {
    return this.#disk;
  }

  get complete(): CompleteCheckpoint | undefined {
    return this.#complete;
  }

  get acknowledged(): string {
    return this.#acknowledged;
  }

  async start(): Promise<void> {
    await makeDurableDirectory(this.#disk, folder);
    this.#sink = sinkOf(this.#disk, this.#bufferBytes);
    await this.#sink.open();
    await this.begin();
  }

  /** Another attempt on the sink that is open. */
  async begin(): Promise<void> {
    this.#committing = Promise.resolve();
    await this.#sink.begin(restored(this.#complete));
    this.#written = this.#complete?.lines ?? '';
    this.#acknowledged = this.#written;
  }

  async take(step: FileSinkStep): Promise<void> {
    switch (step.do) {
      case 'write':
        return this.#write(step.lines, step.bytes);
      case 'flush':
        return this.#sink.flush();
      case 'checkpoint':
        return this.#checkpoint(step.reaches);
      case 'commitAgain':
        await this.#committing;
        if (this.#complete !== undefined) {
          await this.#commit(this.#complete);
        }
        return;
      case 'restart':
        if (step.inProcess) {
          return this.begin();
        }
        await this.end();
        return this.start();
      case 'kill':
        this.#disk = this.#disk.kill();
        return this.start();
      case 'losePower':
        this.#disk = this.#disk.losePower(step.seed);
        return this.start();
    }
  }

  async end(): Promise<void> {
    await this.#committing;
    await this.#sink.close();
  }

  async #write(lines: number, bytes: number): Promise<void> {
    for (let index = 0; index < lines; index++) {
      const value = `${this.#count++} ${'x'.repeat(bytes)}`;
      this.#written += `${JSON.stringify(value)}\n`;
      await this.#sink.write(outputOf(value));
    }
  }

  async #checkpoint(reaches: 'prepared' | 'complete' | 'committed' | 'overlap'): Promise<void> {
    const handle = textToValue(valueToText(await this.#sink.prepare(this.#nextCheckpoint)));
    if (reaches === 'prepared') {
      this.#nextCheckpoint++;
      return;
    }
    await this.#committing;
    this.#nextCheckpoint++;
    const checkpoint = { handle, lines: this.#written };
    this.#complete = checkpoint;
    if (reaches !== 'complete') {
      this.#committing = this.#commit(checkpoint);
    }
    if (reaches === 'committed') {
      await this.#committing;
    }
  }

  async #commit({ handle, lines }: CompleteCheckpoint): Promise<void> {
    await this.#sink.commit(handle);
    this.#acknowledged = lines;
  }
}

/** Recovers from a crash as a job does. @returns what is wrong, if anything is. */
export async function recoveryProblem(
  disk: SimulatedFileSystem,
  complete: CompleteCheckpoint | undefined,
): Promise<string | undefined> {
  const expected = complete?.lines ?? '';
  await makeDurableDirectory(disk, folder);
  for (const attempt of ['first', 'second', 'third after a power cut']) {
    const life = attempt.startsWith('third') ? disk.losePower(expected.length) : disk;
    const sink = sinkOf(life, 100);
    await sink.open();
    await sink.begin(restored(complete));
    if (complete !== undefined) {
      await sink.commit(complete.handle);
    }
    await sink.close();
    const found = await visibleText(life);
    if (found !== expected) {
      return `${attempt} recovery: the file holds ${excerpt(found)} instead of ${excerpt(expected)}`;
    }
    const names = await life.list(folder);
    if (names.length !== 1) {
      return `${attempt} recovery: the folder holds ${names.join(', ')}`;
    }
  }
  return undefined;
}

/** What a reader of the file finds. */
export async function visibleText(fileSystem: FileSystem, file: string = path): Promise<string> {
  if (!(await fileSystem.exists(file))) {
    return '';
  }
  const opened = await fileSystem.open(file, {});
  const text = Buffer.from(await opened.read(0, await opened.length())).toString();
  await opened.close();
  return text;
}

/** Whether a reader that finds `text` sees whole lines, all of `least` and nothing beyond `most`. */
export function isCommittedPrefix(text: string, least: string, most: string): boolean {
  return most.startsWith(text) && text.startsWith(least) && (text === '' || text.endsWith('\n'));
}

function restored(complete: CompleteCheckpoint | undefined): AttributeValue | undefined {
  return complete?.handle;
}

function sinkOf(fileSystem: FileSystem, bufferBytes: number): JsonLinesFileSink {
  return new JsonLinesFileSink(path, { fileSystem, bufferBytes });
}

function excerpt(text: string): string {
  return `${text.length} characters ${JSON.stringify(text.replaceAll(/x+/g, 'x').slice(-200))}`;
}
