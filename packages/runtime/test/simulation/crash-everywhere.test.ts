import { describe, expect, test } from 'vitest';
import type { CrashPoint } from '../../src/testing/simulated-io.js';
import { archiveText } from './journal-reader.js';
import { durableSteps, PlaceCount } from './place-count.js';
import type { Program } from './program.js';
import { randomProgram } from './program-maker.js';
import { changingScenario, failingScenario, mixedScenario, tinyScenario, waveringScenario } from './scenarios.js';
import { type LifePlan, type Simulation, simulateProgram } from './simulate-program.js';

const kill = (number: number): LifePlan => ({ isCrash: (point) => point.number === number });

/** A life that ends when so many records of a kind are durable: the next one finds them, and what it does does not fit. */
function killedAfter(step: string, times: number): LifePlan {
  let left = times;
  return { isCrash: (point) => point.step === step && point.moment === 'after' && --left === 0 };
}

/** With `MILLRACE_ALL_PAIRS` all pairs of places are tried, which takes three times as long. */
const pairs = process.env['MILLRACE_ALL_PAIRS'] === undefined ? 3 : 1;

/** Runs a program that is killed as planned, and once more at every place of the life behind that. */
async function killEverywhere(
  program: Program,
  seed: number,
  before: () => readonly LifePlan[],
  onKilled: (point: CrashPoint) => Promise<readonly string[]>,
  isTried: (point: CrashPoint) => boolean = () => true,
): Promise<readonly string[]> {
  const problems: string[] = [];
  const points: CrashPoint[] = [];
  const watch: LifePlan = {
    isCrash: (point) => {
      points.push(point);
      return false;
    },
  };
  const undisturbed = await simulateProgram(program, seed, [...before(), watch]);
  problems.push(...undisturbed.problems);
  for (const point of points.filter(isTried)) {
    const killed = await simulateProgram(program, seed, [...before(), kill(point.number)]);
    const name = `seed ${seed}, killed ${point.moment} ${point.step} (${point.number}): `;
    problems.push(...killed.problems.map((problem) => name + problem));
    if (!isSamePast(killed, undisturbed, before().length)) {
      problems.push(`${name}what was durable is not the beginning of what an undisturbed life journals`);
    }
    problems.push(...(await onKilled(point)));
  }
  return problems;
}

/** Up to its end, a life that is killed is the life that is not. */
function isSamePast(killed: Simulation, undisturbed: Simulation, life: number): boolean {
  const count = killed.durableAtEnd[life] ?? 0;
  return archiveText(killed.storage, count) === archiveText(undisturbed.storage, count);
}

const places = new PlaceCount();
const count = async ({ moment, step }: CrashPoint): Promise<readonly string[]> => {
  places.add(`${moment} ${step}`);
  return [];
};

describe('a job that is killed at every place where anything becomes durable', () => {
  test.each([
    ['a tiny scenario', tinyScenario, 1, () => []],
    ['a bit of everything', mixedScenario, 1, () => []],
    ['attempts that fail', failingScenario, 3, () => []],
    ['the same, in another order', failingScenario, 4, () => []],
    ['an action that is not deterministic', waveringScenario, 1, () => [killedAfter('append call-settled', 2)]],
    ['the same, in another order', waveringScenario, 4, () => [killedAfter('append call-settled', 3)]],
    ['a source that has changed', changingScenario, 7, () => [killedAfter('append call-pending', 2)]],
    ['the same, in another order', changingScenario, 8, () => [killedAfter('append completed', 2)]],
    ...[3, 15].map((seed) => [`the program of seed ${seed}`, randomProgram(seed), seed, () => []] as const),
  ] as const)(
    '%s ends as if it had not been, and what was durable is what the undisturbed job had journaled so far',
    async (_name, program, seed, before) => {
      expect(await killEverywhere(program, seed, before, count)).toEqual([]);
    },
    300_000,
  );

  test('twice in a row, a tiny scenario ends as if it had not been', async () => {
    const problems = await killEverywhere(
      tinyScenario,
      7,
      () => [],
      async (first) => {
        await count(first);
        return await killEverywhere(
          tinyScenario,
          7,
          () => [kill(first.number)],
          count,
          (second) => (first.number + second.number) % pairs === 0,
        );
      },
    );
    expect(problems).toEqual([]);
  }, 300_000);

  test('no kind of record and no step was left out, on either side of it', () => {
    console.log(`killed at\n${places.describe()}`);
    expect(places.missing(durableSteps.flatMap((step) => [`before ${step}`, `after ${step}`]))).toEqual([]);
  });
});
