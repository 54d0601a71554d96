/** How many key groups there are unless the job says otherwise. */
export const defaultMaxParallelism = 128;

/** The largest number of key groups. */
export const largestMaxParallelism = 32768;

/**
 * The key group of a key: what stored state is arranged by, and what a subtask owns.
 *
 * @param key canonical key bytes.
 * @param maxParallelism number of key groups, from 1 to {@link largestMaxParallelism}. State that was written with one number cannot be read with another.
 */
export function keyGroupOf(key: Uint8Array, maxParallelism: number = defaultMaxParallelism): number {
  return murmur3(key) % maxParallelism;
}

const c1 = 0xcc9e2d51;
const c2 = 0x1b873593;

/** A 32-bit hash. Algorithm: MurmurHash3_x86_32 (Austin Appleby, SMHasher, public domain). */
export function murmur3(bytes: Uint8Array, seed = 0): number {
  let hash = seed | 0;
  const tail = bytes.length & ~3;
  for (let at = 0; at < tail; at += 4) {
    hash = rotateLeft(hash ^ scramble(littleEndian(bytes, at, 4)), 13);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= scramble(littleEndian(bytes, tail, bytes.length - tail));
  return finish(hash ^ bytes.length);
}

function littleEndian(bytes: Uint8Array, from: number, length: number): number {
  let word = 0;
  for (let index = length - 1; index >= 0; index--) {
    word = (word << 8) | (bytes[from + index] ?? 0);
  }
  return word;
}

function scramble(word: number): number {
  return Math.imul(rotateLeft(Math.imul(word, c1), 15), c2);
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
