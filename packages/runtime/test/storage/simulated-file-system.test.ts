import { describe, expect, it } from 'vitest';
import type { SimulatedFile } from '../../src/testing/simulated-file.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';

const pageBytes = 4096;
const seeds = Array.from({ length: 300 }, (_, seed) => seed);

async function create(fileSystem: SimulatedFileSystem, path: string, content = ''): Promise<SimulatedFile> {
  const file = await fileSystem.open(path, { write: true, create: true });
  await file.write(Buffer.from(content), 0);
  return file;
}

async function contentOf(fileSystem: SimulatedFileSystem, path: string): Promise<string | undefined> {
  if (!(await fileSystem.exists(path))) {
    return undefined;
  }
  const file = await fileSystem.open(path, {});
  return Buffer.from(await file.read(0, 1_000_000)).toString('latin1');
}

/** What a file may be after a loss of power, over many seeds, each outcome once. */
async function outcomes(fileSystem: SimulatedFileSystem, path: string): Promise<ReadonlySet<string | undefined>> {
  const found = new Set<string | undefined>();
  for (const seed of seeds) {
    found.add(await contentOf(fileSystem.imageAfterPowerLoss(seed), path));
  }
  return found;
}

async function syncedFile(
  content: string,
): Promise<{ readonly fileSystem: SimulatedFileSystem; readonly file: SimulatedFile }> {
  const fileSystem = new SimulatedFileSystem();
  const file = await create(fileSystem, '/file', content);
  await file.dataSync();
  await fileSystem.syncDirectory('/');
  return { fileSystem, file };
}

describe('a loss of power', () => {
  it('leaves what was synced, always', async () => {
    const { fileSystem } = await syncedFile('a'.repeat(3 * pageBytes + 100));
    expect(await outcomes(fileSystem, '/file')).toEqual(new Set(['a'.repeat(3 * pageBytes + 100)]));
  });

  it('leaves of later writes within the file any page, or a torn one', async () => {
    const { fileSystem, file } = await syncedFile('a'.repeat(2 * pageBytes));
    await file.write(Buffer.from('b'.repeat(2 * pageBytes)), 0);
    const found = await outcomes(fileSystem, '/file');
    const pages = [...found].map((content) =>
      [content?.slice(0, pageBytes), content?.slice(pageBytes)].map((page) =>
        new Set(page).size === 1 ? page?.[0] : 'torn',
      ),
    );
    const kinds = new Set(pages.map((page) => page.join()));
    expect(kinds).toEqual(
      new Set(['a', 'b', 'torn'].flatMap((first) => ['a', 'b', 'torn'].map((second) => `${first},${second}`))),
    );
    expect([...found].every((content) => content?.length === 2 * pageBytes)).toBe(true);
  });

  it('leaves of a longer file the old length, the new one or one in between, and zeros where nothing was written', async () => {
    const { fileSystem, file } = await syncedFile('a'.repeat(10));
    await file.write(Buffer.from('b'.repeat(2 * pageBytes)), 10);
    const found = [...(await outcomes(fileSystem, '/file'))].map((content) => content ?? '');
    const lengths = new Set(found.map(({ length }) => length));
    expect([lengths.has(10), lengths.has(10 + 2 * pageBytes), lengths.size > 20]).toEqual([true, true, true]);
    expect(found.every((content) => /^a{10}[b\0]*$/.test(content))).toBe(true);
    expect(found.some((content) => /b\0+b/.test(content))).toBe(true);
  });

  it('takes a cut back, or not', async () => {
    const { fileSystem, file } = await syncedFile('a'.repeat(2 * pageBytes));
    await file.truncate(100);
    const lengths = new Set([...(await outcomes(fileSystem, '/file'))].map((content) => content?.length));
    expect([lengths.has(100), lengths.has(2 * pageBytes)]).toEqual([true, true]);
    await file.dataSync();
    expect(await outcomes(fileSystem, '/file')).toEqual(new Set(['a'.repeat(100)]));
  });

  it('shows content of removed files where nothing was written, if it was told to', async () => {
    const fileSystem = new SimulatedFileSystem({ showStaleBytes: true });
    await create(fileSystem, '/old', 'secret '.repeat(2000));
    await fileSystem.remove('/old');
    const file = await create(fileSystem, '/file');
    await fileSystem.syncDirectory('/');
    await file.write(Buffer.from('b'.repeat(2 * pageBytes)), 0);
    const found = [...(await outcomes(fileSystem, '/file'))];
    expect(found.some((content) => content?.includes('secret'))).toBe(true);
  });

  it('leaves a new name, a removed name and a rename done or undone, each for itself, until the directory is synced', async () => {
    const fileSystem = new SimulatedFileSystem();
    for (const name of ['old', 'target', 'removed']) {
      await (await create(fileSystem, `/${name}`, name)).dataSync();
    }
    await fileSystem.syncDirectory('/');
    await (await create(fileSystem, '/new', 'new')).dataSync();
    await fileSystem.remove('/removed');
    await fileSystem.rename('/old', '/target');
    const found = new Set<string>();
    for (const seed of seeds) {
      const image = fileSystem.imageAfterPowerLoss(seed);
      const contents = await Promise.all(
        ['new', 'removed', 'old', 'target'].map((name) => contentOf(image, `/${name}`)),
      );
      found.add(contents.map((content) => content ?? '-').join());
    }
    const expected = ['new', '-'].flatMap((created) =>
      ['removed', '-'].flatMap((removed) =>
        ['old,target', '-,old'].map((renamed) => [created, removed, renamed].join()),
      ),
    );
    expect(found).toEqual(new Set(expected));
    await fileSystem.syncDirectory('/');
    expect(await fileSystem.losePower(1).list('/')).toEqual(['new', 'target']);
  });

  it('leaves a directory that was not synced in the one above it, or nothing of it', async () => {
    const fileSystem = new SimulatedFileSystem();
    await fileSystem.makeDirectory('/a/b');
    await (await create(fileSystem, '/a/b/file', 'content')).dataSync();
    await fileSystem.syncDirectory('/a/b');
    await fileSystem.syncDirectory('/a');
    expect(await outcomes(fileSystem, '/a/b/file')).toEqual(new Set(['content', undefined]));
  });

  it('after a sync that failed leaves in doubt what it should have made sure, whatever is synced later', async () => {
    const { fileSystem, file } = await syncedFile('a'.repeat(pageBytes));
    await file.write(Buffer.from('b'.repeat(pageBytes)), 0);
    fileSystem.inject({ operation: 'dataSync', code: 'EIO' });
    await expect(file.dataSync()).rejects.toMatchObject({ code: 'EIO' });
    expect(await contentOf(fileSystem, '/file')).toBe('b'.repeat(pageBytes));
    await file.dataSync();
    const found = await outcomes(fileSystem, '/file');
    expect([found.has('a'.repeat(pageBytes)), found.has('b'.repeat(pageBytes))]).toEqual([true, true]);
    await file.write(Buffer.from('c'.repeat(pageBytes)), 0);
    await file.dataSync();
    expect(await outcomes(fileSystem, '/file')).toEqual(new Set(['c'.repeat(pageBytes)]));
  });

  it('is the same for the same seed', async () => {
    const { fileSystem, file } = await syncedFile('a'.repeat(5 * pageBytes));
    await file.write(Buffer.from('b'.repeat(5 * pageBytes)), 1000);
    for (const seed of seeds.slice(0, 10)) {
      const [one, other] = [fileSystem.imageAfterPowerLoss(seed), fileSystem.imageAfterPowerLoss(seed)];
      expect(await contentOf(one, '/file')).toBe(await contentOf(other, '/file'));
    }
  });
});

describe('the end of a process', () => {
  it('leaves all that was written, none of it surer than it was', async () => {
    const { fileSystem, file } = await syncedFile('a');
    await file.write(Buffer.from('b'), 1);
    const next = fileSystem.kill();
    expect(await contentOf(next, '/file')).toBe('ab');
    expect(await outcomes(next, '/file')).toEqual(new Set(['a', 'ab', 'a\0']));
  });

  it('and a loss of power leave whoever waits for the old file system waiting', async () => {
    for (const end of ['kill', 'losePower'] as const) {
      const { fileSystem, file } = await syncedFile('a');
      const begun = file.write(Buffer.from('b'), 0);
      const next = fileSystem[end](1);
      const settled: string[] = [];
      const operations = {
        begun,
        write: file.write(Buffer.from('b'), 0),
        sync: file.dataSync(),
        list: fileSystem.list('/'),
        close: file.close(),
      };
      for (const [name, operation] of Object.entries(operations)) {
        operation.then(
          () => settled.push(name),
          () => settled.push(name),
        );
      }
      await new Promise(setImmediate);
      expect(settled).toEqual([]);
      expect(await contentOf(next, '/file')).toBe('a');
    }
  });

  it('is no end for images taken before: disks share nothing', async () => {
    const { fileSystem, file } = await syncedFile('a');
    const image = fileSystem.imageAfterKill();
    await file.write(Buffer.from('b'), 0);
    await (await image.open('/file', { write: true })).write(Buffer.from('c'), 0);
    expect([await contentOf(fileSystem, '/file'), await contentOf(image, '/file')]).toEqual(['b', 'c']);
  });
});

describe('a fault', () => {
  it('hits the nth operation of its kind, once', async () => {
    const { fileSystem, file } = await syncedFile('');
    fileSystem.inject({ operation: 'write', code: 'ENOSPC', nth: 3 });
    const results: string[] = [];
    for (let number = 0; number < 5; number++) {
      await file.dataSync();
      results.push(
        await file.write(Buffer.from('x'), number).then(
          () => 'ok',
          (error: unknown) => String(Object(error).code),
        ),
      );
    }
    expect(results).toEqual(['ok', 'ok', 'ENOSPC', 'ok', 'ok']);
  });

  it('that is lasting hits all operations from there on until it is cleared', async () => {
    const { fileSystem, file } = await syncedFile('');
    const clear = fileSystem.inject({ operation: 'any', code: 'EIO', nth: 2, isLasting: true });
    await file.write(Buffer.from('x'), 0);
    for (const operation of [
      () => file.write(Buffer.from('x'), 0),
      () => file.dataSync(),
      () => fileSystem.remove('/file'),
      () => fileSystem.makeDirectory('/a'),
    ]) {
      await expect(operation()).rejects.toMatchObject({ code: 'EIO' });
    }
    expect(await file.length()).toBe(1);
    clear();
    await file.write(Buffer.from('xyz'), 0);
    expect(await file.length()).toBe(3);
  });

  it('leaves a beginning of the write it hits', async () => {
    const { fileSystem, file } = await syncedFile('');
    fileSystem.inject({ operation: 'write', code: 'ENOSPC', writtenBytes: 4 });
    await expect(file.write(Buffer.from('123456'), 0)).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(await contentOf(fileSystem, '/file')).toBe('1234');
    const lengths = new Set<number>();
    for (const seed of seeds.slice(0, 50)) {
      const other = new SimulatedFileSystem({ seed });
      const torn = await create(other, '/file');
      other.inject({ operation: 'write', code: 'EIO' });
      await expect(torn.write(Buffer.from('123456'), 0)).rejects.toMatchObject({ code: 'EIO' });
      lengths.add(await torn.length());
    }
    expect(lengths).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
  });

  it('leaves names as they were', async () => {
    const { fileSystem } = await syncedFile('a');
    for (const operation of ['rename', 'remove', 'create', 'makeDirectory'] as const) {
      fileSystem.inject({ operation, code: 'EIO' });
    }
    await expect(fileSystem.rename('/file', '/other')).rejects.toMatchObject({ code: 'EIO' });
    await expect(fileSystem.remove('/file')).rejects.toMatchObject({ code: 'EIO' });
    await expect(fileSystem.open('/new', { write: true, create: true })).rejects.toMatchObject({ code: 'EIO' });
    await expect(fileSystem.makeDirectory('/directory')).rejects.toMatchObject({ code: 'EIO' });
    expect(await fileSystem.list('/')).toEqual(['file']);
  });
});

describe('an observer', () => {
  it('is told of every durable operation, before and after it, with numbers that grow, and of no other', async () => {
    const fileSystem = new SimulatedFileSystem();
    const told: string[] = [];
    const stop = fileSystem.observe({
      before: ({ number, operation, path }) => told.push(`${number} before ${operation} ${path}`),
      after: ({ number, operation }) => told.push(`${number} after ${operation}`),
    });
    const file = await create(fileSystem, '/file', 'a');
    await file.read(0, 1);
    await fileSystem.list('/');
    await fileSystem.exists('/file');
    await file.dataSync();
    stop();
    await file.dataSync();
    expect(told).toEqual([
      '1 before create /file',
      '1 after create',
      '2 before write /file',
      '2 after write',
      '3 before dataSync /file',
      '3 after dataSync',
    ]);
    expect([fileSystem.count('dataSync'), fileSystem.count('read'), fileSystem.count('rename')]).toEqual([2, 1, 0]);
  });

  it('that takes the power before an operation keeps it from happening, and after it keeps everybody from knowing', async () => {
    for (const [when, expected] of [
      ['before', ''],
      ['after', 'x'],
    ] as const) {
      const { fileSystem, file } = await syncedFile('');
      let next: SimulatedFileSystem | undefined;
      let isAcknowledged = false;
      fileSystem.observe({
        [when]: ({ operation }: { operation: string }) => {
          next ??= operation === 'write' ? fileSystem.kill() : undefined;
        },
      });
      void file.write(Buffer.from('x'), 0).then(() => {
        isAcknowledged = true;
      });
      await new Promise(setImmediate);
      expect([next === undefined ? undefined : await contentOf(next, '/file'), isAcknowledged]).toEqual([
        expected,
        false,
      ]);
    }
  });
});

describe('errors', () => {
  it('are those of the system', async () => {
    const { fileSystem, file } = await syncedFile('a');
    await expect(fileSystem.open('/missing', {})).rejects.toMatchObject({ code: 'ENOENT', path: '/missing' });
    await expect(fileSystem.open('/missing/file', { write: true, create: true })).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await expect(fileSystem.open('/file', { write: true, create: true, exclusive: true })).rejects.toMatchObject({
      code: 'EEXIST',
    });
    await expect(fileSystem.list('/file')).rejects.toMatchObject({ code: 'ENOTDIR' });
    await expect(fileSystem.remove('/missing')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(fileSystem.rename('/missing', '/other')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(fileSystem.syncDirectory('/missing')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect((await fileSystem.open('/file', {})).write(Buffer.from('x'), 0)).rejects.toMatchObject({
      code: 'EBADF',
    });
    await file.close();
    await expect(file.read(0, 1)).rejects.toMatchObject({ code: 'EBADF' });
  });
});
