import { SeededRandom } from '../../src/testing/seeded-random.js';
import type { LifePlan } from './simulate-program.js';

/** How the lives of a simulation are disturbed, as a function of the seed: up to four are killed, or something fails in them. */
export function randomLives(seed: number): readonly LifePlan[] {
  const random = new SeededRandom(seed * 31 + 5);
  return Array.from({ length: random.below(5) }, () => randomLife(random));
}

function randomLife(random: SeededRandom): LifePlan {
  const distance = [20, 80, 300][random.below(3)] ?? 80;
  if (random.below(6) === 0) {
    return { isFailure: (step) => step !== 'source read' && random.below(distance) === 0 };
  }
  // Not before the first checkpoint, behind which the job has something to lose.
  const number = 6 + random.below(distance);
  return { isCrash: (point) => point.number === number };
}
