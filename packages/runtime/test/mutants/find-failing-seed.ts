import { randomProgram } from '../simulation/program-maker.js';
import { randomLives } from '../simulation/random-lives.js';
import { simulateProgram } from '../simulation/simulate-program.js';

/** A seed that the runtime this module was loaded with does not survive, and what is wrong with it. */
export interface FailingSeed {
  readonly seed: number;
  readonly problem: string;
}

/** The first of `count` seeds that fails; `undefined`: all are well. */
export async function findFailingSeed(count: number): Promise<FailingSeed | undefined> {
  for (let seed = 0; seed < count; seed++) {
    const problem = await problemOf(seed);
    if (problem !== undefined) {
      return { seed, problem };
    }
  }
  return undefined;
}

async function problemOf(seed: number): Promise<string | undefined> {
  try {
    const { problems } = await simulateProgram(randomProgram(seed), seed, randomLives(seed));
    return problems[0];
  } catch (error) {
    return String(error);
  }
}
