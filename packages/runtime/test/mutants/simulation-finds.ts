import { describe, expect, test } from 'vitest';
import type { findFailingSeed } from './find-failing-seed.js';
import type { Mutant } from './mutant.js';

/** Seeds within which every defect has to show. */
const seeds = 500;

/** Declares a test for each mutant: the simulation finds it. In a file for each table, so that they run side by side. */
export function simulationFinds(mutants: readonly Mutant[]): void {
  describe('the simulation', () => {
    test.each(mutants)(
      `finds within ${seeds} seeds: $name`,
      async ({ name }) => {
        const module = `./find-failing-seed.js?mutant=${name}`;
        const mutated = (await import(/* @vite-ignore */ module)) as {
          readonly findFailingSeed: typeof findFailingSeed;
        };
        const found = await mutated.findFailingSeed(seeds);
        console.log(`${name}: seed ${found?.seed}, ${found?.problem.split('\n')[0]?.slice(0, 120)}`);
        expect(found?.problem).toBeTypeOf('string');
      },
      300_000,
    );
  });
}
