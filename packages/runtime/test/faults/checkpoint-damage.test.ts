import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Counts } from '../support/counts.js';
import { canKeepState } from '../support/line-job.js';
import { temporaryFile } from '../support/temporary-folder.js';

const script = fileURLToPath(new URL('../scripts/resume-damaged-job.mjs', import.meta.url));
const count = 20;

/** Resumes a job whose checkpoint has one bit flipped, again and again with another bit, and counts how that ended. */
async function outcomesOfFlips(range: 'manifest' | 'states' | 'anywhere'): Promise<Counts> {
  const folder = dirname(await temporaryFile());
  const outcomes = new Counts();
  for (let next = 0; next < count; ) {
    const args = [script, folder, range, String(next), String(count)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    for await (const line of createInterface({ input: child.stdout })) {
      const [what, number, ...outcome] = line.split(' ');
      next = Number(number) + 1;
      if (what === 'end') {
        outcomes.add(outcome.join(' '));
      }
    }
    const [code, signal] = (await exited) as [number | null, string | null];
    if (signal !== null) {
      outcomes.add('process ended');
    } else if (code !== 0) {
      throw new Error(`The process failed with exit code ${code}.`);
    }
  }
  return outcomes;
}

if (!canKeepState) {
  console.warn('The resuming process runs what was built, and nothing was: damaged checkpoints are not resumed from.');
}

test.skipIf(!canKeepState).each([
  ['in its manifest', 'manifest', ['refused']],
  ['in the state of a key', 'states', ['refused', 'right']],
  ['anywhere', 'anywhere', ['process ended', 'refused', 'right']],
] as const)(
  'a job whose checkpoint has a bit flipped %s is refused by name, or ends with the right outputs',
  { timeout: 300_000 },
  async (_, range, possible) => {
    const outcomes = await outcomesOfFlips(range);
    console.log(`flips ${range}:\n${outcomes.toString()}`);
    expect(outcomes.kinds.filter((kind) => !(possible as readonly string[]).includes(kind))).toEqual([]);
    expect(outcomes.of('process ended')).toBeLessThan(3);
    // Some hit copies that later checkpoints have replaced and that are still in the file.
    expect(outcomes.of('refused')).toBeGreaterThan(range === 'anywhere' ? 0 : count / 4);
  },
);
