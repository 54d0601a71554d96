import { sourceConformance } from '@millrace/runtime/conformance';
import { describe, expect, test } from 'vitest';
import { PagedSource, type PageRequest } from '../../../tutorial/custom/paged-source.js';

const letters = ['a', 'b', 'c', 'd', 'e'];

// #region conformance
describe.each([1, 2, 5, 100])('PagedSource with pages of %s keeps the laws of sources', (pageSize) => {
  const create = (): PagedSource<string> => new PagedSource({ id: 'letters', pageSize, fetchPage: fetchLetters });

  const rows = sourceConformance({ create }).map(({ name, run }) => [name, run] as const);

  test.each(rows)('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
// #endregion conformance

test('a page is asked for when its first record is, and not before', async () => {
  const offsets: number[] = [];
  const source = new PagedSource({
    id: 'letters',
    pageSize: 2,
    fetchPage: (request) => {
      offsets.push(request.offset);
      return fetchLetters(request);
    },
  });
  for await (const { position } of source.read({ after: undefined, signal: new AbortController().signal })) {
    if (position === 1) break;
  }
  expect(offsets).toEqual([0]);
});

async function fetchLetters({ offset, limit }: PageRequest): Promise<readonly string[]> {
  return letters.slice(offset, offset + limit);
}
