import type { ProductSpec } from './product-spec.js';
import type { SeededRandom } from './seeded-random.js';

export type Stars = 1 | 2 | 3 | 4 | 5;

export const dayMs: number = 24 * 60 * 60 * 1000;

/** Reviews notice a change gradually: old stock is still being sold, not everybody updates at once. */
const noticeDays = 14;

/** Whether the writer of a review at `timestampMs` has met the changed product. */
export function meetsChange(product: ProductSpec, timestampMs: number, random: SeededRandom): boolean {
  if (product.change === undefined) return false;
  const daysSince = (timestampMs - Date.parse(product.change.day)) / dayMs;
  return random.chance(Math.min(1, Math.max(0, daysSince / noticeDays)));
}

/**
 * Stars for a product of the given quality. People write when they are delighted or angry: the middle of the scale is thinner than quality alone would make it.
 */
export function drawStars(level: number, random: SeededRandom): Stars {
  const felt = level + random.centred() * 0.42;
  if (felt > 0.77) return 5;
  if (felt > 0.6) return random.chance(0.25) ? 5 : 4;
  if (felt > 0.46) return 3;
  if (felt > 0.3) return random.chance(0.3) ? 1 : 2;
  return 1;
}
