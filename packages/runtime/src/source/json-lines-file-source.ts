import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { type AttributeValue, decodeAttributeValue, errorMessage, type JsonValue } from '@millrace/api';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { MalformedSourceRecord, Source, SourceReadOptions, SourceRecord } from './source.js';
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
    let line = 0;
    for await (const { position, bytes, length } of readLines(this.#path, this.#maxLineBytes, signal)) {
      line++;
      // Lines before the position are read again only for their number, which a person needs to find a malformed one.
      if (position > after) {
        const record =
          bytes === undefined
            ? tooLong(position, line, length, this.#maxLineBytes)
            : parseLine(bytes, position, line, this.#schema);
        if (record !== undefined) {
          yield record;
        }
      }
    }
  }
}

/** A line of a file; `bytes` is missing when it is longer than allowed. */
interface Line {
  readonly position: number;
  readonly length: number;
  readonly bytes: Buffer | undefined;
}

async function* readLines(path: string, maxLineBytes: number, signal: AbortSignal): AsyncIterable<Line> {
  let position = 0;
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
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      addPart(chunk.subarray(start, end));
      const line = endLine();
      yield line;
      if (signal.aborted) {
        return;
      }
      position = line.position + line.length + 1;
      start = end + 1;
    }
    addPart(chunk.subarray(start));
  }
  if (length > 0) {
    yield endLine();
  }
}

function parseLine<T>(
  bytes: Buffer,
  position: number,
  line: number,
  schema: StandardSchemaV1<unknown, T> | undefined,
): SourceRecord<T> | undefined {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return malformed(position, line, 'not UTF-8', bytes.toString('latin1'));
  }
  if (text.trim() === '') {
    return undefined;
  }
  let json: JsonValue;
  try {
    json = JSON.parse(text) as JsonValue;
  } catch (error) {
    return malformed(position, line, `not JSON: ${errorMessage(error)}`, text);
  }
  let value: AttributeValue;
  try {
    value = decodeAttributeValue(json);
  } catch (error) {
    return malformed(position, line, `not a value: ${errorMessage(error)}`, text);
  }
  if (schema === undefined) {
    // T is what the author says the file holds.
    return { value: value as T, position };
  }
  const valid = validateRecord(schema, value);
  return 'reason' in valid ? malformed(position, line, valid.reason, text) : { value: valid.value, position };
}

function tooLong(position: number, line: number, length: number, maxLineBytes: number): MalformedSourceRecord {
  return malformed(position, line, `${length} bytes long, at most ${maxLineBytes} are read`, '');
}

function malformed(position: number, line: number, reason: string, text: string): MalformedSourceRecord {
  return { position, malformed: { reason, text: text.replace(/\r$/, '').slice(0, excerptLength), line } };
}
