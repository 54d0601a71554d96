import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { findFailingSeed } from './find-failing-seed.js';
import { mutants } from './mutants.js';
import { mutate } from './mutate.js';

/** Seeds within which every defect has to show. */
const seeds = 500;

describe('the simulation', () => {
  test('is tried on at least twenty defects, each of another name', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    expect(mutants.length).toBeGreaterThanOrEqual(20);
  });

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

describe('a mutant', () => {
  test.each(mutants)('fits the source: $name', async (mutant) => {
    const source = await readFile(new URL(`../../src/${mutant.file}`, import.meta.url), 'utf8');
    expect(mutate(source, mutant, mutant.file)).not.toBe(source);
  });

  test('that does not fit the source any more is refused', () => {
    const mutant = { name: 'gone', file: 'any.ts', find: 'one', replace: 'two' };
    expect(() => mutate('three', mutant, 'any.ts')).toThrow('0 times, not once');
    expect(() => mutate('one one', mutant, 'any.ts')).toThrow('2 times, not once');
  });
});
