import { appendFile, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { canKeepState, runLineJob } from '../support/line-job.js';
import { temporaryFile } from '../support/temporary-folder.js';

const numbers = Array.from({ length: 200 }, (_, index) => index + 1);
const linesOf = (values: readonly number[]): string => values.map((value) => `${value}\r\n`).join('');
const counted = numbers.map((value) => [value, value]);

/** A job that was stopped in the middle of its file. */
async function stoppedJob() {
  const path = await temporaryFile('numbers.jsonl');
  await writeFile(path, linesOf(numbers));
  const stateDir = join(dirname(path), 'state');
  const { report, outputs } = await runLineJob({ stateDir, path, stopAt: 100 });
  expect(report.status).toBe('stopped');
  expect(outputs.length).toBeGreaterThanOrEqual(100);
  expect(outputs.length).toBeLessThan(numbers.length);
  return { path, stateDir, outputs };
}

if (!canKeepState) {
  console.warn('The storage thread runs what was built, and nothing was: jobs that keep state are skipped.');
}

describe.skipIf(!canKeepState)('a job that goes on', { timeout: 60_000 }, () => {
  test('reads its file from where it was, and no line twice', async () => {
    const { path, stateDir, outputs } = await stoppedJob();
    const next = await runLineJob({ stateDir, path });
    expect(next.report.status).toBe('finished');
    expect([...outputs, ...next.outputs]).toEqual(counted);
    expect(next.report.sources).toMatchObject([{ records: numbers.length - outputs.length }]);
  });

  test('is still where it was when it is stopped before it has begun', async () => {
    const { path, stateDir, outputs } = await stoppedJob();
    const between = await runLineJob({ stateDir, path, stopAt: 'start' });
    expect(between.report.status).toBe('stopped');
    expect(between.outputs).toEqual([]);
    expect([...outputs, ...(await runLineJob({ stateDir, path })).outputs]).toEqual(counted);
  });

  test('reads what its file has grown by', async () => {
    const { path, stateDir, outputs } = await stoppedJob();
    await appendFile(path, linesOf([201, 202]));
    const next = await runLineJob({ stateDir, path });
    expect([...outputs, ...next.outputs]).toEqual([...counted, [201, 201], [202, 202]]);
  });

  test.each<[string, (path: string) => Promise<void>, string]>([
    ['replaced', (path) => writeFile(path, linesOf(numbers.toReversed())), 'are not what they were'],
    ['cut', (path) => truncate(path, 300), 'is 300 bytes long'],
    ['emptied', (path) => truncate(path), 'is 0 bytes long'],
  ])('refuses a file that was %s, and leaves its state as it is', async (_, change, difference) => {
    const { path, stateDir, outputs } = await stoppedJob();
    const content = await readFile(path);
    await change(path);
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(runLineJob({ stateDir, path })).rejects.toMatchObject({
        code: 'SOURCE_IDENTITY_CHANGED',
        message: expect.stringMatching(new RegExp(`^The source numbers.jsonl .*${difference}`)) as unknown,
        hint: expect.stringContaining('`fresh`') as unknown,
      });
    }
    await writeFile(path, content);
    const next = await runLineJob({ stateDir, path });
    expect([...outputs, ...next.outputs]).toEqual(counted);
  });

  test('refuses a file of another name: what the first one still holds would be lost without a word', async () => {
    const { path, stateDir } = await stoppedJob();
    const renamed = join(dirname(path), 'other.jsonl');
    await rename(path, renamed);
    await expect(runLineJob({ stateDir, path: renamed })).rejects.toMatchObject({
      code: 'SOURCE_IDENTITY_CHANGED',
      message: expect.stringContaining('The source numbers.jsonl that the job read before is not there') as unknown,
    });
  });

  test('does not begin when its file is gone', async () => {
    const { path, stateDir, outputs } = await stoppedJob();
    await rename(path, `${path}.away`);
    await expect(runLineJob({ stateDir, path })).rejects.toMatchObject({
      code: 'JOB_FAILED',
      cause: { code: 'ENOENT' },
    });
    await rename(`${path}.away`, path);
    expect([...outputs, ...(await runLineJob({ stateDir, path })).outputs]).toEqual(counted);
  });

  test('is over when its input was, so that any file may be its next input', async () => {
    const path = await temporaryFile('numbers.jsonl');
    const stateDir = join(dirname(path), 'state');
    for (const content of [
      [1, 2],
      [7, 8, 9],
    ]) {
      await writeFile(path, linesOf(content));
      const { outputs } = await runLineJob({ stateDir, path });
      expect(outputs).toEqual(content.map((value, index) => [value, index + 1]));
    }
  });
});

describe.skipIf(!canKeepState)('a fresh job', { timeout: 60_000 }, () => {
  test('discards the state of an unfinished one, and reads from the start', async () => {
    const { path, stateDir } = await stoppedJob();
    const { report, outputs } = await runLineJob({ stateDir, path, fresh: true });
    expect(report.resumedFrom).toBeUndefined();
    expect(outputs).toEqual(counted);
  });

  test('may read another file', async () => {
    const { path, stateDir } = await stoppedJob();
    await writeFile(path, linesOf([7, 8]));
    const { outputs } = await runLineJob({ stateDir, path, fresh: true });
    expect(outputs).toEqual([
      [7, 1],
      [8, 2],
    ]);
  });

  test('is as good as any where there is no state', async () => {
    const path = await temporaryFile('numbers.jsonl');
    await writeFile(path, linesOf(numbers));
    const { outputs } = await runLineJob({ stateDir: join(dirname(path), 'state'), path, fresh: true });
    expect(outputs).toEqual(counted);
  });

  test('discards nothing of its own when it fails and goes on', async () => {
    const { path, stateDir } = await stoppedJob();
    const jobs = await runLineJob({ stateDir, path, fresh: true, failOnceAt: 50 });
    expect(jobs.report.resumedFrom).toEqual(expect.any(Number));
    expect(new Set(jobs.outputs.map(String))).toEqual(new Set(counted.map(String)));
  });
});
