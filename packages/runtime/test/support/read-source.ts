import type { Source, SourceRecord } from '../../src/source/source.js';

/** Everything a source delivers. */
export async function readSource<T>(source: Source<T>, after?: number): Promise<readonly SourceRecord<T>[]> {
  const records: SourceRecord<T>[] = [];
  for await (const record of source.read({ after, signal: new AbortController().signal })) {
    records.push(record);
  }
  return records;
}

/** The values of the good records. */
export async function readValues<T>(source: Source<T>): Promise<readonly T[]> {
  return (await readSource(source)).flatMap((record) => ('value' in record ? [record.value] : []));
}
