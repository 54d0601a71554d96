import { appendFile, rename, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { differenceOfFile, identifyFile } from '../../src/source/file-identity.js';
import { temporaryFile } from '../support/temporary-folder.js';

async function fileOf(content: string | Uint8Array, name?: string): Promise<string> {
  const path = await temporaryFile(name);
  await writeFile(path, content);
  return path;
}

describe('a file is identified', () => {
  test('by its name, its length and the digest of its beginning', async () => {
    expect(await identifyFile(await fileOf('{"a":"ä"}\n', 'orders.jsonl'))).toEqual({
      name: 'orders.jsonl',
      length: 11,
      headLength: 11,
      headDigest: '8a25f73e3c449b3172d683cb1d2da27c2e90a66baa6c7a174d644be61f523ac8',
    });
  });

  test('by no more than the first 64 KiB of it', async () => {
    const [one, other] = [await fileOf(`${'x'.repeat(65_536)}a`), await fileOf(`${'x'.repeat(65_536)}b`)];
    expect(await identifyFile(one)).toMatchObject({ length: 65_537, headLength: 65_536 });
    expect(await identifyFile(other)).toEqual(await identifyFile(one));
  });

  test('in any folder alike', async () => {
    expect(await identifyFile(await fileOf('1\n'))).toEqual(await identifyFile(await fileOf('1\n')));
  });

  test('by its name alone when it is no file, of which nothing is read', async () => {
    expect(await identifyFile('/dev/zero')).toMatchObject({ name: 'zero', length: 0, headLength: 0 });
  });

  test('only when it is there', async () => {
    await expect(identifyFile(await temporaryFile())).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a file is the same one', () => {
  test('when nothing happened to it', async () => {
    const path = await fileOf('1\n2\n');
    expect(await differenceOfFile(path, await identifyFile(path), 2)).toBeUndefined();
  });

  test.each([
    ['a line', '1\n2\n'],
    ['nothing', ''],
    ['a line without its end', '{"a":'],
    ['more than its digest is of', 'x'.repeat(100_000)],
  ])('when it has grown and was %s before', async (_, content) => {
    const path = await fileOf(content);
    const recorded = await identifyFile(path);
    await appendFile(path, `more\n${'y'.repeat(100_000)}`);
    expect(await differenceOfFile(path, recorded, undefined)).toBeUndefined();
  });

  test('when it was read further than it had reached, and has not become shorter since', async () => {
    const path = await fileOf('1\n');
    const recorded = await identifyFile(path);
    await appendFile(path, '"zwölf"\r\n3\r\n');
    expect(await differenceOfFile(path, recorded, 12)).toBeUndefined();
  });
});

describe('a file is another one', () => {
  test('when it has another name', async () => {
    const path = await fileOf('1\n', 'monday.jsonl');
    const recorded = await identifyFile(path);
    const renamed = join(dirname(path), 'tuesday.jsonl');
    await rename(path, renamed);
    expect(await differenceOfFile(renamed, recorded, 0)).toBe('it was the file monday.jsonl before');
  });

  test('when it is shorter', async () => {
    const path = await fileOf('1\n2\n');
    const recorded = await identifyFile(path);
    await truncate(path, 2);
    expect(await differenceOfFile(path, recorded, 0)).toBe('it is 2 bytes long, and was 4');
  });

  test('when it begins with something else, however long it is', async () => {
    const path = await fileOf('1\n2\n');
    const recorded = await identifyFile(path);
    for (const content of ['1\n3\n', '1\n3\n4\n5\n']) {
      await writeFile(path, content);
      expect(await differenceOfFile(path, recorded, 0)).toBe('its first 4 bytes are not what they were');
    }
  });

  test('when it ends before the line it was read to', async () => {
    const path = await fileOf('1\n');
    const recorded = await identifyFile(path);
    expect(await differenceOfFile(path, recorded, 2)).toBe('it is 2 bytes long, and was read up to the line at byte 2');
  });

  test('when no line starts where it was read to', async () => {
    const path = await fileOf('1\n');
    const recorded = await identifyFile(path);
    await appendFile(path, '"zwei"\n3\n');
    expect(await differenceOfFile(path, recorded, 4)).toBe(
      'no line starts at byte 4 any more, up to where it was read',
    );
  });

  test.each([[null], ['file.jsonl'], [['file.jsonl']], [{ name: 'file.jsonl' }], [new Date(0)]])(
    'when the source was no file before, but %j',
    async (recorded) => {
      expect(await differenceOfFile(await fileOf(''), recorded, undefined)).toBe('it was no file before');
    },
  );
});
