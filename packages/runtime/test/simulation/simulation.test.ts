import { describe, expect, test } from 'vitest';
import { hasConflict } from './has-conflict.js';
import { archiveText } from './journal-reader.js';
import { randomProgram } from './program-maker.js';
import { randomLives } from './random-lives.js';
import { seedRange } from './seed-range.js';
import { type Simulation, simulateProgram } from './simulate-program.js';

const { first, count } = seedRange(process.env);
/** The order of every so many seeds is compared with that of a first life that is not cut; all others are compared with the model only. */
const comparedEvery = count === 1 ? 1 : 4;

interface Totals {
  readonly lives: Record<string, number>;
  restarts: number;
  programsWithSiblingsOnOnePath: number;
  programsWhereTheyOverruledOneAnother: number;
  ordersCompared: number;
}

async function checkSeed(seed: number, totals: Totals): Promise<void> {
  const program = randomProgram(seed);
  const simulation = await simulateProgram(program, seed, randomLives(seed));
  const problems = [...simulation.problems];
  if (seed % comparedEvery === 0 && simulation.ends[0]?.kind === 'crashed') {
    problems.push(...(await orderProblems(seed, simulation)));
    totals.ordersCompared++;
  }
  const { ends, restarts, conflicts } = simulation;
  for (const { kind } of ends) {
    totals.lives[kind] = (totals.lives[kind] ?? 0) + 1;
  }
  totals.restarts += restarts;
  totals.programsWithSiblingsOnOnePath += hasConflict(program) ? 1 : 0;
  totals.programsWhereTheyOverruledOneAnother += conflicts > 0 ? 1 : 0;
  if (problems.length > 0) {
    console.error(JSON.stringify(program, undefined, 1));
    throw new Error(
      `MILLRACE_SEED=${seed}\n  ${problems.slice(0, 12).join('\n  ')}\n  lives: ${ends.map(({ kind }) => kind).join(', ')}`,
    );
  }
}

/** Up to the first cut, what was journaled is the beginning of what would have been. */
async function orderProblems(seed: number, simulation: Simulation): Promise<readonly string[]> {
  const { isCrash: _, ...undisturbed } = randomLives(seed)[0] ?? {};
  const uncut = await simulateProgram(randomProgram(seed), seed, [undisturbed]);
  const durable = simulation.durableAtEnd[0] ?? 0;
  return archiveText(simulation.storage, durable) === archiveText(uncut.storage, durable)
    ? []
    : ['up to the first cut, the order of records is not that of a life that was not cut'];
}

describe('a job that is killed anywhere, any number of times', () => {
  test(`loses, repeats and invents nothing (${count} seeds from ${first})`, async () => {
    const totals: Totals = {
      lives: {},
      restarts: 0,
      programsWithSiblingsOnOnePath: 0,
      programsWhereTheyOverruledOneAnother: 0,
      ordersCompared: 0,
    };
    for (let seed = first; seed < first + count; seed++) {
      await checkSeed(seed, totals);
    }
    console.log(`${count} seeds`, totals);
    expect(totals.lives['stuck']).toBe(undefined);
    // One seed alone is one program.
    expect(totals.programsWithSiblingsOnOnePath).toBeGreaterThanOrEqual(count < 100 ? 0 : 0.3 * count);
    expect(totals.programsWhereTheyOverruledOneAnother).toBeGreaterThanOrEqual(count < 100 ? 0 : 0.3 * count);
  }, 3_600_000);
});
