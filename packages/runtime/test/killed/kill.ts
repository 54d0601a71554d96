import type { SeededRandom } from '../../src/testing/seeded-random.js';

/** When a life ends: as soon as it has made so much progress. */
export interface Kill {
  readonly by: 'start' | 'requests' | 'output bytes' | 'journal bytes';
  readonly amount: number;
  /** Whether it ends before or after the request is answered at which that is seen. */
  readonly moment: 'before' | 'after';
}

export function randomKill(random: SeededRandom): Kill {
  const moment = random.below(2) === 0 ? 'before' : 'after';
  switch (random.below(7)) {
    case 0:
      return { by: 'start', amount: 0, moment };
    case 1:
    case 2:
      return { by: 'output bytes', amount: 1 + random.below(5000), moment };
    case 3:
      return { by: 'journal bytes', amount: 1 + random.below(40_000), moment };
    default:
      return { by: 'requests', amount: 1 + random.below(150), moment };
  }
}
