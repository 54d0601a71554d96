const arenaBytes = 1024 * 1024;
const largeRecordBytes = arenaBytes / 16;

/**
 * Records found in a journal, by key, until somebody takes them. Copies them out of what was read, so that what belongs to other subtasks is not kept in memory.
 */
export class RebuiltRecords {
  readonly #ownsKey: (key: Uint8Array) => boolean;
  /** By the bytes of the key, a character each; `undefined` for keys that are not owned. */
  readonly #records = new Map<string, Uint8Array[] | undefined>();
  #arena = Buffer.alloc(0);
  #arenaUsed = 0;
  #count = 0;

  constructor(ownsKey: (key: Uint8Array) => boolean) {
    this.#ownsKey = ownsKey;
  }

  /** How many were added and belong to owned keys. */
  get count(): number {
    return this.#count;
  }

  /** Adds the record between two offsets of `bytes`, whose key is between two others. */
  add(
    bytes: Buffer,
    key: { readonly start: number; readonly end: number },
    record: { readonly start: number; readonly end: number },
  ): void {
    const text = bytes.toString('latin1', key.start, key.end);
    let records = this.#records.get(text);
    if (records === undefined) {
      if (this.#records.has(text)) {
        return;
      }
      records = this.#ownsKey(Uint8Array.prototype.slice.call(bytes, key.start, key.end)) ? [] : undefined;
      this.#records.set(text, records);
    }
    if (records !== undefined) {
      records.push(this.#copy(bytes, record.start, record.end));
      this.#count++;
    }
  }

  take(key: Uint8Array): readonly Uint8Array[] {
    const text = textOf(key);
    const records = this.#records.get(text) ?? [];
    this.#records.delete(text);
    return records;
  }

  *keys(): Iterable<Uint8Array> {
    for (const [text, records] of this.#records) {
      if (records !== undefined) {
        yield Buffer.from(text, 'latin1');
      }
    }
  }

  #copy(bytes: Buffer, start: number, end: number): Uint8Array {
    const length = end - start;
    if (length > largeRecordBytes) {
      return Uint8Array.prototype.slice.call(bytes, start, end);
    }
    if (this.#arenaUsed + length > this.#arena.length) {
      this.#arena = Buffer.allocUnsafeSlow(arenaBytes);
      this.#arenaUsed = 0;
    }
    const at = this.#arenaUsed;
    this.#arenaUsed += bytes.copy(this.#arena, at, start, end);
    return this.#arena.subarray(at, this.#arenaUsed);
  }
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1');
}
