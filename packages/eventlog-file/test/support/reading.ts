import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EventLogReadOptions, type EventLogRecord, readEventLog } from '../../src/index.js';

export async function readRecords(path: string, options?: EventLogReadOptions): Promise<readonly EventLogRecord[]> {
  const records: EventLogRecord[] = [];
  for await (const record of readEventLog(path, options)) {
    records.push(record);
  }
  return records;
}

export async function readIds(path: string, options?: EventLogReadOptions): Promise<readonly string[]> {
  return (await readRecords(path, options)).map(({ event }) => event.id);
}

/** The files of a directory with their text, in order of their names. */
export function filesIn(directory: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(directory)
      .toSorted()
      .map((name) => [name, readFileSync(join(directory, name), 'utf8')]),
  );
}
