import { expect, test } from 'vitest';
import { interleave } from '../../src/harness/contest.js';

test('both warm up once, and then run by turns, each beginning every other round', async () => {
  const ran: string[] = [];
  const lap = (name: string) => async (): Promise<number> => ran.push(name);
  const rounds = await interleave({ workload: lap('workload'), floor: lap('floor'), rounds: 2 });
  expect(ran).toEqual(['floor', 'workload', 'workload', 'floor', 'floor', 'workload']);
  expect(rounds).toEqual([
    { workload: 3, floor: 4 },
    { workload: 6, floor: 5 },
  ]);
});
