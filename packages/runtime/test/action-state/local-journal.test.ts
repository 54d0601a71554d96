import { crc32 } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RecoveryMarker } from '../../src/action-state/action-state-store.js';
import { encodeSegmentHeader } from '../../src/action-state/journal-format.js';
import { LocalJournal, type LocalJournalOptions } from '../../src/action-state/local-journal.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';

const directory = '/state/journal';
const key = Buffer.from('key');

let disk: SimulatedFileSystem;

beforeEach(() => {
  disk = new SimulatedFileSystem();
});

function newJournal(options: LocalJournalOptions = {}): LocalJournal {
  return new LocalJournal(directory, { fileSystem: disk, ...options });
}

async function start(
  options: LocalJournalOptions = {},
  markers: readonly RecoveryMarker[] = [],
): Promise<LocalJournal> {
  const journal = newJournal(options);
  await journal.open();
  await journal.rebuildState(markers, () => true);
  return journal;
}

async function appendAll(journal: LocalJournal, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    await journal.append(key, Buffer.from(text));
  }
}

function textsOf(journal: LocalJournal): readonly string[] {
  return journal.take(key).map((record) => Buffer.from(record).toString());
}

describe('a flush', () => {
  it('is one write and one sync for everything appended in a turn, and does not wait for anything else', async () => {
    const journal = await start();
    const [writes, syncs] = [disk.count('write'), disk.count('dataSync')];
    await Promise.all(Array.from({ length: 100 }, (_, number) => journal.append(key, Buffer.from(`${number}`))));
    expect([disk.count('write') - writes, disk.count('dataSync') - syncs]).toEqual([1, 1]);
  });

  it('that is running takes nothing in; the next one carries all that arrived meanwhile', async () => {
    const journal = await start();
    const syncs = disk.count('dataSync');
    const appended: Promise<void>[] = [];
    disk.observe({
      before: ({ operation }) => {
        if (operation === 'dataSync' && appended.length < 20) {
          appended.push(journal.append(key, Buffer.from('meanwhile')), journal.append(key, Buffer.from('meanwhile')));
        }
      },
    });
    await journal.append(key, Buffer.from('first'));
    expect(disk.count('dataSync') - syncs).toBe(1);
    for (const settled of appended) {
      await settled;
    }
    expect([appended.length, disk.count('dataSync') - syncs]).toEqual([20, 11]);
  });

  it('is counted by pendingBytes until it is acknowledged', async () => {
    const journal = await start();
    expect(journal.pendingBytes).toBe(0);
    const appended = [journal.append(key, Buffer.alloc(100)), journal.append(key, Buffer.alloc(1000))];
    expect(journal.pendingBytes).toBe(1100 + 2 * (3 + 8));
    await Promise.all(appended);
    expect(journal.pendingBytes).toBe(0);
  });

  it('accepts more than the memory it keeps', async () => {
    const journal = await start({ maxPendingBytes: 1000, segmentBytes: 100_000 });
    await Promise.all(Array.from({ length: 20 }, () => journal.append(key, Buffer.alloc(50_000, 1))));
    await journal.close();
    const next = await start();
    expect(next.take(key).map(({ length }) => length)).toEqual(Array(20).fill(50_000));
  });
});

describe('a write or sync that fails', () => {
  it('rejects appends with what to do, the file and the cause, and no marker is made any more', async () => {
    const journal = await start();
    disk.inject({ operation: 'dataSync', code: 'EIO' });
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
    const journal = await start({ durability: { intervalMs: 50 }, clock });
    await appendAll(journal, ['1']);
    disk.inject({ operation: 'write', code: 'EIO' });
    const syncs = disk.count('dataSync');
    const failing = expect(journal.append(key, Buffer.from('2'))).rejects.toMatchObject({
      code: 'JOURNAL_WRITE_FAILED',
    });
    clock.advance(50);
    await failing;
    await journal.close();
    expect([disk.count('dataSync'), clock.timerCount]).toEqual([syncs, 0]);
  });

  it('touches the file no more', async () => {
    const journal = await start();
    disk.inject({ operation: 'write', code: 'ENOSPC' });
    await expect(journal.append(key, Buffer.from('1'))).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
    const before = [disk.count('write'), disk.count('dataSync'), disk.count('truncate')];
    await expect(journal.append(key, Buffer.from('2'))).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
    await journal.close();
    expect([disk.count('write'), disk.count('dataSync'), disk.count('truncate')]).toEqual(before);
  });

  it('leaves no file that is written to again: the next life begins a new segment', async () => {
    const journal = await start();
    await appendAll(journal, ['1']);
    disk.inject({ operation: 'write', code: 'ENOSPC', writtenBytes: 20 });
    await expect(journal.append(key, Buffer.from('2'))).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
    await journal.close();
    const next = newJournal();
    await next.open();
    expect(await next.rebuildState([], () => true)).toEqual({
      records: 1,
      tornTail: expect.stringContaining('20 bytes'),
    });
    await appendAll(next, ['3']);
    await next.close();
    expect(await disk.list(directory)).toEqual(['segment-0000000001.journal', 'segment-0000000002.journal']);
    expect(textsOf(await start())).toEqual(['1', '3']);
  });

  it('when a new segment is begun, fails the appends that were to go there', async () => {
    const journal = await start({ segmentBytes: 200 });
    await appendAll(journal, ['1']);
    disk.inject({ operation: 'rename', code: 'ENOSPC' });
    await expect(journal.append(key, Buffer.alloc(500))).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
    await journal.close();
    expect(textsOf(await start())).toEqual(['1']);
  });
});

describe('an append', () => {
  it('larger than any record may be fails, and so does everything after it; also what waits in front of it', async () => {
    const journal = await start();
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
      expect(() => newJournal(options)).toThrow(expect.objectContaining({ code: 'JOURNAL_OPTION_INVALID', path }));
    }
  });
});

describe('durability', () => {
  it('sync acknowledges what survives a loss of power', async () => {
    await appendAll(await start(), ['1', '2']);
    disk = disk.losePower(1);
    expect(textsOf(await start())).toEqual(['1', '2']);
  });

  it('os acknowledges without a sync, and syncs when a segment ends and at close', async () => {
    const journal = await start({ durability: 'os', segmentBytes: 1000 });
    const before = disk.count('dataSync');
    await appendAll(journal, ['1', '2', '3']);
    expect(disk.count('dataSync')).toBe(before);
    await journal.append(key, Buffer.alloc(900));
    expect(disk.count('dataSync')).toBe(before + 2);
    await journal.close();
    expect(disk.count('dataSync')).toBe(before + 3);
    disk = disk.losePower(1);
    expect((await start()).take(key)).toHaveLength(4);
  });

  it('interval acknowledges at once and syncs when the interval is over, once for all that came meanwhile', async () => {
    const clock = new ManualClock();
    const journal = await start({ durability: { intervalMs: 50 }, clock });
    const before = disk.count('dataSync');
    await appendAll(journal, ['1', '2', '3']);
    clock.advance(49);
    await appendAll(journal, ['4']);
    expect([disk.count('dataSync') - before, clock.timerCount]).toEqual([0, 1]);
    clock.advance(1);
    await new Promise(setImmediate);
    expect([disk.count('dataSync') - before, clock.timerCount]).toEqual([1, 0]);
    await appendAll(journal, ['5']);
    expect(clock.timerCount).toBe(1);
    await journal.close();
    expect([disk.count('dataSync') - before, clock.timerCount]).toEqual([2, 0]);
  });

  it('interval fails later appends when the sync at the end of an interval fails', async () => {
    const clock = new ManualClock();
    const journal = await start({ durability: { intervalMs: 50 }, clock });
    await appendAll(journal, ['1']);
    disk.inject({ operation: 'dataSync', code: 'EIO' });
    clock.advance(50);
    await new Promise(setImmediate);
    await expect(journal.append(key, Buffer.from('2'))).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
  });

  it('other than sync fails at close when the last sync fails', async () => {
    const journal = await start({ durability: 'os' });
    await appendAll(journal, ['1']);
    disk.inject({ operation: 'dataSync', code: 'EIO' });
    await expect(journal.close()).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
    await expect(journal.close()).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
  });
});

describe('a recovery', () => {
  it('refuses a marker behind the end of a journal that survives losses of power', async () => {
    const journal = await start();
    await appendAll(journal, ['1']);
    const copy = disk.imageAfterKill();
    await appendAll(journal, ['2']);
    const marker = journal.recoveryMarker();
    disk = copy;
    await expect(start({}, [marker])).rejects.toMatchObject({
      code: 'JOURNAL_ENDS_EARLY',
      file: `${directory}/segment-0000000001.journal`,
    });
  });

  it('goes on behind such a marker, and says so, where acknowledged records may be lost with the power', async () => {
    const journal = await start({ durability: 'os' });
    await appendAll(journal, ['1']);
    const copy = disk.imageAfterKill();
    await appendAll(journal, ['2', '3']);
    const marker = journal.recoveryMarker();
    disk = copy;
    const next = newJournal({ durability: 'os' });
    await next.open();
    expect(await next.rebuildState([marker], () => true)).toEqual({
      records: 0,
      tornTail: expect.stringContaining('ends at record 1, before the checkpoint, which was made at record 3'),
    });
    await appendAll(next, ['4']);
    await next.close();
    expect(textsOf(await start({}, [marker]))).toEqual(['4']);
  });

  it('refuses a marker, or none, when what it wants was pruned', async () => {
    const journal = await start({ segmentBytes: 150 });
    const old = journal.recoveryMarker();
    await appendAll(journal, ['1', '2', '3']);
    await journal.pruneState(journal.recoveryMarker());
    await journal.close();
    await expect(start({}, [old])).rejects.toMatchObject({ code: 'JOURNAL_PRUNED', file: directory });
    await expect(start({}, [])).rejects.toMatchObject({ code: 'JOURNAL_PRUNED' });
  });

  it('refuses a checkpoint of another journal, and of one that is gone', async () => {
    const marker = { journal: '00112233445566778899aabbccddeeff', record: 0 };
    await expect(start({}, [marker])).rejects.toMatchObject({
      code: 'JOURNAL_NOT_THAT_OF_CHECKPOINT',
      file: directory,
    });
    await start();
    await expect(start({}, [marker])).rejects.toMatchObject({ code: 'JOURNAL_NOT_THAT_OF_CHECKPOINT' });
  });

  it('takes the earliest of several markers, and leaves those of other journals to others', async () => {
    const journal = await start();
    await appendAll(journal, ['1']);
    const early = journal.recoveryMarker();
    await appendAll(journal, ['2']);
    const late = journal.recoveryMarker();
    await appendAll(journal, ['3']);
    await journal.close();
    expect(textsOf(await start({}, [late, { journal: 'another', record: 0 }, early]))).toEqual(['2', '3']);
  });

  it('refuses what is no marker', async () => {
    for (const marker of [
      null,
      'journal',
      { journal: 1, record: 0 },
      { journal: 'a' },
      { journal: 'a', record: -1 },
      { journal: 'a', record: 0.5 },
    ]) {
      await expect(start({}, [marker])).rejects.toMatchObject({ code: 'RECOVERY_MARKER_INVALID', path: 'marker' });
    }
  });

  it('stops when a segment in between is missing, and names it', async () => {
    const journal = await start({ segmentBytes: 150 });
    await appendAll(journal, ['1', '2', '3', '4']);
    await journal.close();
    await disk.remove(`${directory}/segment-0000000002.journal`);
    await expect(start()).rejects.toMatchObject({
      code: 'JOURNAL_SEGMENT_MISSING',
      file: `${directory}/segment-0000000002.journal`,
      offset: 0,
    });
  });

  it('stops when a segment of another journal lies in its directory, and when a segment lies in another place', async () => {
    await (await start()).close();
    await (await start()).close();
    const stranger = new SimulatedFileSystem();
    disk = stranger;
    await (await start()).close();
    const foreign = await (await disk.open(`${directory}/segment-0000000001.journal`, {})).read(0, 1000);
    const put = async (name: string): Promise<void> => {
      disk = new SimulatedFileSystem();
      await (await start()).close();
      const file = await disk.open(`${directory}/${name}`, { write: true, create: true });
      await file.write(foreign, 0);
    };
    await put('segment-0000000002.journal');
    await expect(start()).rejects.toMatchObject({ code: 'JOURNAL_SEGMENT_FOREIGN', offset: 32 });
    const header = {
      journalId: 'ab'.repeat(16),
      segmentId: 2,
      previousEnd: 0,
      firstRecord: 0,
      carriedTo: 0,
      salt: '00'.repeat(8),
      isSynced: true,
    };
    const file = await disk.open(`${directory}/segment-0000000002.journal`, { write: true });
    await file.write(encodeSegmentHeader(header), 0);
    await expect(start()).rejects.toMatchObject({
      code: 'JOURNAL_SEGMENT_FOREIGN',
      file: `${directory}/segment-0000000002.journal`,
      offset: 16,
    });
  });

  it('refuses a format it does not know, and names the file and the place', async () => {
    await (await start()).close();
    const path = `${directory}/segment-0000000001.journal`;
    const file = await disk.open(path, { write: true });
    const head = Buffer.from(await file.read(0, 16));
    head.writeUInt32LE(2, 8);
    head.writeUInt32LE(crc32(head.subarray(0, 12)), 12);
    await file.write(head, 0);
    await expect(start()).rejects.toMatchObject({ code: 'JOURNAL_FORMAT_UNKNOWN', file: path, offset: 8 });
  });

  it('ignores other files in its directory, and removes a segment that was never finished', async () => {
    await (await start()).close();
    for (const name of ['segment-0000000002.journal.new', 'notes.txt']) {
      const file = await disk.open(`${directory}/${name}`, { write: true, create: true });
      await file.write(Buffer.from('anything'), 0);
      await file.close();
    }
    await appendAll(await start(), ['1']);
    expect(await disk.list(directory)).toEqual([
      'notes.txt',
      'segment-0000000001.journal',
      'segment-0000000002.journal',
    ]);
    expect(textsOf(await start())).toEqual(['1']);
  });

  it('writes again what is only in memory after a sync that failed, so that a later loss of power can not take it', async () => {
    for (let seed = 0; seed < 50; seed++) {
      disk = new SimulatedFileSystem();
      const journal = await start();
      await appendAll(journal, ['1']);
      disk.inject({ operation: 'dataSync', code: 'EIO' });
      await expect(journal.append(key, Buffer.from('2'))).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
      await journal.close();
      const next = await start();
      expect(textsOf(next)).toEqual(['1', '2']);
      await appendAll(next, ['3']);
      disk = disk.losePower(seed);
      expect(textsOf(await start())).toEqual(['1', '2', '3']);
    }
  });
});

describe('pruning', () => {
  it('removes the segments before the marker, the oldest first and each for good, and only those', async () => {
    const journal = await start({ segmentBytes: 150 });
    await appendAll(journal, ['1', '2']);
    const marker = journal.recoveryMarker();
    await appendAll(journal, ['3', '4']);
    const operations: string[] = [];
    disk.observe({
      after: ({ operation, path }) => operations.push(`${operation} ${path.slice(directory.length + 1)}`),
    });
    await journal.pruneState(marker);
    expect(operations).toEqual([
      'remove segment-0000000001.journal',
      'syncDirectory ',
      'remove segment-0000000002.journal',
      'syncDirectory ',
    ]);
    expect(await disk.list(directory)).toEqual(['segment-0000000003.journal', 'segment-0000000004.journal']);
  });

  it('refuses markers of other journals and behind the end', async () => {
    const journal = await start();
    const marker = journal.recoveryMarker();
    await expect(journal.pruneState({ journal: 'another', record: 0 })).rejects.toMatchObject({
      code: 'JOURNAL_NOT_THAT_OF_CHECKPOINT',
    });
    await expect(journal.pruneState({ ...Object(marker), record: 1 })).rejects.toMatchObject({
      code: 'JOURNAL_ENDS_EARLY',
    });
  });

  it('that fails says so, leaves appending alone and is done by the next one', async () => {
    const journal = await start({ segmentBytes: 150 });
    await appendAll(journal, ['1', '2', '3']);
    const marker = journal.recoveryMarker();
    for (const operation of ['remove', 'syncDirectory'] as const) {
      disk.inject({ operation, code: 'EIO' });
      await expect(journal.pruneState(marker)).rejects.toMatchObject({
        code: 'JOURNAL_PRUNE_FAILED',
        cause: { code: 'EIO' },
      });
    }
    await appendAll(journal, ['4']);
    await journal.pruneState(marker);
    await journal.close();
    expect(await disk.list(directory)).toEqual(['segment-0000000004.journal']);
    expect(textsOf(await start({}, [marker]))).toEqual(['4']);
  });
});

describe('the order of calls', () => {
  it('is enforced with errors that say which comes when', async () => {
    const journal = newJournal();
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
    await newJournal().close();
    const journal = newJournal();
    await journal.open();
    const rebuilt = expect(journal.rebuildState([], () => true)).rejects.toMatchObject({
      code: 'ACTION_STATE_STORE_CLOSED',
    });
    await journal.close();
    await rebuilt;
    expect(disk.count('create')).toBe(disk.count('close') - disk.count('open'));
  });
});
