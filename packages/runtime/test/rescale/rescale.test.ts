import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { type Input, type Line, RescaledJob } from './rescaled-job.js';

const keyCount = 9;
const inputs: readonly Input[] = Array.from({ length: 48 }, (_, number) => ({
  // One key is hot.
  key: `key ${number % 3 === 0 ? 0 : (number * 7) % keyCount}`,
  number,
}));
const seeds = Number(process.env['MILLRACE_RESCALE_SEEDS'] ?? 60);

/** What must have come out, whatever happened: every input once, those of a key in their order. */
function expectedLines(): readonly Line[] {
  const places = new Map<string, number>();
  return inputs.map(({ key, number }) => {
    const place = (places.get(key) ?? 0) + 1;
    places.set(key, place);
    return { key, place, number, answers: [`ask ${number} done`, `order ${number} done`] };
  });
}

function byKey(lines: readonly Line[]): ReadonlyMap<string, readonly Line[]> {
  const byKey = new Map<string, Line[]>();
  for (const line of lines) {
    byKey.set(line.key, [...(byKey.get(line.key) ?? []), line]);
  }
  return byKey;
}

/** How often the power went while the job had a number of subtasks. */
const cuts = new Map<number, number>();

/** Lets the job lose its power with one subtask, then with three, then with two, and finish. */
async function runRescaled(seed: number, span: number): Promise<RescaledJob> {
  const random = new SeededRandom(seed);
  const job = new RescaledJob(seed, inputs);
  for (const parallelism of [1, 3, 2]) {
    const { finished } = await job.live(parallelism, 4 + random.below(span));
    if (finished) {
      return job;
    }
    cuts.set(parallelism, (cuts.get(parallelism) ?? 0) + 1);
  }
  await job.live(1 + random.below(3), undefined);
  return job;
}

/** What is wrong with what came of a job that lost its power `lost` times. */
async function problemsOf(job: RescaledJob, lost: number): Promise<readonly string[]> {
  const wrongLines = isDeepStrictEqual(byKey(await job.lines()), byKey(expectedLines())) ? [] : ['lines'];
  const repeated = [...(job.hasBegunAnew ? [] : job.service.started)].filter(
    // A call that can be reconciled is made once; any other once more each time it was in doubt.
    ([what, count]) => count > (what.startsWith('order') ? 1 : 1 + lost),
  );
  return [...wrongLines, ...job.problems, ...repeated.map(([what, count]) => `${what} started ${count} times`)];
}

describe('a job whose number of subtasks changes', () => {
  it(`loses, repeats and invents nothing, 1 to 3 to 2 subtasks, the power going each time while calls are in flight (${seeds} seeds)`, async () => {
    const { operations } = await new RescaledJob(0, inputs).live(1, undefined);
    for (let seed = 1; seed <= seeds; seed++) {
      // Short lives, so that many are cut before they end, and some that are as long as the job.
      const job = await runRescaled(seed, seed % 3 === 0 ? operations : 150);
      expect({ seed, problems: await problemsOf(job, 3) }).toEqual({ seed, problems: [] });
    }
    expect(Math.min(...[1, 3, 2].map((parallelism) => cuts.get(parallelism) ?? 0))).toBeGreaterThan(seeds / 2);
  });

  it('goes on when the power goes again and again before it has taken the state over', async () => {
    for (let cut = 1; cut <= 60; cut++) {
      const job = new RescaledJob(cut, inputs);
      for (const [parallelism, cutAfter] of [
        [2, 45],
        [3, cut],
        [1, cut],
        [3, cut + 1],
        [2, undefined],
      ] as const) {
        const { finished } = await job.live(parallelism, cutAfter);
        if (finished) {
          break;
        }
      }
      expect({ cut, problems: await problemsOf(job, 4) }).toEqual({ cut, problems: [] });
    }
  });
});
