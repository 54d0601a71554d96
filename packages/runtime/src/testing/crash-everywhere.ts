import { canonicalText } from '../action-state/value-text.js';
import type { CrashPoint } from './simulated-io.js';
import { type RunOutcome, runLives, type SimulatedScenario } from './simulated-run.js';

/** How thoroughly {@link crashEverywhere} works. */
export interface CrashEverywhereOptions {
  /** Decides latencies, the order of turns, and what survives a crash. Default 1. */
  readonly seed?: number;
  /** How many crashes one run gets: with 2 the run behind each crash is killed at each of its own places, which takes the square of the time. Default 1. */
  readonly depth?: 1 | 2;
}

/** What {@link crashEverywhere} found. */
export interface CrashReport {
  /** What was different from the run that was not killed, one line each; empty: nothing. */
  readonly problems: readonly string[];
  /** How often the job was killed, by place: `before flush`, `after append completed`, `after charge` … */
  readonly killedAt: ReadonlyMap<string, number>;
}

/**
 * Runs a job on simulated storage without a crash, and then once for every place at which anything becomes durable or visible, killed there and started again. Every one of those runs has to come to the
 * same: outputs and dead letters of each key in their order, memory of each key, and what the scenario says of the world outside.
 *
 * Everything of the job is real: operator, journal records, checkpoints, recovery. Latencies are decided by the seed, so a problem that was found is found again.
 *
 * @param createScenario called for every run; what it returns outlives the crashes of that run.
 */
export async function crashEverywhere(
  createScenario: () => SimulatedScenario,
  { seed = 1, depth = 1 }: CrashEverywhereOptions = {},
): Promise<CrashReport> {
  const search = new CrashSearch(createScenario, seed);
  await search.killBehind([], depth);
  return search;
}

class CrashSearch implements CrashReport {
  readonly problems: string[] = [];
  readonly killedAt = new Map<string, number>();
  readonly #createScenario: () => SimulatedScenario;
  readonly #seed: number;
  #expected: RunOutcome | undefined;

  constructor(createScenario: () => SimulatedScenario, seed: number) {
    this.#createScenario = createScenario;
    this.#seed = seed;
  }

  /** Kills the life behind the crashes at each of its places. */
  async killBehind(crashes: readonly CrashPoint[], depth: number): Promise<void> {
    const points: CrashPoint[] = [];
    const uncut = await this.#run(crashes, points);
    this.#expected ??= uncut;
    if (crashes.length === 0) {
      this.problems.push(...uncut.problems);
    }
    for (const point of points) {
      const killed = [...crashes, point];
      this.#compare(killed, await this.#run(killed));
      if (depth > 1) {
        await this.killBehind(killed, depth - 1);
      }
    }
  }

  #run(crashes: readonly CrashPoint[], points: CrashPoint[] = []): Promise<RunOutcome> {
    return runLives(this.#createScenario(), this.#seed, (point, life) => {
      if (life === crashes.length) {
        points.push(point);
      }
      return point.number === crashes[life]?.number;
    });
  }

  #compare(crashes: readonly CrashPoint[], found: RunOutcome): void {
    const place = crashes.map(({ moment, step, number }) => `${moment} ${step} (${number})`).join(', then ');
    const last = crashes.at(-1);
    const name = `${last?.moment} ${last?.step}`;
    this.killedAt.set(name, (this.killedAt.get(name) ?? 0) + 1);
    this.problems.push(...found.problems.map((problem) => `killed ${place}: ${problem}`));
    for (const [what, value] of found.results) {
      const expected = this.#expected?.results.get(what);
      if (expected === undefined || canonicalText(expected) !== canonicalText(value)) {
        this.problems.push(
          `killed ${place}: ${what} is ${canonicalText(value)}, not ${expected === undefined ? 'absent' : canonicalText(expected)}`,
        );
      }
    }
    for (const what of this.#expected?.results.keys() ?? []) {
      if (!found.results.has(what)) {
        this.problems.push(`killed ${place}: ${what} is missing`);
      }
    }
  }
}
