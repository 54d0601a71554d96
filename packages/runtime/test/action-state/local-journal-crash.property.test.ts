import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileSystem } from '../../src/storage/file-system.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import { type CrashRunOptions, JournalCrashRun, type JournalStep } from '../support/journal-crash-run.js';
import { wrapFileSystem } from '../support/wrapped-file-system.js';

const step: fc.Arbitrary<JournalStep> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      key: fc.nat({ max: 2 }),
      bytes: fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 9000 })),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), microtasks: fc.nat({ max: 30 }) }) },
  { weight: 3, arbitrary: fc.constant({ do: 'settle' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('checkpoint' as const), behind: fc.nat({ max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'kill' as const }) },
);

const script = fc.record({
  seed: fc.nat(),
  showStaleBytes: fc.boolean(),
  segmentBytes: fc.constantFrom(300, 3000, 20_000),
  steps: fc.array(step, { minLength: 3, maxLength: 25, size: 'max' }),
});

const weaklyDurable = fc.record({
  seed: fc.nat(),
  showStaleBytes: fc.boolean(),
  segmentBytes: fc.constantFrom(3000, 50_000),
  durability: fc.constantFrom('os' as const, { intervalMs: 10 }),
  steps: fc.array(fc.oneof({ weight: 8, arbitrary: step }, fc.constant({ do: 'tick' as const })), {
    minLength: 3,
    maxLength: 25,
    size: 'max',
  }),
});

interface Script extends CrashRunOptions {
  readonly steps: readonly JournalStep[];
  readonly showStaleBytes: boolean;
}

let crashes = 0;

/** @returns what is wrong after one of the crashes that the script can meet. */
async function crashEverywhere({ steps, showStaleBytes, ...options }: Script): Promise<string | undefined> {
  const run = new JournalCrashRun(new SimulatedFileSystem({ showStaleBytes }), options);
  const problem = await run.run(steps);
  crashes += run.crashCount;
  return problem;
}

/** Whether a journal on such a file system loses something that was acknowledged, or can not be recovered, in one of many scripts. */
async function isFoundOut(wrap: (fileSystem: FileSystem) => FileSystem): Promise<boolean> {
  const { failed } = await fc.check(
    fc.asyncProperty(script, async (each) => {
      expect(await crashEverywhere({ ...each, wrap })).toBeUndefined();
    }),
    { seed: 1, numRuns: 60, endOnFailure: true },
  );
  return failed;
}

describe('a journal whose power is cut, or whose process is killed, at any boundary of a durable operation', () => {
  it('has every acknowledged record, in order, none altered and none invented', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (each) => {
        expect(await crashEverywhere(each)).toBeUndefined();
      }),
      { seed: 1, numRuns: 60 },
    );
    expect(crashes).toBeGreaterThan(5000);
  }, 300_000);

  it('has a beginning of its records when it need not survive power cuts, and all of them when only the process ended', async () => {
    await fc.assert(
      fc.asyncProperty(weaklyDurable, async (each) => {
        expect(await crashEverywhere(each)).toBeUndefined();
      }),
      { seed: 2, numRuns: 40 },
    );
  }, 300_000);

  it('would be found out if it did not sync its files', async () => {
    expect(await isFoundOut((disk) => wrapFileSystem(disk, { dataSync: async () => {} }))).toBe(true);
  }, 60_000);

  it('would be found out if it did not sync its directory', async () => {
    expect(await isFoundOut((disk) => wrapFileSystem(disk, { syncDirectory: async () => {} }))).toBe(true);
  }, 60_000);
});
