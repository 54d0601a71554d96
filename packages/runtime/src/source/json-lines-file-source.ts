import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { type AttributeValue, decodeAttributeValue, errorMessage, type JsonValue } from '@millrace/api';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { differenceOfFile, identifyFile } from './file-identity.js';
import type { Source, SourceReadOptions, SourceRecord } from './source.js';
import { validateRecord } from './validate-record.js';

/** Options of a {@link JsonLinesFileSource}. */
export interface JsonLinesFileSourceOptions<T = AttributeValue> {
  /** Names the source within the job. Default: the file's name without its folder. */
  readonly id?: string;
  /** Longest line in bytes; a longer one is malformed and skipped without being held in memory. Default 16 MiB. */
  readonly maxLineBytes?: number;
  /** What a line has to be, as a synchronous validator; what it returns (defaults, coercions) is the record. Default: any value. */
  readonly schema?: StandardSchemaV1<unknown, T>;
}

const newline = 0x0a;
const utf8 = new TextDecoder('utf-8', { fatal: true });
const excerptLength = 1000;
const chunkBytes = 256 * 1024;

/**
 * Reads a file of one JSON value per line (UTF-8, `\n` or `\r\n`); the position is the byte offset at which the line starts. Blank lines are skipped; a line that is not JSON, not UTF-8, too
 * long or not what the schema asks for is delivered as malformed, with its number. The last line may lack its newline.
 *
 * Without a schema `T` is the author's statement about the file; nothing checks it.
 */
export class JsonLinesFileSource<T = AttributeValue> implements Source<T> {
  readonly id: string;
  readonly replayable = true;
  readonly #path: string;
  readonly #maxLineBytes: number;
  readonly #schema: StandardSchemaV1<unknown, T> | undefined;

  constructor(path: string, options: JsonLinesFileSourceOptions<T> = {}) {
    this.#path = path;
    this.id = options.id ?? basename(path);
    this.#maxLineBytes = options.maxLineBytes ?? 16 * 1024 * 1024;
    this.#schema = options.schema;
  }

  async *read({ after = -1, signal }: SourceReadOptions): AsyncIterable<SourceRecord<T>> {
    const start = Math.max(0, after);
    // Counted when a person needs it to find a malformed line, and not before.
    let linesBefore = start === 0 ? 0 : undefined;
    let line = 0;
    for await (const { position, bytes, length } of readLines(this.#path, start, this.#maxLineBytes, signal)) {
      line++;
      // The line at the position itself was delivered before.
      const record = position > after ? this.#parse(bytes, length) : undefined;
      if (record === undefined) {
        continue;
      }
      if ('value' in record) {
        yield { value: record.value, position };
      } else {
        linesBefore ??= await countNewlines(this.#path, start);
        yield { position, malformed: { ...record, line: linesBefore + line } };
      }
    }
  }

  /** Name, length and digest of the beginning of the file. */
  identify(): Promise<AttributeValue> {
    return identifyFile(this.#path);
  }

  /** A file that has only grown is the same. */
  differenceFrom(recorded: AttributeValue, position: number | undefined): Promise<string | undefined> {
    return differenceOfFile(this.#path, recorded, position);
  }

  #parse(bytes: Buffer | undefined, length: number): ParsedLine<T> | undefined {
    return bytes === undefined
      ? { reason: `${length} bytes long, at most ${this.#maxLineBytes} are read`, text: '' }
      : parseLine(bytes, this.#schema);
  }
}

/** A line of a file; `bytes` is missing when it is longer than allowed. */
interface Line {
  readonly position: number;
  readonly length: number;
  readonly bytes: Buffer | undefined;
}

/** What is in a line: a record, or what is wrong with it and its text. */
type ParsedLine<T> = { readonly value: T } | { readonly reason: string; readonly text: string };

async function* readLines(path: string, start: number, maxLineBytes: number, signal: AbortSignal): AsyncIterable<Line> {
  let position = start;
  let length = 0;
  let parts: Buffer[] = [];
  const endLine = (): Line => {
    const line: Line = { position, length, bytes: length > maxLineBytes ? undefined : Buffer.concat(parts) };
    parts = [];
    length = 0;
    return line;
  };
  const addPart = (part: Buffer): void => {
    length += part.length;
    if (length <= maxLineBytes) {
      parts.push(part);
    } else {
      parts = [];
    }
  };
  for await (const chunk of createReadStream(path, { start, highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    let begin = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, begin)) {
      addPart(chunk.subarray(begin, end));
      const line = endLine();
      yield line;
      if (signal.aborted) {
        return;
      }
      position = line.position + line.length + 1;
      begin = end + 1;
    }
    addPart(chunk.subarray(begin));
  }
  if (length > 0) {
    yield endLine();
  }
}

/** How many lines end before a byte of a file. */
async function countNewlines(path: string, before: number): Promise<number> {
  let count = 0;
  const options = { end: before - 1, highWaterMark: chunkBytes };
  for await (const chunk of createReadStream(path, options) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) {
      count++;
    }
  }
  return count;
}

function parseLine<T>(bytes: Buffer, schema: StandardSchemaV1<unknown, T> | undefined): ParsedLine<T> | undefined {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return malformed('not UTF-8', bytes.toString('latin1'));
  }
  if (text.trim() === '') {
    return undefined;
  }
  let json: JsonValue;
  try {
    json = JSON.parse(text) as JsonValue;
  } catch (error) {
    return malformed(`not JSON: ${errorMessage(error)}`, text);
  }
  let value: AttributeValue;
  try {
    value = decodeAttributeValue(json);
  } catch (error) {
    return malformed(`not a value: ${errorMessage(error)}`, text);
  }
  if (schema === undefined) {
    // T is what the author says the file holds.
    return { value: value as T };
  }
  const valid = validateRecord(schema, value);
  return 'reason' in valid ? malformed(valid.reason, text) : valid;
}

function malformed(reason: string, text: string): { readonly reason: string; readonly text: string } {
  return { reason, text: text.replace(/\r$/, '').slice(0, excerptLength) };
}
