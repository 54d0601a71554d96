import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { countVisits } from '../../tutorial/09-custom-action-state-store.js';

test('a job that keeps its journal in a store of its own goes on where it was stopped', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const [first, second] = await countVisits(directory);

  expect(first?.report).toMatchObject({ status: 'stopped', resumedFrom: undefined });
  expect(second?.report).toMatchObject({ status: 'finished', resumedFrom: expect.any(Number) });
  expect(second?.report.guarantee).toContain('a journal of lines');
  expect([...(first?.outputs ?? []), ...(second?.outputs ?? [])]).toEqual([
    'ada: 1',
    'bob: 1',
    'cleo: 1',
    'cleo: 2',
    'ada: 2',
    'cleo: 3',
  ]);
});
