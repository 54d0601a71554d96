import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  type Attributes,
  Document,
  decodeAttributeValue,
  encodeAttributeValue,
  IllegalStateError,
  type JsonValue,
  MemberReader,
  MillraceError,
  readAttributes,
  readName,
  readText,
  unexpected,
} from '@millrace/api';

/** One change of the store. */
export type ComplaintChange =
  | { readonly kind: 'add'; readonly collection: string; readonly document: StoredDocument }
  | { readonly kind: 'delete'; readonly collection: string; readonly id: string };

/** A document as it is kept: with id and embedding. */
export interface StoredDocument extends Document {
  readonly id: string;
  readonly embedding: Float32Array;
}

/**
 * The changes of a complaint store as JSON Lines. A line counts once its line break is written: what stands behind the last one was torn off by a crash and is cut away
 * at the next {@link open}. Lines are on the disk before an append resolves: a job that has recorded the outcome of an append does not make it again. Appends that are made while
 * others are written go to the disk together.
 */
export class ComplaintFile {
  readonly #path: string;
  #handle: FileHandle | undefined;
  #waiting: string[] = [];
  /** The write that is under way, and the one that takes what waits. */
  #tail: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #failure: unknown;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Reads the file, made with its directory if there is none, and leaves it ready for appends.
   *
   * @throws MillraceError `COMPLAINT_FILE_CORRUPT` naming the first line that cannot be read.
   */
  async open(): Promise<readonly ComplaintChange[]> {
    const directory = dirname(this.#path);
    await mkdir(directory, { recursive: true });
    this.#handle = await open(this.#path, 'a+');
    await syncDirectory(directory);
    const bytes = await readFile(this.#path);
    const wholeLength = bytes.lastIndexOf(0x0a) + 1;
    if (wholeLength < bytes.length) await this.#handle.truncate(wholeLength);
    const lines = bytes.subarray(0, wholeLength).toString('utf8').split('\n').slice(0, -1);
    return lines.map((line, index) => this.#read(line, index + 1));
  }

  /** Replaces the content by these changes, all at once. */
  async rewrite(changes: readonly ComplaintChange[]): Promise<void> {
    await this.close();
    const replacement = `${this.#path}.new`;
    const file = await open(replacement, 'w');
    await file.writeFile(changes.map(toLine).join(''));
    await file.sync();
    await file.close();
    await rename(replacement, this.#path);
    await syncDirectory(dirname(this.#path));
    this.#handle = await open(this.#path, 'a');
  }

  /** Appends changes in the order of the calls. After one append has failed all later ones do: the file may end in half a line. */
  async append(changes: readonly ComplaintChange[]): Promise<void> {
    this.#waiting.push(...changes.map(toLine));
    this.#next ??= this.#writeAfter(this.#tail);
    await this.#next;
  }

  async close(): Promise<void> {
    await this.#tail;
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  #writeAfter(earlier: Promise<void>): Promise<void> {
    const written = earlier.then(() => {
      const lines = this.#waiting.join('');
      this.#waiting = [];
      this.#next = undefined;
      return this.#write(lines);
    });
    this.#tail = written.catch((failure: unknown) => {
      this.#failure ??= failure;
    });
    return written;
  }

  async #write(lines: string): Promise<void> {
    if (this.#failure !== undefined) {
      throw new MillraceError('COMPLAINT_FILE_FAILED', `An earlier write to ${this.#path} failed.`, {
        hint: 'Free space or check the disk, then start again.',
        cause: this.#failure,
      });
    }
    if (this.#handle === undefined) {
      throw new IllegalStateError('COMPLAINT_FILE_CLOSED', `${this.#path} is not open.`, {
        hint: 'Open the store first.',
      });
    }
    await this.#handle.appendFile(lines);
    await this.#handle.datasync();
  }

  #read(line: string, lineNumber: number): ComplaintChange {
    try {
      return readChange(decodeAttributeValue(JSON.parse(line) as JsonValue));
    } catch (cause) {
      throw new MillraceError('COMPLAINT_FILE_CORRUPT', `Line ${lineNumber} of ${this.#path} cannot be read.`, {
        hint: 'Repair the file, or remove it together with the state of the job that wrote it.',
        cause,
      });
    }
  }
}

/** A new name in a directory is there after a crash of the machine only when the directory was synced. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function toLine(change: ComplaintChange): string {
  const attributes: Attributes =
    change.kind === 'delete'
      ? { ...change }
      : {
          kind: change.kind,
          collection: change.collection,
          id: change.document.id,
          content: change.document.content,
          metadata: change.document.metadata,
          embedding: toBytes(change.document.embedding),
        };
  return `${JSON.stringify(encodeAttributeValue(attributes))}\n`;
}

function readChange(value: unknown): ComplaintChange {
  const members = new MemberReader(value, 'change');
  const kind = members.required('kind', readName);
  const collection = members.required('collection', readText);
  const id = members.required('id', readName);
  if (kind === 'delete') return { kind, collection, id };
  if (kind !== 'add') throw unexpected(kind, 'change.kind', 'add or delete');
  const document = new Document({
    id,
    content: members.required('content', readText),
    metadata: members.optional('metadata', readAttributes),
    embedding: members.required('embedding', readVector),
  });
  // Id and embedding were required above.
  return { kind, collection, document: document as StoredDocument };
}

/** Single precision, little endian, whatever machine writes. */
function toBytes(vector: Float32Array): Uint8Array {
  const bytes = new Uint8Array(vector.length * Float32Array.BYTES_PER_ELEMENT);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of vector.entries()) view.setFloat32(index * Float32Array.BYTES_PER_ELEMENT, value, true);
  return bytes;
}

function readVector(value: unknown, path: string): Float32Array {
  if (!(value instanceof Uint8Array) || value.length % Float32Array.BYTES_PER_ELEMENT !== 0) {
    throw unexpected(value, path, 'the bytes of a vector');
  }
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return Float32Array.from({ length: value.length / Float32Array.BYTES_PER_ELEMENT }, (_, index) =>
    view.getFloat32(index * Float32Array.BYTES_PER_ELEMENT, true),
  );
}
