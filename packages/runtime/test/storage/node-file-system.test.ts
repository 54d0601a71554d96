import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { NodeFileSystem } from '../../src/storage/node-file-system.js';
import { temporaryFile } from '../support/temporary-folder.js';

const fileSystem = new NodeFileSystem();
let path: string;

beforeEach(async () => {
  path = await temporaryFile('file');
});

test('what is written is read back, at any position and also when it is larger than one call of the system may write', async () => {
  const file = await fileSystem.open(path, { write: true, create: true });
  const large = Buffer.alloc(20_000_000).map((_, index) => index % 251);
  await file.write(large, 0);
  await file.write(Buffer.from('in the middle'), 10_000_000);
  await file.dataSync();
  large.set(Buffer.from('in the middle'), 10_000_000);
  expect(Buffer.compare(await file.read(0, large.length), large)).toBe(0);
  expect(Buffer.from(await file.read(10_000_000, 6)).toString()).toBe('in the');
  await file.close();
});

test('reading ends at the end of the file', async () => {
  const file = await fileSystem.open(path, { write: true, create: true });
  await file.write(Buffer.from('12345'), 0);
  expect(Buffer.from(await file.read(3, 100)).toString()).toBe('45');
  expect(await file.read(5, 100)).toHaveLength(0);
  expect(await file.length()).toBe(5);
  await file.truncate(2);
  expect([await file.length(), Buffer.from(await file.read(0, 100)).toString()]).toEqual([2, '12']);
  await file.close();
});

test('a file is made when it is asked for, left as it is when it is there, and refused when it must not be there', async () => {
  await expect(fileSystem.open(path, { write: true })).rejects.toMatchObject({ code: 'ENOENT' });
  const first = await fileSystem.open(path, { write: true, create: true, exclusive: true });
  await first.write(Buffer.from('kept'), 0);
  await first.close();
  await expect(fileSystem.open(path, { write: true, create: true, exclusive: true })).rejects.toMatchObject({
    code: 'EEXIST',
  });
  const second = await fileSystem.open(path, { write: true, create: true });
  expect(await second.length()).toBe(4);
  await second.close();
});

test('a file that was not opened for writing is not written to', async () => {
  await (await fileSystem.open(path, { write: true, create: true })).close();
  const file = await fileSystem.open(path, {});
  await expect(file.write(Buffer.from('x'), 0)).rejects.toMatchObject({ code: 'EBADF' });
  await file.close();
});

test('names are listed in order, renamed and removed, and directories made with those above them', async () => {
  const directory = join(dirname(path), 'a/b');
  await fileSystem.makeDirectory(directory);
  await fileSystem.makeDirectory(directory);
  for (const name of ['2', '10', '1']) {
    await (await fileSystem.open(join(directory, name), { write: true, create: true })).close();
  }
  expect(await fileSystem.list(directory)).toEqual(['1', '10', '2']);
  await fileSystem.rename(join(directory, '1'), join(directory, '2'));
  await fileSystem.remove(join(directory, '10'));
  await fileSystem.syncDirectory(directory);
  expect(await fileSystem.list(directory)).toEqual(['2']);
  expect((await stat(directory)).isDirectory()).toBe(true);
  await expect(fileSystem.list(join(directory, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('whether something exists is told without an error, also below a file', async () => {
  await (await fileSystem.open(path, { write: true, create: true })).close();
  expect(await fileSystem.exists(path)).toBe(true);
  expect(await fileSystem.exists(dirname(path))).toBe(true);
  expect(await fileSystem.exists(`${path}.missing`)).toBe(false);
  expect(await fileSystem.exists(join(path, 'below'))).toBe(false);
});

test('a file is no directory to sync', async () => {
  await (await fileSystem.open(path, { write: true, create: true })).close();
  await expect(fileSystem.syncDirectory(path)).rejects.toMatchObject({ code: 'ENOTDIR' });
});
