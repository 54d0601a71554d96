import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { readIds } from './support/reading.js';
import { scriptPath } from './support/run-script.js';
import { temporaryDirectory } from './support/temporary-directory.js';

/** Lets a process log from number `first` until it flushed at least up to `until`, kills it, and returns how far it had flushed. */
async function logUntilKilled(baseLogDir: string, first: number, until: number, attempt: number): Promise<number> {
  const script = spawn(process.execPath, [scriptPath('log-until-killed'), baseLogDir, `${first}`, `${attempt}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(script, 'exit');
  let flushed = 0;
  for await (const line of createInterface({ input: script.stdout })) {
    flushed = Number(line);
    if (flushed >= until) {
      script.kill('SIGKILL');
    }
  }
  const [, signal] = await exited;
  expect(signal).toBe('SIGKILL');
  return flushed;
}

describe('a process that is killed while it logs', () => {
  it('leaves all that was flushed and no gap, life after life, and every event is read once', async () => {
    const baseLogDir = temporaryDirectory();
    let flushed = 0;
    for (let attempt = 0; attempt < 4; attempt++) {
      // Each life begins a bit before the end of the one before, as a job restored from a checkpoint does.
      const first = Math.max(0, flushed - 50);
      flushed = await logUntilKilled(baseLogDir, first, first + 700 + 310 * attempt, attempt);
      const ids = await readIds(baseLogDir);
      expect(ids.length).toBeGreaterThanOrEqual(flushed);
      expect(new Set(ids).size).toBe(ids.length);
      const numbers = ids.map((id) => Number(id.slice(1))).toSorted((left, right) => left - right);
      expect(numbers).toEqual(Array.from({ length: ids.length }, (_, index) => index));
    }
  }, 60_000);
});
