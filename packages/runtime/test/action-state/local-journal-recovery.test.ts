import { crc32 } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { encodeSegmentHeader } from '../../src/action-state/journal-format.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import { appendAll, directory, JournalPlace, key, textsOf } from '../support/journal-place.js';

let place: JournalPlace;

beforeEach(() => {
  place = new JournalPlace();
});

describe('a recovery', () => {
  it('refuses a marker behind the end of a journal that survives losses of power', async () => {
    const journal = await place.start();
    await appendAll(journal, ['1']);
    const copy = place.disk.imageAfterKill();
    await appendAll(journal, ['2']);
    const marker = journal.recoveryMarker();
    place.disk = copy;
    await expect(place.start({}, [marker])).rejects.toMatchObject({
      code: 'JOURNAL_ENDS_EARLY',
      file: `${directory}/segment-0000000001.journal`,
    });
  });

  it('goes on behind such a marker, and says so, where acknowledged records may be lost with the power', async () => {
    const journal = await place.start({ durability: 'os' });
    await appendAll(journal, ['1']);
    const copy = place.disk.imageAfterKill();
    await appendAll(journal, ['2', '3']);
    const marker = journal.recoveryMarker();
    place.disk = copy;
    const next = place.newJournal({ durability: 'os' });
    await next.open();
    expect(await next.rebuildState([marker], () => true)).toEqual({
      records: 0,
      tornTail: expect.stringContaining('ends at record 1, before the checkpoint, which was made at record 3'),
    });
    await appendAll(next, ['4']);
    await next.close();
    expect(textsOf(await place.start({}, [marker]))).toEqual(['4']);
  });

  it('refuses a marker, or none, when what it wants was pruned', async () => {
    const journal = await place.start({ segmentBytes: 150 });
    const old = journal.recoveryMarker();
    await appendAll(journal, ['1', '2', '3']);
    await journal.pruneState(journal.recoveryMarker());
    await journal.close();
    await expect(place.start({}, [old])).rejects.toMatchObject({ code: 'JOURNAL_PRUNED', file: directory });
    await expect(place.start({}, [])).rejects.toMatchObject({ code: 'JOURNAL_PRUNED' });
  });

  it('refuses a checkpoint of another journal, and of one that is gone', async () => {
    const marker = { journal: '00112233445566778899aabbccddeeff', record: 0 };
    await expect(place.start({}, [marker])).rejects.toMatchObject({
      code: 'JOURNAL_NOT_THAT_OF_CHECKPOINT',
      file: directory,
    });
    await place.start();
    await expect(place.start({}, [marker])).rejects.toMatchObject({ code: 'JOURNAL_NOT_THAT_OF_CHECKPOINT' });
  });

  it('takes the earliest of several markers, and leaves those of other journals to others', async () => {
    const journal = await place.start();
    await appendAll(journal, ['1']);
    const early = journal.recoveryMarker();
    await appendAll(journal, ['2']);
    const late = journal.recoveryMarker();
    await appendAll(journal, ['3']);
    await journal.close();
    expect(textsOf(await place.start({}, [late, { journal: 'another', record: 0 }, early]))).toEqual(['2', '3']);
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
      await expect(place.start({}, [marker])).rejects.toMatchObject({
        code: 'RECOVERY_MARKER_INVALID',
        path: 'marker',
      });
    }
  });

  it('stops when a segment in between is missing, and names it', async () => {
    const journal = await place.start({ segmentBytes: 150 });
    await appendAll(journal, ['1', '2', '3', '4']);
    await journal.close();
    await place.disk.remove(`${directory}/segment-0000000002.journal`);
    await expect(place.start()).rejects.toMatchObject({
      code: 'JOURNAL_SEGMENT_MISSING',
      file: `${directory}/segment-0000000002.journal`,
      offset: 0,
    });
  });

  it('stops when a segment of another journal lies in its directory, and when a segment lies in another place', async () => {
    await (await place.start()).close();
    await (await place.start()).close();
    const stranger = new SimulatedFileSystem();
    place.disk = stranger;
    await (await place.start()).close();
    const foreign = await (await place.disk.open(`${directory}/segment-0000000001.journal`, {})).read(0, 1000);
    const put = async (name: string): Promise<void> => {
      place.disk = new SimulatedFileSystem();
      await (await place.start()).close();
      const file = await place.disk.open(`${directory}/${name}`, { write: true, create: true });
      await file.write(foreign, 0);
    };
    await put('segment-0000000002.journal');
    await expect(place.start()).rejects.toMatchObject({ code: 'JOURNAL_SEGMENT_FOREIGN', offset: 32 });
    const header = {
      journalId: 'ab'.repeat(16),
      segmentId: 2,
      previousEnd: 0,
      firstRecord: 0,
      carriedTo: 0,
      salt: '00'.repeat(8),
      isSynced: true,
    };
    const file = await place.disk.open(`${directory}/segment-0000000002.journal`, { write: true });
    await file.write(encodeSegmentHeader(header), 0);
    await expect(place.start()).rejects.toMatchObject({
      code: 'JOURNAL_SEGMENT_FOREIGN',
      file: `${directory}/segment-0000000002.journal`,
      offset: 16,
    });
  });

  it.each([1, 3])('refuses format %d, which it does not know, and names the file and the place', async (format) => {
    await (await place.start()).close();
    const path = `${directory}/segment-0000000001.journal`;
    const file = await place.disk.open(path, { write: true });
    const head = Buffer.from(await file.read(0, 16));
    head.writeUInt32LE(format, 8);
    head.writeUInt32LE(crc32(head.subarray(0, 12)), 12);
    await file.write(head, 0);
    await expect(place.start()).rejects.toMatchObject({ code: 'JOURNAL_FORMAT_UNKNOWN', file: path, offset: 8 });
  });

  it('ignores other files in its directory, and removes a segment that was never finished', async () => {
    await (await place.start()).close();
    for (const name of ['segment-0000000002.journal.new', 'notes.txt']) {
      const file = await place.disk.open(`${directory}/${name}`, { write: true, create: true });
      await file.write(Buffer.from('anything'), 0);
      await file.close();
    }
    await appendAll(await place.start(), ['1']);
    expect(await place.disk.list(directory)).toEqual([
      'notes.txt',
      'segment-0000000001.journal',
      'segment-0000000002.journal',
    ]);
    expect(textsOf(await place.start())).toEqual(['1']);
  });

  it('writes again what is only in memory after a sync that failed, so that a later loss of power can not take it', async () => {
    for (let seed = 0; seed < 50; seed++) {
      place.disk = new SimulatedFileSystem();
      const journal = await place.start();
      await appendAll(journal, ['1']);
      place.disk.inject({ operation: 'dataSync', code: 'EIO' });
      await expect(journal.append(key, Buffer.from('2'))).rejects.toMatchObject({ code: 'JOURNAL_WRITE_FAILED' });
      await journal.close();
      const next = await place.start();
      expect(textsOf(next)).toEqual(['1', '2']);
      await appendAll(next, ['3']);
      place.disk = place.disk.losePower(seed);
      expect(textsOf(await place.start())).toEqual(['1', '2', '3']);
    }
  });
});
