import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { LmdbCheckpointStore } from '../../src/checkpoint/lmdb-checkpoint-store.js';
import { checkpointFile } from '../../src/checkpoint/lmdb-environment.js';
import { temporaryFile } from '../support/temporary-folder.js';

const script = fileURLToPath(new URL('../scripts/read-damaged-checkpoint.mjs', import.meta.url));
const isBuilt = existsSync(fileURLToPath(new URL('../../dist/checkpoint/lmdb-checkpoint-store.js', import.meta.url)));
const keyCount = 200;

if (!isBuilt) {
  console.warn(
    'The storage thread and the reading process run what was built, and nothing was: these tests are skipped.',
  );
}

/** States of several checkpoints, some of a few bytes and some of several pages, so that all kinds of pages are in the file. */
async function writeSomeCheckpoints(directory: string): Promise<void> {
  const store = new LmdbCheckpointStore(directory);
  await store.open();
  for (let checkpointId = 0; checkpointId < 5; checkpointId++) {
    const numbers = Array.from({ length: keyCount }, (_, number) => number);
    await store.write({
      checkpointId,
      manifest: Buffer.from(`the manifest of checkpoint ${checkpointId}`),
      changedKeys: numbers
        .filter((number) => checkpointId === 0 || (number + checkpointId) % 4 === 0)
        .map((number) => [Buffer.from(`key ${number}`), stateOf(number, checkpointId)]),
    });
  }
  await store.close();
}

function stateOf(number: number, checkpointId: number): Uint8Array | undefined {
  const length = number % 13 === 0 ? 2500 + 41 * number : (number * 7) % 400;
  const isGone = checkpointId > 0 && number % 9 === 0;
  return isGone ? undefined : Buffer.alloc(length, `${number} as of checkpoint ${checkpointId} `);
}

/** Flips one bit after the other in copies of the file and counts how reading them ended. */
async function outcomesOfFlips(
  directory: string,
  range: 'anywhere' | 'stored',
  count: number,
): Promise<ReadonlyMap<string, number>> {
  const outcomes = new Map<string, number>();
  const note = (outcome: string): void => {
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  };
  for (let next = 0; next < count; ) {
    const args = [script, directory, keyCount, range, next, count].map(String);
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    for await (const line of createInterface({ input: child.stdout })) {
      const [what, number, ...outcome] = line.split(' ');
      next = Number(number) + 1;
      if (what === 'end') {
        note(outcome.join(' '));
      }
    }
    const [code, signal] = await exited;
    if (typeof signal === 'string') {
      note('process ended');
    } else if (code !== 0) {
      throw new Error(`The reading process failed with exit code ${String(code)}.`);
    }
  }
  return outcomes;
}

describe.skipIf(!isBuilt)('a checkpoint whose file was damaged', () => {
  let directory = '';

  beforeEach(async () => {
    directory = dirname(await temporaryFile());
    await writeSomeCheckpoints(directory);
  });

  test('is never taken for another one, whichever bit of what was stored is flipped', {
    timeout: 300_000,
  }, async () => {
    const outcomes = await outcomesOfFlips(directory, 'stored', 1500);
    expect([...outcomes.keys()].sort()).toEqual(['refused', 'right']);
    // The others hit copies that later checkpoints have replaced and that are still in the file.
    expect(outcomes.get('refused')).toBeGreaterThan(300);
  });

  test('is never taken for another one, wherever a bit is flipped; where it breaks the structure of a page LMDB may end the process instead', {
    timeout: 300_000,
  }, async () => {
    const count = 1500;
    const outcomes = await outcomesOfFlips(directory, 'anywhere', count);
    expect([...outcomes.keys()].filter((outcome) => outcome !== 'process ended').sort()).toEqual(['refused', 'right']);
    expect(outcomes.get('process ended') ?? 0).toBeLessThan(count / 100);
  });

  test('is refused when the file has lost its end', { timeout: 120_000 }, async () => {
    const bytes = await readFile(checkpointFile(directory));
    for (const part of [0.9, 0.5, 0.2, 0.05]) {
      await writeFile(checkpointFile(directory), bytes);
      await truncate(checkpointFile(directory), Math.floor(bytes.length * part));
      const outcomes = await outcomesOfReading(directory);
      expect(outcomes).toContain('CHECKPOINT_CORRUPT');
    }
  });

  test.each([
    ['is empty', Buffer.alloc(0)],
    ['is short', Buffer.from('short')],
    ['holds zeros', Buffer.alloc(100_000)],
    ['holds something else', Buffer.from('something else\n'.repeat(10_000))],
  ])('is refused when the file %s', async (_, content) => {
    await writeFile(checkpointFile(directory), content);
    await expect(new LmdbCheckpointStore(directory).open()).rejects.toMatchObject({
      code: 'CHECKPOINT_CORRUPT',
      message: expect.stringContaining(checkpointFile(directory)) as unknown,
    });
  });

  test('names the key whose state is damaged, and leaves the others readable', async () => {
    const bytes = await readFile(checkpointFile(directory));
    const state = stateOf(26, 2) ?? Buffer.alloc(0);
    const at = bytes.indexOf(state);
    bytes.writeUInt8(bytes.readUInt8(at + 1000) ^ 1, at + 1000);
    await writeFile(checkpointFile(directory), bytes);
    const store = new LmdbCheckpointStore(directory);
    await store.open();
    expect(() => store.readKey(Buffer.from('key 26'))).toThrow(
      expect.objectContaining({
        code: 'CHECKPOINT_CORRUPT',
        message: expect.stringContaining(Buffer.from('key 26').toString('hex')) as unknown,
      }),
    );
    expect(store.readKey(Buffer.from('key 27'))).toBeUndefined();
    expect(store.readKey(Buffer.from('key 28'))).toEqual(stateOf(28, 4));
    await expect(store.savepoint(`${directory}/savepoint`)).rejects.toMatchObject({ code: 'CHECKPOINT_CORRUPT' });
    await store.close();
  });
});

/** What opening the store and reading all keys ended with, each kind once. */
async function outcomesOfReading(directory: string): Promise<readonly unknown[]> {
  const outcomes = new Set<unknown>();
  const store = new LmdbCheckpointStore(directory);
  try {
    await store.open();
    for (let number = 0; number < keyCount; number++) {
      try {
        store.readKey(Buffer.from(`key ${number}`));
        outcomes.add('read');
      } catch (error) {
        outcomes.add(error instanceof Error && 'code' in error ? error.code : error);
      }
    }
  } catch (error) {
    outcomes.add(error instanceof Error && 'code' in error ? error.code : error);
  } finally {
    await store.close();
  }
  return [...outcomes];
}
