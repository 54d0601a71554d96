import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { type AttributeValue, decodeAttributeValue, errorMessage, type JsonValue } from '@millrace/api';
import type { MalformedSourceRecord, Source, SourceReadOptions, SourceRecord } from './source.js';

/** Options of a {@link JsonLinesFileSource}. */
export interface JsonLinesFileSourceOptions {
  /** Names the source within the job. Default: the file's name without its folder. */
  readonly id?: string;
  /** Longest line in bytes; a longer one is malformed and skipped without being held in memory. Default 16 MiB. */
  readonly maxLineBytes?: number;
}

const newline = 0x0a;
const utf8 = new TextDecoder('utf-8', { fatal: true });
const excerptLength = 1000;

/**
 * Reads a file of one JSON value per line (UTF-8, `\n` or `\r\n`); the position is the byte offset at which the line starts. Blank lines are skipped; a line that is not JSON, not UTF-8 or too
 * long is delivered as malformed, with its number. The last line may lack its newline.
 */
export class JsonLinesFileSource implements Source<AttributeValue> {
  readonly id: string;
  readonly replayable = true;
  readonly #path: string;
  readonly #maxLineBytes: number;

  constructor(path: string, options: JsonLinesFileSourceOptions = {}) {
    this.#path = path;
    this.id = options.id ?? basename(path);
    this.#maxLineBytes = options.maxLineBytes ?? 16 * 1024 * 1024;
  }

  async *read({ after = -1, signal }: SourceReadOptions): AsyncIterable<SourceRecord<AttributeValue>> {
    let line = 0;
    for await (const { position, bytes, length } of readLines(this.#path, this.#maxLineBytes, signal)) {
      line++;
      // Lines before the position are read again only for their number, which a person needs to find a malformed one.
      if (position > after) {
        const record =
          bytes === undefined ? tooLong(position, line, length, this.#maxLineBytes) : parseLine(bytes, position, line);
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

function parseLine(bytes: Buffer, position: number, line: number): SourceRecord<AttributeValue> | undefined {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return malformed(position, line, 'not UTF-8', bytes.toString('latin1'));
  }
  if (text.trim() === '') {
    return undefined;
  }
  try {
    return { value: decodeAttributeValue(JSON.parse(text) as JsonValue), position };
  } catch (error) {
    return malformed(position, line, `not JSON: ${errorMessage(error)}`, text);
  }
}

function tooLong(position: number, line: number, length: number, maxLineBytes: number): MalformedSourceRecord {
  return malformed(position, line, `${length} bytes long, at most ${maxLineBytes} are read`, '');
}

function malformed(position: number, line: number, reason: string, text: string): MalformedSourceRecord {
  return { position, malformed: { reason, text: text.slice(0, excerptLength), line } };
}
