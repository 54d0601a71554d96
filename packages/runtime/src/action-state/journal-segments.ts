import { join } from 'node:path';
import { errorMessage } from '@millrace/api';
import type { DurableFile, FileSystem } from '../storage/file-system.js';
import { JournalError } from './journal-error.js';
import {
  decodeSegmentHeader,
  encodeSegmentHeader,
  journalFormat,
  type SegmentHeader,
  segmentHeaderBytes,
} from './journal-format.js';

/** A segment that is written to. */
export interface OpenSegment {
  readonly header: SegmentHeader;
  readonly file: DurableFile;
  readonly path: string;
  /** Where the next batch goes. */
  length: number;
  /** Up to here the file is filled with zeros, or with what is written. */
  reservedTo: number;
}

/** Where a new segment goes on, and what it begins with. */
export interface SegmentStart extends Pick<SegmentHeader, 'previousEnd' | 'firstRecord' | 'carriedTo' | 'isSynced'> {
  /** Batches carried over from the previous segment, made for the header of this one. */
  readonly carried: (header: SegmentHeader) => readonly Uint8Array[];
}

const segmentName = /^segment-(\d{10,})\.journal$/;
const unfinishedSuffix = '.new';
const damagedHint = 'Restore the file from a copy, or start without this journal and lose what it holds.';

/**
 * The segments of a journal: which there are, making one, giving the oldest back.
 *
 * A segment gets its name when its header and what is carried into it are durable, so that a file with such a name is never a half-made one. Nothing that is durable is ever changed: the
 * beginning of the next segment says where a segment ends.
 */
export class JournalSegments {
  readonly #fileSystem: FileSystem;
  readonly #directory: string;
  readonly #randomBytes: (length: number) => Uint8Array;
  readonly #headers: SegmentHeader[] = [];
  #journalId = '';

  constructor(fileSystem: FileSystem, directory: string, randomBytes: (length: number) => Uint8Array) {
    this.#fileSystem = fileSystem;
    this.#directory = directory;
    this.#randomBytes = randomBytes;
  }

  get directory(): string {
    return this.#directory;
  }

  /** Hexadecimal; empty while there is no segment. */
  get journalId(): string {
    return this.#journalId;
  }

  /** Oldest first. */
  get headers(): readonly SegmentHeader[] {
    return this.#headers;
  }

  /** Finds the segments. @throws JournalError */
  async find(): Promise<void> {
    // A process that died may have left names that are not durable; a segment that follows them must not survive without them.
    await this.#fileSystem.syncDirectory(this.#directory);
    const names = await this.#fileSystem.list(this.#directory);
    const ids = names.map((name) => Number(segmentName.exec(name)?.[1] ?? 0)).filter((id) => id > 0);
    for (const id of ids.sort((one, other) => one - other)) {
      const last = this.#headers.at(-1);
      if (last !== undefined && id !== last.segmentId + 1) {
        throw this.#missing(last.segmentId + 1);
      }
      const header = await this.#readHeader(id);
      if (header.segmentId !== id || (last !== undefined && header.journalId !== last.journalId)) {
        const belongs = header.segmentId === id ? 'another journal' : `place ${header.segmentId} of a journal`;
        throw new JournalError(
          'JOURNAL_SEGMENT_FOREIGN',
          `A segment belongs to ${belongs}`,
          { file: this.path(id), offset: header.segmentId === id ? 16 : 32 },
          { hint: 'Give every journal a directory of its own, and put the files back that belong here.' },
        );
      }
      this.#headers.push(header);
      this.#journalId = header.journalId;
    }
  }

  path(segmentId: number): string {
    return join(this.#directory, `segment-${String(segmentId).padStart(10, '0')}.journal`);
  }

  /** All bytes of a segment. */
  async read(segmentId: number): Promise<Buffer> {
    const file = await this.#fileSystem.open(this.path(segmentId), {});
    try {
      return asBuffer(await file.read(0, await file.length()));
    } finally {
      await file.close();
    }
  }

  /** Makes the next segment, durably. */
  async create({ carried, ...start }: SegmentStart): Promise<OpenSegment> {
    const last = this.#headers.at(-1);
    this.#journalId ||= hex(this.#randomBytes(16));
    const header: SegmentHeader = {
      ...start,
      journalId: this.#journalId,
      segmentId: (last?.segmentId ?? 0) + 1,
      salt: hex(this.#randomBytes(8)),
    };
    const path = this.path(header.segmentId);
    const unfinished = path + unfinishedSuffix;
    if (await this.#fileSystem.exists(unfinished)) {
      await this.#fileSystem.remove(unfinished);
    }
    const file = await this.#fileSystem.open(unfinished, { write: true, create: true, exclusive: true });
    try {
      let length = 0;
      for (const bytes of [encodeSegmentHeader(header), ...carried(header)]) {
        await file.write(bytes, length);
        length += bytes.length;
      }
      await file.dataSync();
      await this.#fileSystem.rename(unfinished, path);
      await this.#fileSystem.syncDirectory(this.#directory);
      this.#headers.push(header);
      return { header, file, path, length, reservedTo: length };
    } catch (error) {
      await file.close().catch(() => {});
      throw error;
    }
  }

  /** Gives back the segments that hold nothing from `record` on. One after the other, each durably, so that what is left never has a hole. */
  async prune(record: number): Promise<void> {
    for (
      let [oldest, next] = this.#headers;
      oldest !== undefined && next !== undefined && next.firstRecord <= record;
      [oldest, next] = this.#headers
    ) {
      const file = this.path(oldest.segmentId);
      try {
        if (await this.#fileSystem.exists(file)) {
          await this.#fileSystem.remove(file);
        }
        await this.#fileSystem.syncDirectory(this.#directory);
      } catch (cause) {
        throw new JournalError(
          'JOURNAL_PRUNE_FAILED',
          `A segment can not be given back: ${errorMessage(cause)}`,
          { file },
          { cause, hint: 'See to the disk; the next checkpoint tries again.' },
        );
      }
      this.#headers.shift();
    }
  }

  async #readHeader(segmentId: number): Promise<SegmentHeader> {
    const path = this.path(segmentId);
    const file = await this.#fileSystem.open(path, {});
    try {
      const header = decodeSegmentHeader(asBuffer(await file.read(0, segmentHeaderBytes)));
      if (header === undefined) {
        throw new JournalError(
          'JOURNAL_CORRUPT',
          'The header of a segment is damaged',
          { file: path },
          { hint: damagedHint },
        );
      }
      if ('unknownFormat' in header) {
        const problem = `A segment has format ${header.unknownFormat}, and only format ${journalFormat} is known`;
        throw new JournalError(
          'JOURNAL_FORMAT_UNKNOWN',
          problem,
          { file: path, offset: 8 },
          { hint: 'Start the version that wrote it.' },
        );
      }
      return header;
    } finally {
      await file.close();
    }
  }

  #missing(segmentId: number): JournalError {
    return new JournalError(
      'JOURNAL_SEGMENT_MISSING',
      'A segment is missing',
      { file: this.path(segmentId) },
      { hint: damagedHint },
    );
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
