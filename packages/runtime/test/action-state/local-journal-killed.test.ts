import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LocalJournal } from '../../src/action-state/local-journal.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { temporaryFile } from '../support/temporary-folder.js';

const script = fileURLToPath(new URL('../scripts/append-until-killed.mjs', import.meta.url));
const isBuilt = existsSync(fileURLToPath(new URL('../../dist/action-state/local-journal.js', import.meta.url)));
const writers = 8;

/** Lets a process append, kills it after so many acknowledgements, and returns how many records of each writer were acknowledged. */
async function appendUntilKilled(directory: string, acknowledgements: number): Promise<readonly number[]> {
  const child = spawn(process.execPath, [script, directory, `${writers}`], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const acknowledged: number[] = Array(writers).fill(0);
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [writer = 0, number = 0] = line.split(' ').map(Number);
    acknowledged[writer] = Math.max(acknowledged[writer] ?? 0, number + 1);
    if (++count === acknowledgements) {
      child.kill('SIGKILL');
    }
  }
  const [, signal] = await exited;
  expect(signal).toBe('SIGKILL');
  return acknowledged;
}

async function recordsOf(directory: string): Promise<readonly (readonly string[])[]> {
  const journal = new LocalJournal(directory);
  await journal.open();
  await journal.rebuildState([], () => true);
  const records = Array.from({ length: writers }, (_, writer) =>
    journal.take(Buffer.from(`writer ${writer}`)).map((record) => Buffer.from(record).toString()),
  );
  await journal.close();
  return records;
}

if (!isBuilt) {
  console.warn('The killed process runs what was built, and nothing was: its test is skipped.');
}

describe.skipIf(!isBuilt)('a process that is killed while it journals', () => {
  it('leaves all that was acknowledged, in order and as it was, life after life', async () => {
    const directory = join(dirname(await temporaryFile()), 'journal');
    const random = new SeededRandom(5);
    const acknowledged: number[] = Array(writers).fill(0);
    for (let round = 0; round < 10; round++) {
      const ofRound = await appendUntilKilled(directory, 1 + random.below(2000));
      ofRound.forEach((count, writer) => {
        acknowledged[writer] = Math.max(acknowledged[writer] ?? 0, count);
      });
      for (const [writer, records] of (await recordsOf(directory)).entries()) {
        expect(records.length, `round ${round}, writer ${writer}`).toBeGreaterThanOrEqual(acknowledged[writer] ?? 0);
        expect(records).toEqual(records.map((_, number) => `${number} ${'x'.repeat((number * 37) % 500)}`));
      }
    }
  }, 60_000);
});
