import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { mutants } from './mutants.js';
import { mutate } from './mutate.js';

describe('the simulation', () => {
  test('is tried on at least twenty defects, each of another name', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    expect(mutants.length).toBeGreaterThanOrEqual(20);
  });
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
