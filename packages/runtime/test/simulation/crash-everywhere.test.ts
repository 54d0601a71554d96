import { describe, expect, test } from 'vitest';
import type { CrashPoint } from '../../src/testing/simulated-io.js';
import { type Program, randomProgram } from './program.js';
import { mixedScenario, tinyScenario } from './scenarios.js';
import { type LifePlan, type Simulation, simulateProgram } from './simulate-program.js';

/** Every kind of record and every step at which a job can be killed in these scenarios. */
const steps = [
  'append call-pending',
  'append call-settled',
  'append completed',
  'flush',
  'checkpoint write',
  'sink begin',
  'sink write',
  'sink prepare',
  'sink commit',
  'prune',
  'source read',
  'call',
  'reconcile',
];

const kill = (number: number): LifePlan => ({ isCrash: (point) => point.number === number });

/** Counts the places at which jobs were killed. */
class CrashCount {
  readonly #counts = new Map<string, number>();

  add({ step, moment }: CrashPoint): void {
    const name = `${moment} ${step}`;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** One line per place, for people. */
  toString(): string {
    return [...this.#counts]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, count]) => `${String(count).padStart(6)}  ${name}`)
      .join('\n');
  }

  missing(): readonly string[] {
    return steps.flatMap((step) => [`before ${step}`, `after ${step}`]).filter((name) => !this.#counts.has(name));
  }
}

/** Runs a program that is killed as planned, and once more at every place of the life behind that. */
async function killEverywhere(
  program: Program,
  seed: number,
  before: readonly LifePlan[],
  onKilled: (point: CrashPoint, killed: Simulation, undisturbed: Simulation) => void | Promise<void>,
): Promise<void> {
  const points: CrashPoint[] = [];
  const watch: LifePlan = {
    isCrash: (point) => {
      points.push(point);
      return false;
    },
  };
  const undisturbed = await simulateProgram(program, seed, [...before, watch]);
  expect(undisturbed.problems).toEqual([]);
  for (const point of points) {
    const killed = await simulateProgram(program, seed, [...before, kill(point.number)]);
    expect(killed.problems, `seed ${seed}, killed ${point.moment} ${point.step} (${point.number})`).toEqual([]);
    await onKilled(point, killed, undisturbed);
  }
}

/** Up to its end, a life that is killed is the life that is not. */
function expectSamePast(killed: Simulation, undisturbed: Simulation): void {
  const count = killed.durableAtEnd[0] ?? 0;
  const past = (simulation: Simulation): readonly string[] =>
    simulation.storage.archive.slice(0, count).map(({ bytes }) => Buffer.from(bytes).toString('latin1'));
  expect(past(killed)).toEqual(past(undisturbed));
}

describe('a job that is killed at every place where anything becomes durable', () => {
  test('ends as if it had not been, and what was durable is what the undisturbed job had journaled so far', async () => {
    const count = new CrashCount();
    for (const [program, seed] of [
      [tinyScenario, 1],
      [mixedScenario, 1],
      [mixedScenario, 2],
      ...[3, 14, 15].map((number) => [randomProgram(number), number] as const),
    ] as const) {
      await killEverywhere(program, seed, [], (point, killed, undisturbed) => {
        count.add(point);
        expectSamePast(killed, undisturbed);
      });
    }
    console.log(`killed once at\n${count.toString()}`);
  }, 300_000);

  test('twice in a row ends as if it had not been', async () => {
    const count = new CrashCount();
    await killEverywhere(tinyScenario, 7, [], async (first) => {
      count.add(first);
      await killEverywhere(tinyScenario, 7, [kill(first.number)], (second) => {
        count.add(second);
      });
    });
    console.log(`killed twice at\n${count.toString()}`);
    expect(count.missing()).toEqual([]);
  }, 300_000);
});
