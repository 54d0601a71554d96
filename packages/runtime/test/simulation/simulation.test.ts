import { describe, expect, test } from 'vitest';
import { randomProgram } from './program.js';
import { randomLives } from './random-lives.js';
import { simulateProgram } from './simulate-program.js';

const only = process.env['MILLRACE_SEED'];
const seeds = only === undefined ? Number(process.env['MILLRACE_SEEDS'] ?? 2000) : 1;
const first = only === undefined ? 0 : Number(only);

describe('a job that is killed anywhere, any number of times', () => {
  test(`loses, repeats and invents nothing (${seeds} seeds from ${first})`, async () => {
    const lives: Record<string, number> = {};
    for (let seed = first; seed < first + seeds; seed++) {
      const program = randomProgram(seed);
      const { problems, ends } = await simulateProgram(program, seed, randomLives(seed));
      for (const { kind } of ends) {
        lives[kind] = (lives[kind] ?? 0) + 1;
      }
      if (problems.length > 0) {
        console.error(JSON.stringify(program, undefined, 1));
        throw new Error(
          `MILLRACE_SEED=${seed}\n  ${problems.slice(0, 12).join('\n  ')}\n  lives: ${ends.map(({ kind }) => kind).join(', ')}`,
        );
      }
    }
    console.log(`${seeds} seeds, lives:`, lives);
    expect(lives['finished']).toBeGreaterThan(0);
  }, 600_000);
});
