import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import {
  type CompleteCheckpoint,
  FileSinkRun,
  type FileSinkStep,
  isCommittedPrefix,
  recoveryProblem,
  visibleText,
} from '../support/file-sink-run.js';

const step: fc.Arbitrary<FileSinkStep> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      lines: fc.integer({ min: 1, max: 5 }),
      bytes: fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 6000 })),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'flush' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('checkpoint' as const),
      reaches: fc.constantFrom('prepared' as const, 'complete' as const, 'committed' as const, 'overlap' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'commitAgain' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), inProcess: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ do: 'kill' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('losePower' as const), seed: fc.nat() }) },
);

const script = fc.record({
  seed: fc.nat(),
  showStaleBytes: fc.boolean(),
  bufferBytes: fc.constantFrom(1, 500, 64 * 1024),
  steps: fc.array(step, { minLength: 3, maxLength: 25, size: 'max' }),
});

/** A disk as a crash may leave it, and what was known then. */
interface Crash {
  readonly disk: SimulatedFileSystem;
  readonly complete: CompleteCheckpoint | undefined;
  readonly what: string;
}

function crashesAt(
  disk: SimulatedFileSystem,
  complete: CompleteCheckpoint | undefined,
  { random, what }: { readonly random: SeededRandom; readonly what: string },
): readonly Crash[] {
  const seeds = [random.below(2 ** 31), random.below(2 ** 31)];
  return [
    { disk: disk.imageAfterKill(), complete, what: `${what}, killed` },
    ...seeds.map((seed) => ({ disk: disk.imageAfterPowerLoss(seed), complete, what: `${what}, power cut ${seed}` })),
  ];
}

/** Recovers, and crashes at some boundaries of the recovery, too. */
async function problemAfter({ disk, complete, what }: Crash, random: SeededRandom): Promise<string | undefined> {
  const nested: Crash[] = [];
  const note = (operation: { readonly number: number; readonly operation: string }): void => {
    if (random.below(12) === 0) {
      nested.push(...crashesAt(disk, complete, { random, what: `${what}, in recovery at ${operation.operation}` }));
    }
  };
  const stopObserving = disk.observe({ before: note, after: note });
  const problem = await recoveryProblem(disk, complete);
  stopObserving();
  if (problem !== undefined) {
    return `${what}: ${problem}`;
  }
  for (const crash of nested) {
    const nestedProblem = await recoveryProblem(crash.disk, crash.complete);
    if (nestedProblem !== undefined) {
      return `${crash.what}: ${nestedProblem}`;
    }
  }
  return undefined;
}

test('wherever a job is killed or loses power, the file then holds the lines of its newest complete checkpoint, each once, and nothing else', async () => {
  let crashCount = 0;
  await fc.assert(
    fc.asyncProperty(script, async ({ seed, showStaleBytes, bufferBytes, steps }) => {
      const random = new SeededRandom(seed);
      const run = new FileSinkRun(new SimulatedFileSystem({ seed, showStaleBytes }), bufferBytes);
      const crashes: Crash[] = [];
      let observed: SimulatedFileSystem | undefined;
      for (const each of [undefined, ...steps]) {
        await (each === undefined ? run.start() : run.take(each));
        if (observed !== run.disk) {
          const disk = run.disk;
          const note = (when: string) => (operation: { readonly number: number; readonly operation: string }) => {
            const what = `${when} operation ${operation.number} (${operation.operation})`;
            crashes.push(...crashesAt(disk, run.complete, { random, what }));
          };
          disk.observe({ before: note('before'), after: note('after') });
          observed = disk;
        }
      }
      await run.end();
      crashCount += crashes.length;
      for (const crash of crashes) {
        expect(await problemAfter(crash, random)).toBeUndefined();
      }
    }),
    { seed: 1, numRuns: 30 },
  );
  expect(crashCount).toBeGreaterThan(3000);
}, 120_000);

test('whoever reads the file at any instant finds whole lines of complete checkpoints, all that were acknowledged, in order', async () => {
  let readCount = 0;
  const calm = script.map(({ steps, ...rest }) => ({
    ...rest,
    // A loss of power tears the file until the job is started again; nobody else does.
    steps: steps.filter((each) => each.do !== 'losePower'),
  }));
  await fc.assert(
    fc.asyncProperty(calm, async ({ seed, bufferBytes, steps }) => {
      const run = new FileSinkRun(new SimulatedFileSystem({ seed }), bufferBytes);
      const sights: { readonly disk: SimulatedFileSystem; readonly least: string; readonly most: string }[] = [];
      let observed: SimulatedFileSystem | undefined;
      for (const each of [undefined, ...steps]) {
        await (each === undefined ? run.start() : run.take(each));
        if (observed !== run.disk) {
          const disk = run.disk;
          const look = (): void => {
            sights.push({
              disk: disk.imageAfterKill(),
              least: run.acknowledged,
              most: run.complete?.lines ?? '',
            });
          };
          disk.observe({ before: look, after: look });
          observed = disk;
        }
      }
      await run.end();
      readCount += sights.length;
      for (const { disk, least, most } of sights) {
        expect(isCommittedPrefix(await visibleText(disk), least, most)).toBe(true);
      }
    }),
    { seed: 2, numRuns: 100 },
  );
  expect(readCount).toBeGreaterThan(3000);
}, 120_000);
