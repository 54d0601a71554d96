import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IterableSource, JsonLinesFileSource, type SourceRecord } from '@millrace/runtime';
import { sourceConformance } from '@millrace/runtime/conformance';
import { describe, expect, it } from 'vitest';
import { LimitedSource } from '../../src/source/limited-source.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const letters = ['a', 'b', 'c', 'd', 'e'];

async function read(recordsMax: number | undefined, after?: number): Promise<readonly SourceRecord<string>[]> {
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
    expect(await read(undefined)).toHaveLength(letters.length);
    expect(await read(undefined, 2)).toHaveLength(2);
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

  it('is the same input as long as file and number of records are', async () => {
    const file = join(await temporaryDirectory(), 'in.jsonl');
    await writeFile(file, '1\n2\n3\n');
    const source = (recordsMax?: number): LimitedSource<unknown> =>
      new LimitedSource(new JsonLinesFileSource(file), recordsMax);
    const identity = await source(2).identify();

    expect(await source(2).differenceFrom(identity, 2)).toBeUndefined();
    expect(await source(3).differenceFrom(identity, 2)).toBe(
      'the first 2 records were to be read before, and now the first 3 records',
    );
    expect(await source().differenceFrom(identity, 2)).toContain('and now all records');
    await writeFile(file, '4\n');
    expect(await source(2).differenceFrom(identity, 2)).toBe('it is 2 bytes long, and was 6');
  });

  it('compares identities where the source has no way of its own', async () => {
    const named = (name: string): LimitedSource<string> =>
      new LimitedSource({ id: 's', replayable: true, read: () => [], identify: async () => name }, 2);

    expect(await named('a').differenceFrom(await named('a').identify(), undefined)).toBeUndefined();
    expect(await named('b').differenceFrom(await named('a').identify(), undefined)).toBe('it is not what it was');
  });

  const cases = [4, undefined].flatMap((recordsMax) =>
    sourceConformance({ create: () => new LimitedSource(new IterableSource(letters), recordsMax) }),
  );

  it.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
