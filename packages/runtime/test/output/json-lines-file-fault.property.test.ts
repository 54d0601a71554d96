import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FileSinkError } from '../../src/output/file-sink-error.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import { FileSinkRun, type FileSinkStep, recoveryProblem } from '../support/file-sink-run.js';

const step: fc.Arbitrary<FileSinkStep> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      lines: fc.integer({ min: 1, max: 4 }),
      bytes: fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 6000 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('checkpoint' as const),
      reaches: fc.constantFrom('prepared' as const, 'complete' as const, 'committed' as const),
    }),
  },
);

const script = fc.record({
  seed: fc.nat(),
  bufferBytes: fc.constantFrom(1, 500, 64 * 1024),
  code: fc.constantFrom('EIO' as const, 'ENOSPC' as const),
  operation: fc.constantFrom('write' as const, 'dataSync' as const, 'any' as const),
  isLasting: fc.boolean(),
  goesOnAfter: fc.constantFrom('failure' as const, 'kill' as const, 'power cut' as const),
  steps: fc.array(step, { minLength: 2, maxLength: 12, size: 'max' }),
});

type Script = typeof script extends fc.Arbitrary<infer T> ? T : never;

/** Runs a script with a fault in the nth operation, and goes on without the fault. @returns whether there were that many operations. */
async function meetFault(each: Script, nth: number): Promise<boolean> {
  const { seed, bufferBytes, code, operation, isLasting, goesOnAfter, steps } = each;
  const run = new FileSinkRun(new SimulatedFileSystem({ seed }), bufferBytes);
  await run.start();
  const clear = run.disk.inject({ operation, code, nth, isLasting });
  const failure = await takeAll(run, steps);
  clear();
  if (failure === undefined) {
    return false;
  }
  expect(failure).toBeInstanceOf(FileSinkError);
  expect(failure).toMatchObject({
    code: 'SINK_WRITE_FAILED',
    message: expect.stringMatching(new RegExp(`${code}.*/data/out/out\\.jsonl`)),
  });
  if (goesOnAfter === 'failure') {
    await run.begin();
  } else {
    await run.take(goesOnAfter === 'kill' ? { do: 'kill' } : { do: 'losePower', seed });
  }
  expect(await takeAll(run, [...steps, { do: 'checkpoint', reaches: 'committed' }])).toBeUndefined();
  await run.end();
  expect(await recoveryProblem(run.disk.losePower(seed), run.complete)).toBeUndefined();
  return true;
}

async function takeAll(run: FileSinkRun, steps: readonly FileSinkStep[]): Promise<unknown> {
  try {
    for (const each of steps) {
      await run.take(each);
    }
    return undefined;
  } catch (failure) {
    return failure;
  }
}

test('when the disk fails or is full the job is told which file it was; when the disk works again it goes on without a line lost or doubled', async () => {
  let faultCount = 0;
  await fc.assert(
    fc.asyncProperty(script, async (each) => {
      for (let nth = 1; await meetFault(each, nth); nth++) {
        faultCount++;
      }
    }),
    { seed: 3, numRuns: 120 },
  );
  expect(faultCount).toBeGreaterThan(500);
}, 120_000);
