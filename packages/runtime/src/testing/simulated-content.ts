import type { SeededRandom } from './seeded-random.js';

const pageBytes = 4096;

/** What is in places that a file was given and never wrote: content of files that are gone, or zeros. */
export type StaleBytes = (position: number, length: number) => Uint8Array;

/**
 * The bytes of a simulated file: as a reader sees them, and as they are on the disk for sure. What lies between, page by page and the length for itself, may or may not be on the disk.
 */
export class SimulatedContent {
  #visible: Uint8Array = new Uint8Array(0);
  #length = 0;
  #sure: Uint8Array = new Uint8Array(0);
  #sureLength = 0;
  /** Written since the last sync; the next one makes them sure. */
  readonly #dirtyPages = new Set<number>();
  /** In a sync that failed: the system takes them for written, so no later sync makes them sure. */
  readonly #doubtfulPages = new Set<number>();
  #lengthIs: 'sure' | 'dirty' | 'doubtful' = 'sure';

  get length(): number {
    return this.#length;
  }

  /** Content that is the same, as sure, and shares nothing. */
  copy(): SimulatedContent {
    const copy = new SimulatedContent();
    copy.#visible = this.#visible.slice(0, this.#length);
    copy.#length = this.#length;
    copy.#sure = this.#sure.slice(0, this.#sureLength);
    copy.#sureLength = this.#sureLength;
    for (const page of this.#dirtyPages) {
      copy.#dirtyPages.add(page);
    }
    for (const page of this.#doubtfulPages) {
      copy.#doubtfulPages.add(page);
    }
    copy.#lengthIs = this.#lengthIs;
    return copy;
  }

  read(position: number, length: number): Uint8Array {
    return this.#visible.slice(position, Math.min(position + length, this.#length));
  }

  write(data: Uint8Array, position: number): void {
    const end = position + data.length;
    if (end > this.#length) {
      this.#extend(end);
    }
    this.#visible.set(data, position);
    this.#touch(position, end);
  }

  truncate(length: number): void {
    if (length > this.#length) {
      this.#extend(length);
    } else if (length < this.#length) {
      this.#visible.fill(0, length, this.#length);
      this.#length = length;
      this.#lengthIs = 'dirty';
    }
  }

  dataSync(): void {
    if (this.#lengthIs === 'dirty') {
      this.#sure = grown(this.#sure, this.#length);
      this.#sure.fill(0, Math.min(this.#length, this.#sureLength));
      this.#sureLength = this.#length;
      this.#lengthIs = 'sure';
    }
    for (const page of this.#dirtyPages) {
      const start = page * pageBytes;
      const end = Math.min(start + pageBytes, this.#length);
      if (end <= this.#sureLength) {
        this.#sure.set(this.#visible.subarray(start, end), start);
      } else {
        this.#doubtfulPages.add(page);
      }
    }
    this.#dirtyPages.clear();
  }

  /** Leaves in doubt what the sync should have made sure. */
  failDataSync(): void {
    for (const page of this.#dirtyPages) {
      this.#doubtfulPages.add(page);
    }
    this.#dirtyPages.clear();
    if (this.#lengthIs === 'dirty') {
      this.#lengthIs = 'doubtful';
    }
  }

  /** Decides what of the doubtful was on the disk when the power went. */
  losePower(random: SeededRandom, staleBytes: StaleBytes): void {
    const length =
      this.#lengthIs === 'sure' ? this.#sureLength : survivingLength(this.#sureLength, this.#length, random);
    const survivor = new Uint8Array(length);
    survivor.set(this.#sure.subarray(0, Math.min(length, this.#sureLength)));
    if (length > this.#sureLength) {
      survivor.set(staleBytes(this.#sureLength, length - this.#sureLength), this.#sureLength);
    }
    for (const page of [...this.#dirtyPages, ...this.#doubtfulPages]) {
      const [from, to] = survivingPart(random);
      const start = page * pageBytes;
      const end = Math.min(start + pageBytes, length, this.#length);
      const part = this.#visible.subarray(Math.min(start + from, end), Math.min(start + to, end));
      survivor.set(part, Math.min(start + from, length));
    }
    this.#visible = survivor;
    this.#length = length;
    this.#sure = survivor.slice();
    this.#sureLength = length;
    this.#dirtyPages.clear();
    this.#doubtfulPages.clear();
    this.#lengthIs = 'sure';
  }

  #extend(length: number): void {
    this.#visible = grown(this.#visible, length);
    this.#touch(this.#length, length);
    this.#length = length;
    this.#lengthIs = 'dirty';
  }

  #touch(start: number, end: number): void {
    for (let page = Math.floor(start / pageBytes); page * pageBytes < end; page++) {
      this.#dirtyPages.add(page);
      this.#doubtfulPages.delete(page);
    }
  }
}

/** At least `length` bytes long, with room for more; what is added is zero. */
function grown(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length >= length) {
    return bytes;
  }
  const larger = new Uint8Array(Math.max(length, bytes.length * 2));
  larger.set(bytes);
  return larger;
}

function survivingLength(sure: number, visible: number, random: SeededRandom): number {
  const [least, most] = [Math.min(sure, visible), Math.max(sure, visible)];
  return [sure, visible, least + random.below(most - least + 1)][random.below(3)] ?? sure;
}

/** The part of a page that was written: nothing, all, or one side of a tear. */
function survivingPart(random: SeededRandom): readonly [from: number, to: number] {
  const tear = random.below(pageBytes);
  switch (random.below(4)) {
    case 0:
      return [0, 0];
    case 1:
      return [0, tear];
    case 2:
      return [tear, pageBytes];
    default:
      return [0, pageBytes];
  }
}
