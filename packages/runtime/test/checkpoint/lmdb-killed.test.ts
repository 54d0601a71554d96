import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { LmdbCheckpointStore } from '../../src/checkpoint/lmdb-checkpoint-store.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { manifestOf, statesAfter } from '../scripts/numbered-checkpoints.mjs';
import { temporaryFile } from '../support/temporary-folder.js';

const script = fileURLToPath(new URL('../scripts/write-checkpoints-until-killed.mjs', import.meta.url));
const isBuilt = existsSync(fileURLToPath(new URL('../../dist/checkpoint/lmdb-checkpoint-store.js', import.meta.url)));

/** Lets a process write checkpoints, kills it after so many acknowledgements, and returns the last one. */
async function writeUntilKilled(directory: string, acknowledgements: number): Promise<number> {
  const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let [last, count] = [-1, 0];
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (++count === acknowledgements) {
      child.kill('SIGKILL');
    }
  }
  expect((await exited)[1]).toBe('SIGKILL');
  return last;
}

if (!isBuilt) {
  console.warn('The killed process runs what was built, and nothing was: its test is skipped.');
}

test.skipIf(!isBuilt)(
  'after a process was killed while it wrote checkpoints, the last acknowledged one or the next is found, whole, life after life',
  { timeout: 300_000 },
  async () => {
    const directory = join(dirname(await temporaryFile()), 'checkpoint');
    const random = new SeededRandom(3);
    for (let round = 0; round < 20; round++) {
      const acknowledged = await writeUntilKilled(directory, 1 + random.below(40));
      const store = new LmdbCheckpointStore(directory);
      const found = await store.open();
      const checkpointId = found?.checkpointId ?? -1;
      expect([acknowledged, acknowledged + 1], `round ${round}`).toContain(checkpointId);
      expect(Buffer.from(found?.manifest ?? [])).toEqual(manifestOf(checkpointId));
      const differing = [...statesAfter(checkpointId)].filter(
        ([key, state]) => !isDeepStrictEqual(store.readKey(Buffer.from(key)), state),
      );
      expect(differing, `round ${round}`).toEqual([]);
      await store.close();
    }
  },
);
