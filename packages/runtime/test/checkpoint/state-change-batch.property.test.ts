import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packStateChanges, unpackStateChanges } from '../../src/checkpoint/state-change-batch.js';

const bytes = fc.uint8Array({ maxLength: 100 });
const changes = fc.array(fc.tuple(bytes, fc.option(bytes, { nil: undefined })), { maxLength: 50 });

test('changes come out of their batches as they went in, in order, whatever a batch holds', () => {
  fc.assert(
    fc.property(changes, fc.integer({ min: 1, max: 500 }), (expected, batchBytes) => {
      const batches = [...packStateChanges(expected, batchBytes)];
      const found = batches.flatMap((batch) => [...unpackStateChanges(batch)]);
      expect(found.map(([key, state]) => [[...key], state && [...state]])).toEqual(
        expected.map(([key, state]) => [[...key], state && [...state]]),
      );
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('a batch has a buffer of its own, of about the length that was asked for', () => {
  const shared = Buffer.from('key, state and what others keep here');
  const key = shared.subarray(0, 3);
  const batches = [
    ...packStateChanges(
      Array.from({ length: 100 }, () => [key, shared.subarray(5, 10)] as const),
      160,
    ),
  ];
  expect(batches.map((batch) => batch.byteLength)).toEqual(Array(10).fill(160));
  expect(batches).not.toContain(shared.buffer);
});
