import { inspect, isDeepStrictEqual } from 'node:util';
import { copyAttributeValue } from '@millrace/api';
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
      name: 'the identity, if there is one, can be kept, and is the same for every instance over the same input',
      run: async () => {
        const [first, second] = [await underTest.create(), await underTest.create()];
        const [identity, other] = [await first.identify?.(), await second.identify?.()];
        const isKept = identity === undefined || isDeepStrictEqual(copyAttributeValue(identity, 'identity'), identity);
        expectThat(isKept, `The identity ${inspect(identity)} is another value when it is kept.`);
        expectThat(isDeepStrictEqual(identity, other), `It is ${inspect(identity)} and ${inspect(other)}.`);
      },
    },
    {
      name: 'an input does not differ from what it identified itself as, wherever it was read to',
      run: async () => {
        const identity = await (await underTest.create()).identify?.();
        if (identity === undefined) {
          return;
        }
        const positions = (await readAll(underTest, undefined)).map(({ position }) => position);
        for (const position of [undefined, ...positions]) {
          const difference = await (await underTest.create()).differenceFrom?.(identity, position);
          expectThat(difference === undefined, `It differs, read to ${position}: ${difference}.`);
        }
      },
    },
    {
      name: 'a source that was identified first reads the same records',
      run: async () => {
        const source = await underTest.create();
        const identity = await source.identify?.();
        if (identity === undefined || !source.replayable) {
          return;
        }
        await source.differenceFrom?.(identity, undefined);
        const [records, expected] = [await readFrom(source, undefined), await readAll(underTest, undefined)];
        expectThat(isDeepStrictEqual(records, expected), `It read ${inspect(records)}, not ${inspect(expected)}.`);
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
  return readFrom(await underTest.create(), after);
}

async function readFrom(source: Source<unknown>, after: number | undefined): Promise<SourceRecord<unknown>[]> {
  const records: SourceRecord<unknown>[] = [];
  for await (const record of source.read({ after, signal: new AbortController().signal })) {
    records.push(record);
  }
  return records;
}
