import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Document, VectorStoreQuery } from '@millrace/api';
import { describe, expect, it } from 'vitest';
import { openComplaintStore } from '../support/complaint-stores.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const first = new Document({
  id: 'a',
  content: 'The lid leaks.',
  metadata: { sequence: 1, seen: new Date(0), large: 2n },
});
const second = new Document({ id: 'b', content: 'The battery is empty.', metadata: { sequence: 2 } });

async function filePath(): Promise<string> {
  return join(await temporaryDirectory(), 'deeper', 'complaints.jsonl');
}

async function linesOf(file: string): Promise<readonly string[]> {
  return (await readFile(file, 'utf8')).split('\n').slice(0, -1);
}

describe('a complaint store with a file', () => {
  it('finds after a restart what it found before, with the same scores', async () => {
    const file = await filePath();
    const store = await openComplaintStore({ file });
    await store.add([first, second], { collection: 'bottle' });
    const query = new VectorStoreQuery({
      text: 'leaking lid',
      limit: 2,
      collection: 'bottle',
      filters: { sequenceBelow: 9 },
    });
    const before = await store.query(query);
    await store.close();
    const reopened = await openComplaintStore({ file });

    expect((await reopened.query(query)).toJSON()).toEqual(before.toJSON());
    expect((await reopened.get({ collection: 'bottle', ids: ['a'] }))[0]?.metadata).toEqual(first.metadata);
    await reopened.close();
  });

  it('cuts off a line that a crash has torn, and goes on behind the last whole one', async () => {
    const file = await filePath();
    const store = await openComplaintStore({ file });
    await store.add([first]);
    await store.close();
    const [whole = ''] = await linesOf(file);
    await appendFile(file, whole.slice(0, 40));
    const reopened = await openComplaintStore({ file });
    await reopened.add([second]);
    await reopened.close();

    expect((await linesOf(file)).map((line) => JSON.parse(line) as unknown)).toMatchObject([{ id: 'a' }, { id: 'b' }]);
  });

  it('does not count a whole line without its line break', async () => {
    const file = await filePath();
    const store = await openComplaintStore({ file });
    await store.add([first, second]);
    await store.close();
    await writeFile(file, (await readFile(file, 'utf8')).trimEnd());
    const reopened = await openComplaintStore({ file });

    expect((await reopened.get()).map(({ id }) => id)).toEqual(['a']);
    await reopened.close();
  });

  it('takes the last of several lines for one id, and a deletion for what it is', async () => {
    const file = await filePath();
    const store = await openComplaintStore({ file });
    await store.add([first, second]);
    await store.add([first.with({ content: 'The lid leaks badly.' })]);
    await store.delete({ ids: ['b'] });
    await store.close();
    const reopened = await openComplaintStore({ file });

    expect((await reopened.get()).map(({ content }) => content)).toEqual(['The lid leaks badly.']);
    await reopened.close();
  });

  it('drops outdated lines at open when most of them are', async () => {
    const file = await filePath();
    const store = await openComplaintStore({ file });
    for (let round = 0; round < 4; round += 1) await store.add([first]);
    await store.close();
    expect((await linesOf(file)).length).toBe(4);
    const reopened = await openComplaintStore({ file });
    await reopened.add([second]);
    await reopened.close();

    expect((await linesOf(file)).length).toBe(2);
  });

  it('writes concurrent adds one after the other', async () => {
    const file = await filePath();
    const store = await openComplaintStore({ file });
    const ids = Array.from({ length: 30 }, (_, index) => `id-${index}`);
    await Promise.all(ids.map((id) => store.add([first.with({ id })])));
    await store.close();
    const reopened = await openComplaintStore({ file });

    expect((await reopened.get()).map(({ id }) => id)).toEqual(ids);
    await reopened.close();
  });

  it('refuses a file with a line it cannot read, and says which', async () => {
    const file = await filePath();
    const store = await openComplaintStore({ file });
    await store.add([first]);
    await store.close();
    await appendFile(file, '{"kind":"add"}\n');

    await expect(openComplaintStore({ file })).rejects.toMatchObject({
      code: 'COMPLAINT_FILE_CORRUPT',
      message: expect.stringContaining('Line 2 of') as string,
    });
  });
});
