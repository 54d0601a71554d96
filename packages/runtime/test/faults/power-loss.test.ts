import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Counts } from '../support/counts.js';
import { wrapFileSystem } from '../support/wrapped-file-system.js';
import { OrderCrashes, type OrderCrashOptions } from './order-crashes.js';
import { ordersOf } from './order-job.js';

/** More of them on request; each is another order of events and another choice of what survives. */
const seedCount = Number(process.env['MILLRACE_POWER_LOSS_SEEDS'] ?? 2);

/** Everything a job does to its disk. */
const operations = [
  'create of journal segment',
  'write of journal segment',
  'dataSync of journal segment',
  'rename of journal segment',
  'remove of journal segment',
  'syncDirectory of directory of a journal',
  'write of checkpoint',
  'dataSync of checkpoint',
  'rename of checkpoint',
  'syncDirectory of directory /state/checkpoint',
  'create of part file',
  'write of part file',
  'dataSync of part file',
  'remove of part file',
  'write of output file',
  'dataSync of output file',
  'syncDirectory of directory /data',
];

beforeEach(() => {
  // Mailboxes let the event loop go round when turns have held it for long; a run that is to be repeated exactly must not depend on how fast the machine is.
  const now = vi.spyOn(performance, 'now').mockReturnValue(0);
  return () => {
    now.mockRestore();
  };
});

async function crash(options: OrderCrashOptions): Promise<OrderCrashes> {
  const crashes = new OrderCrashes(options);
  await crashes.run();
  return crashes;
}

describe('a job whose machine loses power at any operation of its disk', { timeout: 300_000 }, () => {
  test('has every output once in its file, makes no call again whose outcome was durable, and asks before it repeats one in doubt', async () => {
    const cuts = new Counts();
    for (let seed = 1; seed <= seedCount; seed++) {
      const crashes = await crash({ seed, orders: ordersOf(7, 3), showStaleBytes: seed % 2 === 0 });
      expect(crashes.problems, `seed ${seed}`).toEqual([]);
      cuts.addAll(crashes.cuts);
    }
    console.log(`power cut before\n${cuts.toString()}`);
    expect(cuts.missing(operations)).toEqual([]);
  });

  test('has them also when it loses power once more while it recovers or goes on', async () => {
    const crashes = await crash({ seed: 4, orders: ordersOf(3, 2), depth: 2, everyNth: 16 });
    expect(crashes.problems).toEqual([]);
    console.log(`power cut once or twice before\n${crashes.cuts.toString()}`);
    expect(crashes.cuts.total).toBeGreaterThan(1000);
    expect(crashes.cuts.missing([...operations, 'truncate of output file'])).toEqual([]);
  });
});

/** File systems that leave out one of the syncs that a job asks for. */
const careless: readonly (readonly [name: string, NonNullable<OrderCrashOptions['wrap']>])[] = [
  ['the journal', withoutDataSync(/^\/state\/journal\//)],
  ['the checkpoint', withoutDataSync(/^\/state\/checkpoint\//)],
  ['the part files of the sink', withoutDataSync(/\.part-\d+$/)],
  ['the output file', withoutDataSync(/\.jsonl$/)],
  ['the directory of a journal', withoutDirectorySync(/^\/state\/journal\/[^/]+$/)],
  ['the directory of journals', withoutDirectorySync(/^\/state\/journal$/)],
  ['the directory of the checkpoint', withoutDirectorySync(/^\/state\/checkpoint$/)],
  ['the directory of the output file', withoutDirectorySync(/^\/data$/)],
  ['the directory of the state directory', withoutDirectorySync(/^\/state$/)],
];

function withoutDataSync(files: RegExp): NonNullable<OrderCrashOptions['wrap']> {
  return (fileSystem) =>
    wrapFileSystem(fileSystem, { dataSync: async (dataSync, path) => (files.test(path) ? undefined : dataSync()) });
}

/** Syncs each file once only, as it is when it is new. */
const withoutLaterDataSync: NonNullable<OrderCrashOptions['wrap']> = (fileSystem) => {
  const synced = new Set<string>();
  return wrapFileSystem(fileSystem, {
    dataSync: async (dataSync, path) => {
      if (!path.startsWith('/state/journal/') || !synced.has(path)) {
        synced.add(path);
        await dataSync();
      }
    },
  });
};

function withoutDirectorySync(directories: RegExp): NonNullable<OrderCrashOptions['wrap']> {
  return (fileSystem) =>
    wrapFileSystem(fileSystem, {
      syncDirectory: async (sync, directory) => (directories.test(directory) ? undefined : sync()),
    });
}

describe('a job that leaves out to sync', { timeout: 300_000 }, () => {
  test.each(careless)('%s is found out by losing power', async (_, wrap) => {
    const { problems } = await crash({ seed: 1, orders: ordersOf(4, 2), wrap });
    console.log(`${problems.length} losses, the first one: ${problems[0]}`);
    expect(problems.length).toBeGreaterThan(0);
  });

  test('what it appends to its journal makes calls again that had been made', async () => {
    const { problems } = await crash({ seed: 1, orders: ordersOf(4, 2), wrap: withoutLaterDataSync });
    const again = problems.filter((problem) => problem.includes('has a durable outcome and is started again'));
    console.log(`${problems.length} losses, ${again.length} calls again, the first one: ${again[0]}`);
    expect(again.length).toBeGreaterThan(0);
  });

  test('anything at all is not found out by killing the process', async () => {
    const wrap = (fileSystem: Parameters<NonNullable<OrderCrashOptions['wrap']>>[0]) =>
      wrapFileSystem(fileSystem, { dataSync: async () => {}, syncDirectory: async () => {} });
    const { problems, cuts } = await crash({ seed: 1, orders: ordersOf(4, 2), wrap, cuts: ['process'] });
    expect(problems).toEqual([]);
    expect(cuts.total).toBeGreaterThan(30);
  });
});
