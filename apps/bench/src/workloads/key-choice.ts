import { seededRandom } from '../harness/seeded-random.js';

/** Which key the input at an index has. Keys are numbers from 0. */
export type KeyChoice = (index: number) => number;

/** Every key in turn. */
export function keysInTurn(keys: number): KeyChoice {
  return (index) => index % keys;
}

/** Keys as they come in life: key k in proportion to 1 / (k + 1). */
export function zipfKeys(keys: number): KeyChoice {
  const random = seededRandom(7);
  const upTo = new Float64Array(keys);
  let sum = 0;
  for (let key = 0; key < keys; key++) {
    sum += 1 / (key + 1);
    upTo[key] = sum;
  }
  return () => firstAbove(upTo, random() * sum);
}

function firstAbove(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) > value) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
