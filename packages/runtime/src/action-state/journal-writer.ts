import { setImmediate as nextRound } from 'node:timers/promises';
import { errorMessage } from '@millrace/api';
import type { Clock, Timer } from '../clock.js';
import { Fifo } from '../queue/fifo.js';
import { JournalBatch } from './journal-batch.js';
import type { JournalDurability } from './journal-durability.js';
import { JournalError } from './journal-error.js';
import { checksumSeed, segmentHeaderBytes } from './journal-format.js';
import type { JournalSegments, OpenSegment } from './journal-segments.js';
import { MemorySegmentPool } from './memory-segment-pool.js';

/** Options of a {@link JournalWriter}. */
export interface JournalWriterOptions {
  readonly durability: JournalDurability;
  readonly segmentBytes: number;
  readonly maxPendingBytes: number;
  readonly clock: Clock;
}

/** More than anybody journals in one record; lengths of batches stay far below what their format can say. */
const maxRecordBytes = 1024 ** 3;

/** Part of a segment that is filled with zeros ahead of the records, again and again: 256 KiB of 64 MiB. Less than a page is not. */
const reservedShare = 1 / 256;
const pageBytes = 4096;
/** Part of a segment up to which nothing is: a journal that stays small takes no more room than its records. */
const smallShare = 1 / 1024;

/** Up to so many records a flush is not split: there is not enough to do beside it. */
const fewRecords = 16;

/** About how many flushes it takes until what was before does not count any more. */
const averagedFlushes = 16;

/**
 * Writes batches to the end of a journal, one after the other. What is appended while a batch is written goes into the next one, which follows at once.
 *
 * A file is written to by one operation at a time, and by none after one has failed: then everything fails, because nobody can tell any more what is on the disk.
 */
export class JournalWriter {
  readonly #segments: JournalSegments;
  readonly #options: JournalWriterOptions;
  readonly #pool: MemorySegmentPool;
  /** The last one is being filled, the others are full. */
  readonly #batches = new Fifo<JournalBatch>();
  #filling: JournalBatch | undefined;
  #segment: OpenSegment;
  #seed: number;
  #nextRecord: number;
  #writtenTo: number;
  #durableTo: number;
  #pendingBytes = 0;
  #zeros: Uint8Array | undefined;
  #isRunning = false;
  /** Set while the first flush of several waits for the round of the event loop to end. */
  #roundEnd: NodeJS.Immediate | undefined;
  #finished: Promise<void> = Promise.resolve();
  #load = performance.eventLoopUtilization();
  #busyShare = 0;
  /** How many records the last flush carried. */
  #lastFlushed = Number.POSITIVE_INFINITY;
  readonly #begin = (): void => {
    this.#roundEnd = undefined;
    this.#finished = this.#work();
  };
  #syncTimer: Timer | undefined;
  #isSyncDue = false;
  #failure: JournalError | undefined;

  constructor(segments: JournalSegments, segment: OpenSegment, options: JournalWriterOptions) {
    this.#segments = segments;
    this.#options = options;
    this.#pool = new MemorySegmentPool(options.maxPendingBytes);
    this.#segment = segment;
    this.#seed = checksumSeed(segment.header);
    this.#nextRecord = segment.header.carriedTo;
    this.#writtenTo = this.#nextRecord;
    this.#durableTo = this.#nextRecord;
  }

  /** Number of the record that is appended next. */
  get nextRecord(): number {
    return this.#nextRecord;
  }

  /** Bytes that were appended and are not acknowledged yet. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  get failure(): JournalError | undefined {
    return this.#failure;
  }

  append(key: Uint8Array, record: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) {
      return Promise.reject(this.#failure);
    }
    if (key.length + record.length > maxRecordBytes) {
      return Promise.reject(
        this.#fail(new RangeError(`a record has ${record.length} bytes and its key ${key.length}`)),
      );
    }
    const batch = this.#batchToFill();
    this.#pendingBytes += batch.add(key, record);
    this.#nextRecord++;
    this.#run();
    return batch.durable;
  }

  /** Writes what is pending, makes everything durable and lets go of the file. Nothing may be appended any more. @throws JournalError */
  async close(): Promise<void> {
    while (this.#isRunning) {
      await (this.#roundEnd === undefined ? this.#finished : nextRound());
    }
    if (this.#failure !== undefined) {
      // Whoever had appended knows already.
      await this.#segment.file.close().catch(() => {});
      return;
    }
    try {
      await this.#sync();
      await this.#segment.file.close();
    } catch (cause) {
      throw this.#fail(cause);
    }
  }

  #batchToFill(): JournalBatch {
    if (this.#filling === undefined || this.#filling.bytes > this.#options.segmentBytes) {
      this.#filling = new JournalBatch(this.#nextRecord, this.#pool);
      this.#batches.add(this.#filling);
    }
    return this.#filling;
  }

  #run(): void {
    if (!this.#isRunning) {
      this.#isRunning = true;
      // Lets everybody append who does so in this round of the event loop: what an action does in reaction to an outcome, its completion say, shares the flush of that outcome.
      this.#roundEnd = setImmediate(this.#begin);
    } else if (this.#roundEnd !== undefined && this.#isHalfOfThem()) {
      clearImmediate(this.#roundEnd);
      this.#begin();
    }
  }

  /** Whether about half of those who append by turns have appended: while their flush runs the other half goes on, and none waits for all. */
  #isHalfOfThem(): boolean {
    const waiting = this.#nextRecord - this.#writtenTo;
    return waiting >= fewRecords && waiting * 2 >= this.#lastFlushed;
  }

  async #work(): Promise<void> {
    try {
      while (this.#failure === undefined && (this.#batches.length > 0 || this.#isSyncDue)) {
        const batch = this.#batches.poll();
        if (batch !== undefined) {
          await this.#write(batch);
        }
        if (this.#isSyncDue) {
          await this.#sync();
        }
        if (!this.#isLoopBusy()) {
          // Nothing is gained by two halves that take turns: what those do who waited for this flush shares the next one.
          await nextRound();
        }
      }
    } catch (cause) {
      this.#fail(cause);
    }
    this.#isRunning = false;
  }

  /** Whether the event loop had more to do than to wait, in the last flushes and between them. */
  #isLoopBusy(): boolean {
    const load = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(load, this.#load);
    this.#load = load;
    this.#busyShare += (utilization - this.#busyShare) / averagedFlushes;
    return this.#busyShare > 0.5;
  }

  async #write(batch: JournalBatch): Promise<void> {
    if (batch === this.#filling) {
      this.#filling = undefined;
    }
    this.#lastFlushed = batch.endRecord - batch.firstRecord;
    try {
      // Awaits only what takes time, so that the sync begins before anybody else gets the event loop.
      if (this.#isSegmentFull(batch.bytes)) {
        await this.#beginSegment();
      }
      const segment = this.#segment;
      for (const bytes of batch.seal({ segment: segment.header, seed: this.#seed, durableTo: this.#durableTo })) {
        const writing = segment.file.write(bytes, segment.length);
        if (writing !== undefined) {
          await writing;
        }
        segment.length += bytes.length;
      }
      if (this.#isGrowing(segment)) {
        await this.#reserve(segment);
      }
      this.#writtenTo = batch.endRecord;
      await this.#acknowledgeable();
      this.#pendingBytes -= batch.payloadBytes;
      batch.succeed();
    } catch (cause) {
      this.#pendingBytes -= batch.payloadBytes;
      batch.fail(this.#fail(cause));
      throw cause;
    }
  }

  /** Whether the file grows with every batch: then a sync has to write also where its new parts are, which takes it half as long again. */
  #isGrowing({ length, reservedTo }: OpenSegment): boolean {
    const { durability, segmentBytes } = this.#options;
    const hasPages = segmentBytes * reservedShare >= pageBytes;
    const isSmall = length <= segmentBytes * smallShare;
    return durability === 'sync' && hasPages && !isSmall && length > reservedTo && length < segmentBytes;
  }

  /** Fills the place of the next batches with zeros, which are no batch. */
  async #reserve(segment: OpenSegment): Promise<void> {
    const { segmentBytes } = this.#options;
    const { length, file } = segment;
    this.#zeros ??= new Uint8Array(Math.ceil(segmentBytes * reservedShare));
    const zeros = this.#zeros.subarray(0, segmentBytes - length);
    segment.reservedTo = length + zeros.length;
    await file.write(zeros, length);
  }

  /** Whether this segment has no room for so much. */
  #isSegmentFull(bytes: number): boolean {
    const { length } = this.#segment;
    return length > segmentHeaderBytes && length + bytes > this.#options.segmentBytes;
  }

  async #beginSegment(): Promise<void> {
    await this.#sync();
    await this.#segment.file.close();
    const [previousEnd, firstRecord, carriedTo] = [this.#writtenTo, this.#writtenTo, this.#writtenTo];
    const isSynced = this.#options.durability === 'sync';
    this.#segment = await this.#segments.create({ previousEnd, firstRecord, carriedTo, isSynced, carried: () => [] });
    this.#seed = checksumSeed(this.#segment.header);
  }

  /** Does what the durability wants to be done before a batch is acknowledged. */
  async #acknowledgeable(): Promise<void> {
    const { durability, clock } = this.#options;
    if (durability === 'sync') {
      await this.#sync();
    } else if (durability !== 'os') {
      this.#syncTimer ??= clock.setTimer(durability.intervalMs, () => {
        this.#syncTimer = undefined;
        this.#isSyncDue = true;
        this.#run();
      });
    }
  }

  async #sync(): Promise<void> {
    this.#isSyncDue = false;
    this.#syncTimer?.cancel();
    this.#syncTimer = undefined;
    if (this.#durableTo < this.#writtenTo) {
      await this.#segment.file.dataSync();
      this.#durableTo = this.#writtenTo;
    }
  }

  #fail(cause: unknown): JournalError {
    if (this.#failure === undefined) {
      const failure = new JournalError(
        'JOURNAL_WRITE_FAILED',
        `The journal can not be written: ${errorMessage(cause)}`,
        { file: this.#segment.path, offset: this.#segment.length },
        {
          cause,
          hint: 'Nothing is journaled any more until the journal is closed and opened anew; see to the disk first.',
        },
      );
      this.#failure = failure;
      this.#syncTimer?.cancel();
      for (let batch = this.#batches.poll(); batch !== undefined; batch = this.#batches.poll()) {
        this.#pendingBytes -= batch.payloadBytes;
        batch.fail(failure);
      }
      this.#filling = undefined;
    }
    return this.#failure;
  }
}
