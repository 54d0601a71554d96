import { beforeEach, describe, expect, it } from 'vitest';
import { appendAll, directory, JournalPlace, textsOf } from '../support/journal-place.js';

let place: JournalPlace;

beforeEach(() => {
  place = new JournalPlace();
});

describe('pruning', () => {
  it('removes the segments before the marker, the oldest first and each for good, and only those', async () => {
    const journal = await place.start({ segmentBytes: 150 });
    await appendAll(journal, ['1', '2']);
    const marker = journal.recoveryMarker();
    await appendAll(journal, ['3', '4']);
    const operations: string[] = [];
    place.disk.observe({
      after: ({ operation, path }) => operations.push(`${operation} ${path.slice(directory.length + 1)}`),
    });
    await journal.pruneState(marker);
    expect(operations).toEqual([
      'remove segment-0000000001.journal',
      'syncDirectory ',
      'remove segment-0000000002.journal',
      'syncDirectory ',
    ]);
    expect(await place.disk.list(directory)).toEqual(['segment-0000000003.journal', 'segment-0000000004.journal']);
  });

  it('refuses markers of other journals and behind the end', async () => {
    const journal = await place.start();
    const marker = journal.recoveryMarker();
    await expect(journal.pruneState({ journal: 'another', record: 0 })).rejects.toMatchObject({
      code: 'JOURNAL_NOT_THAT_OF_CHECKPOINT',
    });
    await expect(journal.pruneState({ ...Object(marker), record: 1 })).rejects.toMatchObject({
      code: 'JOURNAL_ENDS_EARLY',
    });
  });

  it('that fails says so, leaves appending alone and is done by the next one', async () => {
    const journal = await place.start({ segmentBytes: 150 });
    await appendAll(journal, ['1', '2', '3']);
    const marker = journal.recoveryMarker();
    for (const operation of ['remove', 'syncDirectory'] as const) {
      place.disk.inject({ operation, code: 'EIO' });
      await expect(journal.pruneState(marker)).rejects.toMatchObject({
        code: 'JOURNAL_PRUNE_FAILED',
        cause: { code: 'EIO' },
      });
    }
    await appendAll(journal, ['4']);
    await journal.pruneState(marker);
    await journal.close();
    expect(await place.disk.list(directory)).toEqual(['segment-0000000004.journal']);
    expect(textsOf(await place.start({}, [marker]))).toEqual(['4']);
  });
});
