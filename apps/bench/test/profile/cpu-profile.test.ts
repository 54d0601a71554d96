import { expect, test } from 'vitest';
import { hottestFunctions } from '../../src/profile/cpu-profile.js';

test('functions are listed by the time spent in themselves, wherever they were called from, without the time in which nothing was done', () => {
  const node = (id: number, functionName: string, url: string) => ({
    id,
    callFrame: { functionName, url, lineNumber: 9 },
  });
  const profile = {
    nodes: [
      node(1, 'hot', 'file:///somewhere/packages/runtime/dist/task/run.js'),
      node(2, 'warm', 'node:internal/crypto/hash'),
      node(3, 'hot', 'file:///somewhere/packages/runtime/dist/task/run.js'),
      node(4, '(idle)', ''),
    ],
    samples: [1, 2, 3, 4],
    timeDeltas: [1000, 1000, 2000, 50_000],
  };
  expect(hottestFunctions(profile, 5)).toEqual([
    { name: 'hot', place: 'packages/runtime/task/run.js:10', milliseconds: 3, share: 0.75 },
    { name: 'warm', place: 'node:internal/crypto/hash:10', milliseconds: 1, share: 0.25 },
  ]);
});
