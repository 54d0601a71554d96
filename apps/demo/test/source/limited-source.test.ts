import { IterableSource, type SourceRecord } from '@millrace/runtime';
import { sourceConformance } from '@millrace/runtime/conformance';
import { describe, expect, it } from 'vitest';
import { LimitedSource } from '../../src/source/limited-source.js';

const letters = ['a', 'b', 'c', 'd', 'e'];

async function read(recordsMax: number, after?: number): Promise<readonly SourceRecord<string>[]> {
  const source = new LimitedSource(new IterableSource(letters), recordsMax);
  const records: SourceRecord<string>[] = [];
  for await (const record of source.read({ after, signal: new AbortController().signal })) records.push(record);
  return records;
}

describe('LimitedSource', () => {
  it('delivers the first records', async () => {
    expect(await read(2)).toEqual([
      { value: 'a', position: 0 },
      { value: 'b', position: 1 },
    ]);
    expect(await read(99)).toHaveLength(letters.length);
  });

  it('does not begin to count anew where reading begins again', async () => {
    expect(await read(3, 1)).toEqual([{ value: 'c', position: 2 }]);
    expect(await read(3, 2)).toEqual([]);
  });

  it('asks for no record behind the last one it delivers', async () => {
    let asked = 0;
    const counted = (function* () {
      for (const letter of letters) {
        asked += 1;
        yield letter;
      }
    })();
    const source = new LimitedSource(new IterableSource(counted), 2);
    for await (const record of source.read({ after: undefined, signal: new AbortController().signal }))
      expect(record.position).toBeLessThan(2);

    expect(asked).toBe(2);
  });

  const cases = sourceConformance({ create: () => new LimitedSource(new IterableSource(letters), 4) });

  it.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
