import { SeededRandom } from '../../src/testing/seeded-random.js';
import type { LifePlan } from './simulate-program.js';

/** How the lives of a simulation are disturbed, as a function of the seed: up to four are killed, or something fails in them. */
export function randomLives(seed: number): readonly LifePlan[] {
  const random = new SeededRandom(seed * 31 + 5);
  return Array.from({ length: random.below(5) }, () => randomLife(random));
}

/** At most so many operations fail in one life, or a job that goes on by itself would never end. */
const mostFailures = 4;

/** A source that fails is like a job that fails; and an action that goes on although nobody can say what it did is not deterministic. */
const neverFailing = ['source read', 'reconcile'];

function randomLife(random: SeededRandom): LifePlan {
  const distance = [20, 80, 300, 800][random.below(4)] ?? 80;
  const stumbling = new SeededRandom(random.below(1_000_000));
  const clumsiness = [0, 0.1, 0.3][random.below(3)] ?? 0;
  const stumbles = (): boolean => stumbling.number() < clumsiness;
  if (random.below(5) === 0) {
    const failing = new SeededRandom(random.below(1_000_000));
    let left = 1 + random.below(mostFailures);
    return {
      stumbles,
      isFailure: (step) => {
        if (left === 0 || neverFailing.includes(step) || failing.below(distance) > 0) {
          return false;
        }
        left--;
        return failing.below(3) === 0 ? 'after' : true;
      },
    };
  }
  // Not before the first checkpoint, behind which the job has something to lose.
  const number = 6 + random.below(distance);
  return { stumbles, isCrash: (point) => point.number === number };
}
