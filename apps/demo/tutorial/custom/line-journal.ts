import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, open, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { MillraceError } from '@millrace/api';
import type { ActionStateStore, RebuildReport, RecoveryMarker } from '@millrace/runtime';

/** What became durable at once is a line: keys and records in Base64. The first line also names the journal and says which number its first record has. */
type Line = { readonly journal: string; readonly first: number; readonly entries: readonly [string, string][] };
type Position = { readonly journal: string; readonly record: number };

/** Keeps action states in one text file. */
export class LineJournal implements ActionStateStore {
  readonly #path: string;
  readonly #found = new Map<string, Uint8Array[]>();
  #end: Position | undefined;
  #waiting: [string, string][] = [];
  #flush: Promise<void> | undefined;
  #tail: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  async open(): Promise<void> {
    if (!existsSync(this.#path)) await this.#replace({ journal: randomUUID(), first: 0, entries: [] });
  }

  async rebuildState(markers: readonly RecoveryMarker[], owns: (key: Uint8Array) => boolean): Promise<RebuildReport> {
    const { journal, first, entries, tornTail } = await this.#read();
    this.#end = { journal, record: first + entries.length };
    const start = markers.length === 0 ? first : Math.min(...markers.map((marker) => this.#recordOf(marker)));
    if (start < first) throw this.#unusable(`what lies before record ${first} was pruned`);
    const owned = entries.slice(start - first).filter(([key]) => owns(Buffer.from(key, 'base64')));
    for (const [key, record] of owned)
      this.#found.set(key, [...(this.#found.get(key) ?? []), Buffer.from(record, 'base64')]);
    return { records: owned.length, tornTail };
  }

  take(key: Uint8Array): readonly Uint8Array[] {
    const records = this.#found.get(base64(key));
    this.#found.delete(base64(key));
    return records ?? [];
  }

  rebuiltKeys(): Iterable<Uint8Array> {
    return [...this.#found.keys()].map((key) => Buffer.from(key, 'base64'));
  }

  async append(key: Uint8Array, record: Uint8Array): Promise<void> {
    const { journal, record: number } = this.recoveryMarker();
    this.#end = { journal, record: number + 1 };
    this.#waiting.push([base64(key), base64(record)]);
    this.#flush ??= this.#next(async () => {
      this.#flush = undefined;
      await appendFile(this.#path, lineOf({ entries: this.#waiting.splice(0) }), { flush: true });
    });
    await this.#flush;
  }

  recoveryMarker(): Position {
    if (this.#end === undefined) throw this.#unusable('it is not open');
    return this.#end;
  }

  async pruneState(marker: RecoveryMarker): Promise<void> {
    await this.#next(async () => {
      const { journal, first, entries } = await this.#read();
      const start = this.#recordOf(marker);
      await this.#replace({ journal, first: start, entries: entries.slice(start - first) });
    });
  }

  async close(): Promise<void> {
    this.#end = undefined;
    await this.#tail.catch(() => undefined);
  }

  #next(action: () => Promise<void>): Promise<void> {
    this.#tail = this.#tail.then(action);
    return this.#tail;
  }

  async #read(): Promise<Line & Pick<RebuildReport, 'tornTail'>> {
    const texts = (await readFile(this.#path, 'latin1')).split(/(?<=\n)/);
    const lines = texts.map(readLine);
    const torn = lines.at(-1) === undefined ? (texts.pop() ?? '').length : 0;
    const damaged = lines.slice(0, texts.length).indexOf(undefined);
    if (damaged >= 0 || lines[0] === undefined) throw this.#unusable(`line ${damaged + 1} is damaged`);
    if (torn > 0) await truncate(this.#path, texts.join('').length);
    const entries = lines.flatMap((line) => line?.entries ?? []);
    return { ...lines[0], entries, tornTail: torn === 0 ? undefined : `${torn} bytes of ${this.#path}` };
  }

  async #replace(line: Line): Promise<void> {
    await writeFile(`${this.#path}.new`, lineOf(line), { flush: true });
    await rename(`${this.#path}.new`, this.#path);
    const directory = await open(dirname(this.#path));
    await directory.sync().then(() => directory.close());
  }

  #recordOf(marker: RecoveryMarker): number {
    const { journal, record } = Object(marker) as Partial<Position>;
    if (record !== undefined && journal === this.#end?.journal) return record;
    throw this.#unusable('the marker is of another journal');
  }

  #unusable(reason: string): MillraceError {
    return new MillraceError('LINE_JOURNAL_UNUSABLE', `${this.#path} cannot be used: ${reason}.`);
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const lineOf = (line: Partial<Line>): string => `${crc32(JSON.stringify(line))} ${JSON.stringify(line)}\n`;
function readLine(text: string): Line | undefined {
  const json = text.slice(text.indexOf(' ') + 1, -1);
  return text === `${crc32(json)} ${json}\n` ? (JSON.parse(json) as Line) : undefined;
}
