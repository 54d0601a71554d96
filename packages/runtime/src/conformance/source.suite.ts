import { inspect, isDeepStrictEqual } from 'node:util';
import { type ConformanceCase, expectThat } from '@millrace/api/conformance';
import type { Source, SourceRecord } from '../source/source.js';

/** What the suite needs to know of the source it checks. */
export interface SourceUnderTest {
  /** Makes a source over the same input each time; at least three records. It is read at most once. */
  create(): Source<unknown> | Promise<Source<unknown>>;
}

/** The promises of `Source`, checked one by one. Those about reading again are left out for a source that is not replayable. */
export function sourceConformance(underTest: SourceUnderTest): readonly ConformanceCase[] {
  return [
    {
      name: 'positions are whole numbers from 0 that grow from record to record',
      run: async () => {
        let last = -1;
        for (const { position } of await readAll(underTest, undefined)) {
          expectThat(Number.isSafeInteger(position) && position > last, `Position ${position} follows ${last}.`);
          last = position;
        }
      },
    },
    {
      name: 'a replayable source delivers the same records at the same positions on every read',
      run: async () => {
        if ((await underTest.create()).replayable) {
          const [first, second] = [await readAll(underTest, undefined), await readAll(underTest, undefined)];
          expectThat(isDeepStrictEqual(first, second), `Two reads differ: ${inspect(first)} and ${inspect(second)}.`);
        }
      },
    },
    {
      name: 'reading after a position delivers exactly the records behind it',
      run: async () => {
        if (!(await underTest.create()).replayable) {
          return;
        }
        const all = await readAll(underTest, undefined);
        expectThat(all.length >= 3, `The input has ${all.length} records, the suite needs three.`);
        for (const [index, { position }] of all.entries()) {
          const behind = await readAll(underTest, position);
          expectThat(
            isDeepStrictEqual(behind, all.slice(index + 1)),
            `After position ${position} came ${inspect(behind)}.`,
          );
        }
      },
    },
    {
      name: 'the id is the same for every instance over the same input',
      run: async () => {
        const [first, second] = [await underTest.create(), await underTest.create()];
        expectThat(
          first.id !== '' && first.id === second.id,
          `The ids are ${JSON.stringify(first.id)} and ${JSON.stringify(second.id)}.`,
        );
      },
    },
    {
      name: 'an iteration that is abandoned early ends without an error',
      run: async () => {
        const stop = new AbortController();
        for await (const record of (await underTest.create()).read({ after: undefined, signal: stop.signal })) {
          expectThat('position' in record, 'A record has no position.');
          stop.abort();
          break;
        }
      },
    },
  ];
}

async function readAll(underTest: SourceUnderTest, after: number | undefined): Promise<SourceRecord<unknown>[]> {
  const records: SourceRecord<unknown>[] = [];
  for await (const record of (await underTest.create()).read({ after, signal: new AbortController().signal })) {
    records.push(record);
  }
  return records;
}
