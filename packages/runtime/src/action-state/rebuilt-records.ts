/** Where a record is: the bytes it is part of, its start and its end, one after the other. Fewer objects than views of each record, of which there may be millions. */
type Places = (Buffer | number)[];

/**
 * Records found in a journal, by key, until somebody takes them.
 *
 * Records stay in the bytes they were found in, unless most of what is found belongs to others: then they are copied, so that the bytes of others are not kept for theirs.
 */
export class RebuiltRecords {
  readonly #ownsKey: (key: Uint8Array) => boolean;
  /** By the bytes of the key, a character each; `undefined` for keys that are not owned. */
  readonly #places = new Map<string, Places | undefined>();
  #count = 0;
  #ownedBytes = 0;
  #foundBytes = 0;

  constructor(ownsKey: (key: Uint8Array) => boolean) {
    this.#ownsKey = ownsKey;
  }

  /** How many were added and belong to owned keys. */
  get count(): number {
    return this.#count;
  }

  /**
   * Adds the record at an offset, which is encoded as in a journal: length of key, key, length of record, record.
   *
   * @returns the offset behind it.
   */
  add(bytes: Buffer, offset: number): number {
    const keyEnd = offset + 4 + bytes.readUInt32LE(offset);
    const start = keyEnd + 4;
    const end = start + bytes.readUInt32LE(keyEnd);
    this.#foundBytes += end - offset;
    const places = this.#placesOf(bytes, offset + 4, keyEnd);
    if (places !== undefined) {
      this.#count++;
      this.#ownedBytes += end - offset;
      if (this.#ownedBytes * 2 >= this.#foundBytes) {
        places.push(bytes, start, end);
      } else {
        places.push(Buffer.from(bytes.subarray(start, end)), 0, end - start);
      }
    }
    return end;
  }

  take(key: Uint8Array): readonly Uint8Array[] {
    const text = textOf(Buffer.from(key.buffer, key.byteOffset, key.length));
    const places = this.#places.get(text) ?? [];
    this.#places.delete(text);
    const records: Uint8Array[] = [];
    for (let index = 0; index < places.length; index += 3) {
      const [bytes, start, end] = [places[index], places[index + 1], places[index + 2]];
      if (typeof bytes === 'object' && typeof start === 'number' && typeof end === 'number') {
        records.push(bytes.subarray(start, end));
      }
    }
    return records;
  }

  *keys(): Iterable<Uint8Array> {
    for (const [text, places] of this.#places) {
      if (places !== undefined) {
        yield Buffer.from(text, 'latin1');
      }
    }
  }

  #placesOf(bytes: Buffer, keyStart: number, keyEnd: number): Places | undefined {
    const text = textOf(bytes, keyStart, keyEnd);
    let places = this.#places.get(text);
    if (places === undefined && !this.#places.has(text)) {
      places = this.#ownsKey(Buffer.from(text, 'latin1')) ? [] : undefined;
      this.#places.set(text, places);
    }
    return places;
  }
}

/** The offset behind the record at an offset. */
export function behindRecord(bytes: Buffer, offset: number): number {
  const keyEnd = offset + 4 + bytes.readUInt32LE(offset);
  return keyEnd + 4 + bytes.readUInt32LE(keyEnd);
}

function textOf(bytes: Buffer, start = 0, end = bytes.length): string {
  return bytes.toString('latin1', start, end);
}
