import { defaultMaxParallelism, keyGroupOf } from './key-group.js';

/**
 * Which subtask owns which keys. Each owns a range of key groups, and every key group has one owner; the formula is Flink's, so ranges are contiguous and of nearly equal size.
 */
export class KeyOwnership {
  readonly parallelism: number;
  readonly maxParallelism: number;

  /** @param parallelism number of subtasks, from 1 to `maxParallelism`. */
  constructor(parallelism: number, maxParallelism: number = defaultMaxParallelism) {
    this.parallelism = parallelism;
    this.maxParallelism = maxParallelism;
  }

  /** @param key canonical key bytes. */
  ownerOf(key: Uint8Array): number {
    return this.parallelism === 1
      ? 0
      : Math.floor((keyGroupOf(key, this.maxParallelism) * this.parallelism) / this.maxParallelism);
  }
}
