import { describe, expect, test } from 'vitest';
import { PlaceCount } from './place-count.js';
import type { Program } from './program.js';
import { failingScenario, mixedScenario, tinyScenario } from './scenarios.js';
import { type LifePlan, simulateProgram } from './simulate-program.js';

/** Steps that can fail; a checkpoint is given up when one of its own does. */
const checkpointSteps = [
  'flush',
  'sink prepare',
  'dead-letter sink prepare',
  'checkpoint write',
  'sink commit',
  'dead-letter sink commit',
  'prune',
];

type Failure = true | 'after';

function failAt(operation: number, how: Failure): LifePlan {
  let operations = 0;
  return { isFailure: () => (operations++ === operation ? how : false) };
}

/** Runs a program once for every operation outside the process, and lets that one fail. */
async function failEverywhere(
  program: Program,
  seed: number,
  how: Failure,
  onFailed: (step: string) => void,
): Promise<readonly string[]> {
  const steps: string[] = [];
  const undisturbed = await simulateProgram(program, seed, [
    {
      isFailure: (step) => {
        steps.push(step);
        return false;
      },
    },
  ]);
  const found = [...undisturbed.problems];
  for (const [operation, step] of steps.entries()) {
    const { problems } = await simulateProgram(program, seed, [failAt(operation, how)]);
    found.push(...problems.map((problem) => `seed ${seed}, operation ${operation}, ${step}: ${problem}`));
    onFailed(step);
  }
  return found;
}

function restarting(program: Program): Program {
  return {
    ...program,
    config: { ...program.config, 'restart-strategy': 'fixed-delay', 'restart-strategy.delay': 3 },
  };
}

const places = new PlaceCount();

describe('a job in which any operation fails, checkpoints in the middle included', () => {
  test.each([
    ['a tiny scenario', tinyScenario, 1],
    ['a bit of everything', mixedScenario, 2],
    ['attempts that fail', failingScenario, 3],
  ] as const)(
    '%s: ends as if it had not been when it is started again, or goes on by itself',
    async (_name, program, seed) => {
      const problems: string[] = [];
      for (const how of [true, 'after'] as const) {
        const count = (by: string) => (step: string) => {
          places.add(`${step}${how === 'after' ? ', which had its effect,' : ''} and ${by}`);
        };
        problems.push(...(await failEverywhere(program, seed, how, count('is started again'))));
        problems.push(...(await failEverywhere(restarting(program), seed, how, count('goes on'))));
      }
      expect(problems).toEqual([]);
    },
    300_000,
  );

  test('no step of a checkpoint was left out', () => {
    console.log(`failed at\n${places.describe()}`);
    expect(
      places.missing(
        checkpointSteps.flatMap((step) => [
          `${step} and is started again`,
          `${step} and goes on`,
          `${step}, which had its effect, and is started again`,
          `${step}, which had its effect, and goes on`,
        ]),
      ),
    ).toEqual([]);
  });
});
