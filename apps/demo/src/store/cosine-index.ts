import { InvalidValueError } from '@millrace/api';

export interface IndexMatch<T> {
  readonly item: T;
  /** Cosine of the angle between the vectors, -1 to 1; 0 when one of them is the zero vector. */
  readonly score: number;
}

interface Entry<T> {
  readonly item: T;
  /** Of length 1, or zero. */
  readonly vector: Float32Array;
}

/**
 * Finds the items whose vectors point the same way, by comparing with all of them: exact, and fast enough for tens of thousands of vectors. Holds at most `sizeMax`
 * items; the one added first makes room.
 */
export class CosineIndex<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #sizeMax: number;

  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Adds an item, or replaces the one of that id, which keeps its place. @throws InvalidValueError `EMBEDDING_DIMENSION_MISMATCH` */
  put(id: string, item: T, vector: Float32Array): void {
    this.checkDimensions(vector);
    this.#entries.set(id, { item, vector: unitVector(vector) });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#sizeMax && oldest !== undefined) this.#entries.delete(oldest);
  }

  get(id: string): T | undefined {
    return this.#entries.get(id)?.item;
  }

  delete(id: string): void {
    this.#entries.delete(id);
  }

  /** In the order in which they were added. */
  items(): readonly T[] {
    return [...this.#entries.values()].map(({ item }) => item);
  }

  /** The closest eligible items, best first; of equally close ones the one added first. @throws InvalidValueError `EMBEDDING_DIMENSION_MISMATCH` */
  search(vector: Float32Array, limit: number, isEligible: (item: T) => boolean): readonly IndexMatch<T>[] {
    this.checkDimensions(vector);
    const wanted = unitVector(vector);
    return [...this.#entries.values()]
      .filter(({ item }) => isEligible(item))
      .map((entry) => ({ item: entry.item, score: dotProduct(wanted, entry.vector) }))
      .sort((left, right) => right.score - left.score)
      .slice(0, limit);
  }

  /** @throws InvalidValueError `EMBEDDING_DIMENSION_MISMATCH` */
  checkDimensions(vector: Float32Array): void {
    const [any] = this.#entries.values();
    if (any !== undefined) checkSameDimensions(vector, any.vector);
  }
}

/** @throws InvalidValueError `EMBEDDING_DIMENSION_MISMATCH` */
export function checkSameDimensions(vector: Float32Array, other: Float32Array): void {
  if (vector.length !== other.length) {
    throw new InvalidValueError(
      'EMBEDDING_DIMENSION_MISMATCH',
      `The vector has ${vector.length} dimensions, another of its collection has ${other.length}.`,
      { path: 'embedding', hint: 'Use one embedding model for a store; start a new file when you change it.' },
    );
  }
}

function unitVector(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dotProduct(vector, vector));
  return length === 0 ? vector.slice() : vector.map((value) => value / length);
}

function dotProduct(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}
