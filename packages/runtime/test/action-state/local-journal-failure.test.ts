import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { codeOf, failureOf } from '../support/failure-of.js';
import { appendAll, directory, JournalPlace, key, textsOf } from '../support/journal-place.js';

let place: JournalPlace;

beforeEach(() => {
  place = new JournalPlace();
});

describe('a write or sync that fails', () => {
  it('rejects appends with what to do, the file and the cause, and no marker is made any more', async () => {
    const journal = await place.start();
    place.disk.inject({ operation: 'dataSync', code: 'EIO' });
    const [one, other] = [
      journal.append(key, Buffer.from('1')),
      journal.append(Buffer.from('other'), Buffer.from('2')),
    ];
    const failure = {
      code: 'JOURNAL_WRITE_FAILED',
      file: `${directory}/segment-0000000001.journal`,
      cause: { code: 'EIO' },
    };
    await expect(one).rejects.toMatchObject(failure);
    await expect(other).rejects.toMatchObject(failure);
    await expect(journal.append(key, Buffer.from('3'))).rejects.toMatchObject(failure);
    expect(() => journal.recoveryMarker()).toThrow('opened anew');
    expect(journal.pendingBytes).toBe(0);
  });

  it('is not followed by the sync of an interval', async () => {
    const clock = new ManualClock();
    const journal = await place.start({ durability: { intervalMs: 50 }, clock });
    await appendAll(journal, ['1']);
    place.disk.inject({ operation: 'write', code: 'EIO' });
    const syncs = place.disk.count('dataSync');
    const failing = failureOf(journal.append(key, Buffer.from('2')));
    clock.advance(50);
    expect(codeOf(await failing)).toBe('JOURNAL_WRITE_FAILED');
    await journal.close();
    expect([place.disk.count('dataSync'), clock.timerCount]).toEqual([syncs, 0]);
  });

  it('touches the file no more', async () => {
    const journal = await place.start();
    place.disk.inject({ operation: 'write', code: 'ENOSPC' });
    await expect(journal.append(key, Buffer.from('1'))).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
    const before = [place.disk.count('write'), place.disk.count('dataSync'), place.disk.count('truncate')];
    await expect(journal.append(key, Buffer.from('2'))).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
    await journal.close();
    expect([place.disk.count('write'), place.disk.count('dataSync'), place.disk.count('truncate')]).toEqual(before);
  });

  it('leaves no file that is written to again: the next life begins a new segment', async () => {
    const journal = await place.start();
    await appendAll(journal, ['1']);
    place.disk.inject({ operation: 'write', code: 'ENOSPC', writtenBytes: 20 });
    await expect(journal.append(key, Buffer.from('2'))).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
    await journal.close();
    const next = place.newJournal();
    await next.open();
    expect(await next.rebuildState([], () => true)).toEqual({
      records: 1,
      tornTail: expect.stringContaining('20 bytes'),
    });
    await appendAll(next, ['3']);
    await next.close();
    expect(await place.disk.list(directory)).toEqual(['segment-0000000001.journal', 'segment-0000000002.journal']);
    expect(textsOf(await place.start())).toEqual(['1', '3']);
  });

  it('when a new segment is begun, fails the appends that were to go there', async () => {
    const journal = await place.start({ segmentBytes: 200 });
    await appendAll(journal, ['1']);
    place.disk.inject({ operation: 'rename', code: 'ENOSPC' });
    await expect(journal.append(key, Buffer.alloc(500))).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
    await journal.close();
    expect(textsOf(await place.start())).toEqual(['1']);
  });
});
