import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blindProgram, program } from './program-arbitrary.js';
import { type Arrival, type Drive, drive } from './random-drive.js';
import { SequentialModel } from './sequential-model.js';

const arrival: fc.Arbitrary<Arrival> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      key: fc.constantFrom('k', 'l', 'm_n'),
      data: fc.constantFrom('p', 'q', 'r'),
      hasTimestamp: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant('watermark' as const) },
);

const anyDrive: fc.Arbitrary<Drive> = fc.record({
  arrivals: fc.array(arrival, { minLength: 1, maxLength: 10, size: 'max' }),
  seed: fc.nat(),
  turnSeed: fc.option(fc.nat(), { nil: undefined }),
  concurrentCalls: fc.constantFrom(1, 2, 100),
});

test('whatever the interleaving, an agent does what it would do one thing after another', async () => {
  await fc.assert(
    fc.asyncProperty(program, anyDrive, async (agent, order) => {
      const driven = await drive(agent, order);
      const expected = new SequentialModel(agent).replay(driven.journal);
      expect([...driven.problems, ...expected.problems]).toEqual([]);
      expect(driven.outputs).toEqual(expected.outputs);
      expect(driven.memories).toEqual(expected.memories);
      expect(new Set(driven.outputIds).size).toBe(driven.outputIds.length);
    }),
    { seed: 20250806, numRuns: 4000 },
  );
}, 120_000);

test('whatever the interleaving, outputs that do not depend on memory are the same and have the same ids', async () => {
  await fc.assert(
    fc.asyncProperty(blindProgram, anyDrive, fc.nat(), fc.nat(), async (agent, order, seed, turnSeed) => {
      const outputsById = async (drivenBy: Drive): Promise<readonly string[]> => {
        const { outputs, outputIds } = await drive(agent, drivenBy);
        return outputs.map((output, index) => JSON.stringify([outputIds[index], output])).sort();
      };
      expect(await outputsById({ ...order, seed, turnSeed, concurrentCalls: 1 })).toEqual(await outputsById(order));
    }),
    { seed: 20250807, numRuns: 500 },
  );
}, 60_000);
