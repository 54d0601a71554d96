import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchHeaderBytes, findBatchMagic } from '../../src/action-state/journal-format.js';
import { LocalJournal } from '../../src/action-state/local-journal.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import { lengthOf, recover, segmentFiles, withChangedFile } from '../support/damaged-journal.js';
import { JournalCrashRun, type JournalStep } from '../support/journal-crash-run.js';

/** Of a segment of this length a page of 4 KiB is reserved at a time, from 1 KiB on. */
const segmentBytes = 1024 * 1024;
const directory = '/journal';

const step: fc.Arbitrary<JournalStep> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      key: fc.nat({ max: 2 }),
      bytes: fc.oneof(fc.nat({ max: 900 }), fc.nat({ max: 9000 })),
    }),
  },
  { weight: 6, arbitrary: fc.constant({ do: 'settle' as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('checkpoint' as const), behind: fc.nat({ max: 3 }) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'kill' as const }) },
);

const script = fc.record({
  seed: fc.nat(),
  showStaleBytes: fc.boolean(),
  steps: fc.array(step, { minLength: 6, maxLength: 25, size: 'max' }),
});

/** A journal on a disk, after an append of 500 bytes for each of the texts. */
async function journalOf(count: number): Promise<{
  readonly disk: SimulatedFileSystem;
  readonly journal: LocalJournal;
  readonly lengths: readonly number[];
  readonly texts: readonly string[];
}> {
  const disk = new SimulatedFileSystem();
  const journal = new LocalJournal(directory, { fileSystem: disk, segmentBytes });
  await journal.open();
  await journal.rebuildState([], () => true);
  const texts = Array.from({ length: count }, (_, index) => `${index}`.padEnd(500, '.'));
  const lengths: number[] = [];
  for (const text of texts) {
    await journal.append(Buffer.from('key'), Buffer.from(text));
    lengths.push(await lengthOf(disk, await lastSegment(disk)));
  }
  return { disk, journal, lengths, texts };
}

async function lastSegment(disk: SimulatedFileSystem): Promise<string> {
  return (await segmentFiles(disk)).at(-1) ?? '';
}

/** Where the last batch of the last segment begins. */
async function lastBatch(disk: SimulatedFileSystem): Promise<number> {
  const path = await lastSegment(disk);
  const file = await disk.open(path, {});
  const bytes = Buffer.from(await file.read(0, await file.length()));
  await file.close();
  let last = -1;
  for (let at = findBatchMagic(bytes, 0); at !== -1; at = findBatchMagic(bytes, at + batchHeaderBytes)) {
    last = at;
  }
  return last;
}

describe('a journal that fills the place of its next batches with zeros', () => {
  it('has every acknowledged record after power was cut, or the process killed, at any boundary of a durable operation', async () => {
    let crashes = 0;
    await fc.assert(
      fc.asyncProperty(script, async ({ steps, seed, showStaleBytes }) => {
        const run = new JournalCrashRun(new SimulatedFileSystem({ showStaleBytes }), { seed, segmentBytes });
        expect(await run.run(steps)).toBeUndefined();
        crashes += run.crashCount;
      }),
      { seed: 1, numRuns: 40 },
    );
    expect(crashes).toBeGreaterThan(2000);
  }, 300_000);

  it('grows once for several batches, and not before there is some', async () => {
    const { journal, lengths } = await journalOf(40);
    await journal.close();
    expect(lengths[0]).toBeLessThan(1024);
    expect(new Set(lengths).size).toBeLessThan(10);
  });

  it('recovers without a word about the zeros, closed or killed', async () => {
    const { disk, journal, texts } = await journalOf(20);
    const killed = disk.imageAfterKill();
    await journal.close();
    for (const image of [disk, killed]) {
      expect(await recover(image)).toEqual({ found: texts, report: { records: 20, tornTail: undefined } });
    }
  });

  it('cuts a batch off that is torn, though zeros follow it, and says so', async () => {
    const { disk, journal, texts } = await journalOf(20);
    await journal.close();
    const at = await lastBatch(disk);
    const torn = await withChangedFile(disk, await lastSegment(disk), { flip: at + batchHeaderBytes + 100, bit: 0 });
    expect(await recover(torn)).toEqual({
      found: texts.slice(0, -1),
      report: {
        records: 19,
        tornTail: expect.stringContaining(`byte ${at}`),
      },
    });
  });

  it('takes a byte among the zeros that is none for a torn batch', async () => {
    const { disk, journal, lengths, texts } = await journalOf(20);
    await journal.close();
    const path = await lastSegment(disk);
    const altered = await withChangedFile(disk, path, { flip: (lengths.at(-1) ?? 0) - 1, bit: 3 });
    expect(await recover(altered)).toEqual({
      found: texts,
      report: { records: 20, tornTail: expect.stringContaining('were cut off') },
    });
  });

  it('stops its recovery at damage before the last batch', async () => {
    const { disk, journal } = await journalOf(20);
    await journal.close();
    const damaged = await withChangedFile(disk, await lastSegment(disk), { flip: 300, bit: 0 });
    expect(await recover(damaged)).toMatchObject({ code: 'JOURNAL_CORRUPT' });
  });

  it('without a promise to survive a loss of power reserves nothing', async () => {
    const disk = new SimulatedFileSystem();
    const journal = new LocalJournal(directory, { fileSystem: disk, segmentBytes, durability: 'os' });
    await journal.open();
    await journal.rebuildState([], () => true);
    for (let count = 0; count < 10; count++) {
      await journal.append(Buffer.from('key'), Buffer.alloc(500, 'x'));
    }
    const length = await lengthOf(disk, await lastSegment(disk));
    await journal.close();
    expect(length).toBe((await lastBatch(disk)) + batchHeaderBytes + 'key'.length + 500 + 8);
  });
});
