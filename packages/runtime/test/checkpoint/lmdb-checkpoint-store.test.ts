import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { LmdbCheckpointStore } from '../../src/checkpoint/lmdb-checkpoint-store.js';
import { checkpointFile, manifestKey, openLmdbEnvironment } from '../../src/checkpoint/lmdb-environment.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { temporaryFile } from '../support/temporary-folder.js';

const execute = promisify(execFile);
const isBuilt = existsSync(fileURLToPath(new URL('../../dist/checkpoint/lmdb-checkpoint-store.js', import.meta.url)));
const mountTmpfs = 'mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@"';
const canMount = await execute('unshare', ['-rm', 'sh', '-c', mountTmpfs, '/mnt', 'true']).then(
  () => true,
  () => false,
);

if (!isBuilt) {
  console.warn('The storage thread runs what was built, and nothing was: its tests are skipped.');
}
if (!canMount) {
  console.warn('No small disk can be mounted here: what happens on a full one is not checked.');
}

async function temporaryDirectory(): Promise<string> {
  return dirname(await temporaryFile());
}

function scriptPath(name: string): string {
  return fileURLToPath(new URL(`../scripts/${name}.mjs`, import.meta.url));
}

/** A directory whose checkpoint 0 holds the state `state` of the key `key`. */
async function directoryWithCheckpoint(): Promise<string> {
  const directory = await temporaryDirectory();
  const store = new LmdbCheckpointStore(directory);
  await store.open();
  const changedKeys = [[Buffer.from('key'), Buffer.from('state')] as const];
  await store.write({ checkpointId: 0, manifest: Buffer.from('manifest'), changedKeys });
  await store.close();
  return directory;
}

/** Changes the record that says what the store is. */
async function changeManifest(directory: string, change: (record: Buffer) => Uint8Array | undefined): Promise<void> {
  const environment = await openLmdbEnvironment(checkpointFile(directory), { readOnly: false });
  environment.transaction(() => {
    const changed = change(environment.manifest.getBinary(manifestKey) ?? Buffer.alloc(0));
    if (changed === undefined) {
      environment.manifest.removeSync(manifestKey);
    } else {
      environment.manifest.putSync(manifestKey, changed, {});
    }
  });
  await environment.close();
}

describe.skipIf(!isBuilt)('a checkpoint store in LMDB', () => {
  test('is made with its directory, and says nothing was found', async () => {
    const directory = join(await temporaryDirectory(), 'not', 'there', 'yet');
    const store = new LmdbCheckpointStore(directory);
    expect(await store.open()).toBeUndefined();
    await store.close();
    expect((await readdir(directory)).sort()).toEqual(['checkpoint.mdb', 'checkpoint.mdb-lock']);
  });

  test('whose making was interrupted is made again', async () => {
    const directory = await temporaryDirectory();
    await writeFile(`${checkpointFile(directory)}.new`, 'half of it');
    await writeFile(`${checkpointFile(directory)}.new-lock`, '');
    const store = new LmdbCheckpointStore(directory);
    expect(await store.open()).toBeUndefined();
    await store.close();
    expect((await readdir(directory)).sort()).toEqual(['checkpoint.mdb', 'checkpoint.mdb-lock']);
  });

  test('cannot be opened twice', async () => {
    const store = new LmdbCheckpointStore(await temporaryDirectory());
    await store.open();
    await expect(store.open()).rejects.toMatchObject({ code: 'CHECKPOINT_STORE_OPEN' });
    await store.close();
  });

  test('is not read with another maximum parallelism than it was written with', async () => {
    const directory = await directoryWithCheckpoint();
    await expect(new LmdbCheckpointStore(directory, { maxParallelism: 64 }).open()).rejects.toMatchObject({
      code: 'CHECKPOINT_PARALLELISM_CHANGED',
      message: expect.stringContaining('128, not 64') as unknown,
      hint: expect.stringContaining('Set it to 128') as unknown,
    });
    const store = new LmdbCheckpointStore(directory);
    expect(await store.open()).toMatchObject({ checkpointId: 0 });
    await store.close();
  });

  test.each([0, -1, 1.5, 32769, Number.NaN])('has no maximum parallelism of %d', (maxParallelism) => {
    expect(() => new LmdbCheckpointStore('anywhere', { maxParallelism })).toThrow(
      expect.objectContaining({ code: 'MAX_PARALLELISM_INVALID', path: 'maxParallelism' }),
    );
  });

  test.each([
    ['an earlier', 1],
    ['a later', 3],
  ])('of %s format is refused, not guessed at', async (_which, version) => {
    const directory = await directoryWithCheckpoint();
    await changeManifest(directory, (record) => {
      record.writeUInt16BE(version, 4);
      record.writeUInt32BE(crc32(record.subarray(0, -4)), record.length - 4);
      return record;
    });
    await expect(new LmdbCheckpointStore(directory).open()).rejects.toMatchObject({
      code: 'CHECKPOINT_FORMAT_UNKNOWN',
      message: expect.stringContaining(`version ${version}, known is version 2`) as unknown,
    });
  });

  test('of another data version of LMDB is refused', async () => {
    const directory = await directoryWithCheckpoint();
    const bytes = await readFile(checkpointFile(directory));
    for (const page of [0, 4096]) {
      bytes.writeUInt32LE(3, page + 28);
    }
    await writeFile(checkpointFile(directory), bytes);
    await expect(new LmdbCheckpointStore(directory).open()).rejects.toMatchObject({
      code: 'CHECKPOINT_FORMAT_UNKNOWN',
      message: expect.stringContaining('LMDB data version 3') as unknown,
    });
  });

  test.each([
    ['is damaged', (record: Buffer) => Buffer.concat([record.subarray(0, 20), Buffer.of(1), record.subarray(21)])],
    ['is cut off', (record: Buffer) => record.subarray(0, 5)],
    ['is gone', () => undefined],
  ])('whose manifest %s is refused, and does not begin anew', async (_, change) => {
    const directory = await directoryWithCheckpoint();
    await changeManifest(directory, change);
    await expect(new LmdbCheckpointStore(directory).open()).rejects.toMatchObject({
      code: 'CHECKPOINT_CORRUPT',
      message: expect.stringContaining(`The manifest in ${checkpointFile(directory)}`) as unknown,
    });
  });

  test('in a place that cannot be used says why', async () => {
    const file = await temporaryFile();
    await writeFile(file, '');
    await expect(new LmdbCheckpointStore(join(file, 'checkpoint')).open()).rejects.toMatchObject({
      code: 'CHECKPOINT_OPEN_FAILED',
      cause: expect.objectContaining({ message: expect.stringContaining('ENOTDIR') as unknown }) as unknown,
    });
  });

  test('fails a savepoint that cannot be written, and goes on', async () => {
    const file = await temporaryFile();
    await writeFile(file, '');
    const store = new LmdbCheckpointStore(await directoryWithCheckpoint());
    await store.open();
    await expect(store.savepoint(join(file, 'savepoint'))).rejects.toMatchObject({ code: 'SAVEPOINT_FAILED' });
    await store.write({ checkpointId: 1, manifest: Buffer.from('1'), changedKeys: [] });
    await store.close();
  });

  test('writes no savepoint among other files, and leaves those alone', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'precious'), 'content');
    const store = new LmdbCheckpointStore(await directoryWithCheckpoint());
    await store.open();
    await expect(store.savepoint(directory)).rejects.toMatchObject({ code: 'SAVEPOINT_DIRECTORY_NOT_EMPTY' });
    expect(await readdir(directory)).toEqual(['precious']);
    await store.close();
  });

  test('writes savepoints that need nothing else: a copy of the file alone is one', async () => {
    const directory = await directoryWithCheckpoint();
    const store = new LmdbCheckpointStore(directory);
    await store.open();
    const [savepoint, copy] = [join(await temporaryDirectory(), 'savepoint'), await temporaryDirectory()];
    await store.savepoint(savepoint);
    await store.close();
    expect(await readdir(savepoint)).toEqual(['checkpoint.mdb']);
    await writeFile(checkpointFile(copy), await readFile(checkpointFile(savepoint)));
    const restored = new LmdbCheckpointStore(copy);
    expect(await restored.open()).toMatchObject({ checkpointId: 0 });
    expect(Buffer.from(restored.readKey(Buffer.from('key')) ?? []).toString()).toBe('state');
    await restored.close();
  });

  test('does not keep the process alive when idle, and does while it writes', async () => {
    const directory = await temporaryDirectory();
    const { stdout } = await execute(process.execPath, [scriptPath('leave-checkpoint-store-open'), directory]);
    expect(stdout).toBe('written\n');
    const store = new LmdbCheckpointStore(directory);
    expect(await store.open()).toMatchObject({ checkpointId: 4 });
    await store.close();
  });

  test('gives back the space of what was replaced', { timeout: 60_000 }, async () => {
    const directory = await temporaryDirectory();
    const store = new LmdbCheckpointStore(directory);
    await store.open();
    const sizes: number[] = [];
    for (let checkpointId = 0; checkpointId < 40; checkpointId++) {
      const changedKeys = Array.from(
        { length: 300 },
        (_, number) =>
          [Buffer.from(`key ${number}`), Buffer.alloc(500 + ((checkpointId * 37) % 200), checkpointId)] as const,
      );
      await store.write({ checkpointId, manifest: Buffer.from('manifest'), changedKeys });
      store.readKey(Buffer.from('key 7'));
      sizes.push((await stat(checkpointFile(directory))).size);
    }
    await store.close();
    expect(sizes.at(-1)).toBeLessThan(2 * (sizes[10] ?? 0));
  });

  test('of many more keys than one batch holds is read while it grows and is replaced, always whole', {
    timeout: 120_000,
  }, async () => {
    const store = new LmdbCheckpointStore(await temporaryDirectory());
    await store.open();
    const random = new SeededRandom(9);
    const numbers = Array.from({ length: 30_000 }, (_, number) => number);
    const stateOf = (number: number, checkpointId: number): Uint8Array =>
      Buffer.alloc(200 + (number % 300), `${number} as of ${checkpointId} `);
    const differing = (among: readonly number[], checkpointIds: readonly number[]): readonly number[] =>
      among.filter((number) => {
        const found = store.readKey(Buffer.from(`key ${number}`));
        const allowed = checkpointIds.map((id) => (id < 0 ? undefined : stateOf(number, id)));
        return !allowed.some((state) => isDeepStrictEqual(found, state));
      });
    for (let checkpointId = 0; checkpointId < 4; checkpointId++) {
      let isWritten = false;
      const changedKeys = numbers.map(
        (number) => [Buffer.from(`key ${number}`), stateOf(number, checkpointId)] as const,
      );
      const writing = store.write({ checkpointId, manifest: Buffer.from('manifest'), changedKeys }).finally(() => {
        isWritten = true;
      });
      while (!isWritten) {
        const some = Array.from({ length: 50 }, () => random.below(numbers.length));
        expect(differing(some, [checkpointId - 1, checkpointId])).toEqual([]);
        await nextTurn();
      }
      await writing;
    }
    await store.close();
    await store.open();
    expect(differing(numbers, [3])).toEqual([]);
    await store.close();
  });

  test.skipIf(!canMount)(
    'on a full disk fails the write with its cause, is unharmed, and goes on when there is room',
    async () => {
      const disk = await temporaryDirectory();
      const args = [
        '-rm',
        'sh',
        '-c',
        mountTmpfs,
        disk,
        process.execPath,
        scriptPath('write-checkpoints-on-small-disk'),
        disk,
      ];
      const { stdout } = await execute('unshare', args);
      const report: unknown = JSON.parse(stdout);
      expect(report).toMatchObject({
        first: 'ok',
        whenFull: [expect.stringMatching(/^CHECKPOINT_WRITE_FAILED: .+/), '000'],
        savepointWhenFull: expect.stringMatching(/^SAVEPOINT_FAILED: .+/) as unknown,
        leftOfSavepoint: [],
        withRoom: ['ok', '111'],
        savepointWithRoom: 'ok',
        afterwards: [1, '111'],
      });
    },
  );
});
