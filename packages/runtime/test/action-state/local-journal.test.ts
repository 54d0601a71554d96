import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { codeOf, failureOf } from '../support/failure-of.js';
import { appendAll, JournalPlace, key, textsOf } from '../support/journal-place.js';

let place: JournalPlace;

beforeEach(() => {
  place = new JournalPlace();
});

describe('a flush', () => {
  it('is one write and one sync for everything appended in a turn, and does not wait for anything else', async () => {
    const journal = await place.start();
    const [writes, syncs] = [place.disk.count('write'), place.disk.count('dataSync')];
    await Promise.all(Array.from({ length: 100 }, (_, number) => journal.append(key, Buffer.from(`${number}`))));
    expect([place.disk.count('write') - writes, place.disk.count('dataSync') - syncs]).toEqual([1, 1]);
  });

  it('that is running takes nothing in; the next one carries all that arrived meanwhile', async () => {
    const journal = await place.start();
    const syncs = place.disk.count('dataSync');
    const appended: Promise<void>[] = [];
    place.disk.observe({
      before: ({ operation }) => {
        if (operation === 'dataSync' && appended.length < 20) {
          appended.push(journal.append(key, Buffer.from('meanwhile')), journal.append(key, Buffer.from('meanwhile')));
        }
      },
    });
    await journal.append(key, Buffer.from('first'));
    expect(place.disk.count('dataSync') - syncs).toBe(1);
    for (const settled of appended) {
      await settled;
    }
    expect([appended.length, place.disk.count('dataSync') - syncs]).toEqual([20, 11]);
  });

  it('is counted by pendingBytes until it is acknowledged', async () => {
    const journal = await place.start();
    expect(journal.pendingBytes).toBe(0);
    const appended = [journal.append(key, Buffer.alloc(100)), journal.append(key, Buffer.alloc(1000))];
    expect(journal.pendingBytes).toBe(1100 + 2 * (3 + 8));
    await Promise.all(appended);
    expect(journal.pendingBytes).toBe(0);
  });

  it('accepts more than the memory it keeps', async () => {
    const journal = await place.start({ maxPendingBytes: 1000, segmentBytes: 100_000 });
    await Promise.all(Array.from({ length: 20 }, () => journal.append(key, Buffer.alloc(50_000, 1))));
    await journal.close();
    const next = await place.start();
    expect(next.take(key).map(({ length }) => length)).toEqual(Array(20).fill(50_000));
  });
});

describe('an append', () => {
  it('larger than any record may be fails, and so does everything after it; also what waits in front of it', async () => {
    const journal = await place.start();
    const before = journal.append(key, Buffer.from('before'));
    // Only its length is looked at.
    const huge = Object.defineProperty(new Uint8Array(0), 'length', { value: 1024 ** 3 + 1 });
    await expect(journal.append(key, huge)).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
    await expect(journal.append(key, Buffer.from('behind'))).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
    await expect(before).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
    expect(journal.pendingBytes).toBe(0);
  });
});

describe('options', () => {
  it('that make no sense are refused, by name', () => {
    for (const [options, path] of [
      [{ segmentBytes: 0 }, 'segmentBytes'],
      [{ segmentBytes: 2 ** 40 }, 'segmentBytes'],
      [{ maxPendingBytes: 1.5 }, 'maxPendingBytes'],
      [{ durability: { intervalMs: Number.NaN } }, 'durability.intervalMs'],
    ] as const) {
      expect(() => place.newJournal(options)).toThrow(
        expect.objectContaining({ code: 'JOURNAL_OPTION_INVALID', path }),
      );
    }
  });
});

describe('durability', () => {
  it('sync acknowledges what survives a loss of power', async () => {
    await appendAll(await place.start(), ['1', '2']);
    place.disk = place.disk.losePower(1);
    expect(textsOf(await place.start())).toEqual(['1', '2']);
  });

  it('os acknowledges without a sync, and syncs when a segment ends and at close', async () => {
    const journal = await place.start({ durability: 'os', segmentBytes: 1000 });
    const before = place.disk.count('dataSync');
    await appendAll(journal, ['1', '2', '3']);
    expect(place.disk.count('dataSync')).toBe(before);
    await journal.append(key, Buffer.alloc(900));
    expect(place.disk.count('dataSync')).toBe(before + 2);
    await journal.close();
    expect(place.disk.count('dataSync')).toBe(before + 3);
    place.disk = place.disk.losePower(1);
    expect((await place.start()).take(key)).toHaveLength(4);
  });

  it('interval acknowledges at once and syncs when the interval is over, once for all that came meanwhile', async () => {
    const clock = new ManualClock();
    const journal = await place.start({ durability: { intervalMs: 50 }, clock });
    const before = place.disk.count('dataSync');
    await appendAll(journal, ['1', '2', '3']);
    clock.advance(49);
    await appendAll(journal, ['4']);
    expect([place.disk.count('dataSync') - before, clock.timerCount]).toEqual([0, 1]);
    clock.advance(1);
    await new Promise(setImmediate);
    expect([place.disk.count('dataSync') - before, clock.timerCount]).toEqual([1, 0]);
    await appendAll(journal, ['5']);
    expect(clock.timerCount).toBe(1);
    await journal.close();
    expect([place.disk.count('dataSync') - before, clock.timerCount]).toEqual([2, 0]);
  });

  it('interval fails later appends when the sync at the end of an interval fails', async () => {
    const clock = new ManualClock();
    const journal = await place.start({ durability: { intervalMs: 50 }, clock });
    await appendAll(journal, ['1']);
    place.disk.inject({ operation: 'dataSync', code: 'EIO' });
    clock.advance(50);
    await new Promise(setImmediate);
    await expect(journal.append(key, Buffer.from('2'))).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
  });

  it('other than sync fails at close when the last sync fails', async () => {
    const journal = await place.start({ durability: 'os' });
    await appendAll(journal, ['1']);
    place.disk.inject({ operation: 'dataSync', code: 'EIO' });
    await expect(journal.close()).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
    await expect(journal.close()).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
  });
});

describe('the order of calls', () => {
  it('is enforced with errors that say which comes when', async () => {
    const journal = place.newJournal();
    await expect(journal.rebuildState([], () => true)).rejects.toMatchObject({ code: 'ACTION_STATE_STORE_NOT_READY' });
    await journal.open();
    await expect(journal.open()).rejects.toMatchObject({ code: 'ACTION_STATE_STORE_NOT_READY' });
    expect(() => journal.recoveryMarker()).toThrow('Call open, then rebuildState');
    await journal.rebuildState([], () => true);
    await expect(journal.rebuildState([], () => true)).rejects.toMatchObject({ code: 'ACTION_STATE_STORE_NOT_READY' });
    await journal.close();
    await expect(journal.append(key, key)).rejects.toMatchObject({ code: 'ACTION_STATE_STORE_CLOSED' });
    await expect(journal.open()).rejects.toMatchObject({ code: 'ACTION_STATE_STORE_CLOSED' });
  });

  it('lets a journal be closed before it was opened, and while it is rebuilt', async () => {
    await place.newJournal().close();
    const journal = place.newJournal();
    await journal.open();
    const rebuilt = failureOf(journal.rebuildState([], () => true));
    await journal.close();
    expect(codeOf(await rebuilt)).toBe('ACTION_STATE_STORE_CLOSED');
    expect(place.disk.count('create')).toBe(place.disk.count('close') - place.disk.count('open'));
  });
});
