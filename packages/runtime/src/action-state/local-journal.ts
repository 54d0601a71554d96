import { randomBytes } from 'node:crypto';
import { IllegalStateError, InvalidValueError } from '@millrace/api';
import { type Clock, systemClock } from '../clock.js';
import { makeDurableDirectory } from '../storage/durable-directory.js';
import type { FileSystem } from '../storage/file-system.js';
import { NodeFileSystem } from '../storage/node-file-system.js';
import type { ActionStateStore, RebuildReport, RecoveryMarker } from './action-state-store.js';
import type { JournalDurability } from './journal-durability.js';
import { JournalError } from './journal-error.js';
import { markerOf, positionOf } from './journal-position.js';
import { recoverJournal } from './journal-recovery.js';
import { JournalSegments } from './journal-segments.js';
import { JournalWriter, type JournalWriterOptions } from './journal-writer.js';
import { RebuiltRecords } from './rebuilt-records.js';
import { StorePhase } from './store-phase.js';

/** Options of a {@link LocalJournal}. */
export interface LocalJournalOptions {
  /** When an append is acknowledged. Default `sync`. */
  readonly durability?: JournalDurability;
  /** Length in bytes at which a new segment begins. Default 64 MiB. */
  readonly segmentBytes?: number;
  /** How many bytes of memory for pending records are kept for later ones. Default 64 MiB. */
  readonly maxPendingBytes?: number;
  /** Default: the file system of the machine. */
  readonly fileSystem?: FileSystem;
  /** For `durability: { intervalMs }`. Default: the clock of the machine. */
  readonly clock?: Clock;
  /** Where ids and salts come from. Default: the machine. */
  readonly randomBytes?: (length: number) => Uint8Array;
}

const mebibyte = 1024 * 1024;
/** For lengths and durations alike: more than anybody needs, and far from what the format can not say. */
const largestOption = 1024 * mebibyte;

/**
 * The journal in files of this machine: a directory of segments that are only ever appended to, one journal to a directory, one owner at a time.
 *
 * Appends made while a flush runs share the next, which starts when the last one ends. `append` accepts whatever comes; `pendingBytes` tells how much waits to be acknowledged, for whoever
 * bounds the inputs. Beyond `maxPendingBytes` its memory is not kept afterwards.
 *
 * `rebuildState` without markers wants everything since the beginning, so it is refused once something was pruned. It stops with a {@link JournalError} that names file and byte where it finds
 * damage; only the end, where a machine may have stopped in the middle of a write, is cut off.
 */
export class LocalJournal implements ActionStateStore {
  readonly #segments: JournalSegments;
  readonly #fileSystem: FileSystem;
  readonly #options: JournalWriterOptions;
  readonly #phase = new StorePhase();
  #found = new RebuiltRecords(() => false);
  #writer: JournalWriter | undefined;
  /** The writer, as soon as there is one. */
  #writing: Promise<JournalWriter | undefined> = Promise.resolve(undefined);
  #pruned: Promise<void> = Promise.resolve();
  #closed: Promise<void> | undefined;

  /** @throws InvalidValueError `JOURNAL_OPTION_INVALID` */
  constructor(directory: string, options: LocalJournalOptions = {}) {
    this.#fileSystem = options.fileSystem ?? new NodeFileSystem();
    this.#segments = new JournalSegments(this.#fileSystem, directory, options.randomBytes ?? randomBytes);
    this.#options = {
      durability: options.durability ?? 'sync',
      segmentBytes: options.segmentBytes ?? 64 * mebibyte,
      maxPendingBytes: options.maxPendingBytes ?? 64 * mebibyte,
      clock: options.clock ?? systemClock,
    };
    expectWithin('segmentBytes', this.#options.segmentBytes, 1);
    expectWithin('maxPendingBytes', this.#options.maxPendingBytes, 0);
    if (typeof this.#options.durability === 'object') {
      expectWithin('durability.intervalMs', this.#options.durability.intervalMs, 1);
    }
  }

  /** Bytes that were appended and are not acknowledged yet. */
  get pendingBytes(): number {
    return this.#writer?.pendingBytes ?? 0;
  }

  async open(): Promise<void> {
    this.#phase.enterOpen();
    await makeDurableDirectory(this.#fileSystem, this.#segments.directory);
  }

  /** @throws JournalError */
  async rebuildState(
    markers: readonly RecoveryMarker[],
    ownsKey: (key: Uint8Array) => boolean,
  ): Promise<RebuildReport> {
    this.#phase.enterRebuilding();
    const found = new RebuiltRecords(ownsKey);
    const recovery = recoverJournal(this.#segments, markers, this.#options.durability === 'sync', found);
    this.#writing = recovery.then(
      ({ segment }) => new JournalWriter(this.#segments, segment, this.#options),
      () => undefined,
    );
    const { tornTail } = await recovery;
    this.#writer = await this.#writing;
    this.#found = found;
    this.#phase.enterReady();
    return { records: found.count, tornTail };
  }

  take(key: Uint8Array): readonly Uint8Array[] {
    return this.#found.take(key);
  }

  rebuiltKeys(): Iterable<Uint8Array> {
    return this.#found.keys();
  }

  append(key: Uint8Array, record: Uint8Array): Promise<void> {
    try {
      return this.#ready('append').append(key, record);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** @throws JournalError when an append has failed: there is no such position any more. */
  recoveryMarker(): RecoveryMarker {
    const { nextRecord, failure } = this.#ready('recoveryMarker');
    if (failure !== undefined) {
      throw failure;
    }
    return markerOf({ journal: this.#segments.journalId, record: nextRecord });
  }

  /** Gives back the segments that lie before the marker as a whole. @throws JournalError */
  async pruneState(marker: RecoveryMarker): Promise<void> {
    const { nextRecord } = this.#ready('pruneState');
    const { journal, record } = positionOf(marker);
    const where = { file: this.#segments.directory };
    if (journal !== this.#segments.journalId) {
      throw new JournalError('JOURNAL_NOT_THAT_OF_CHECKPOINT', 'The marker is one of another journal', where, {
        hint: 'Prune with markers of this journal.',
      });
    }
    if (record > nextRecord) {
      throw new JournalError(
        'JOURNAL_ENDS_EARLY',
        `The journal ends at record ${nextRecord}, before the marker at record ${record}`,
        where,
        {
          hint: 'Prune with markers of this journal.',
        },
      );
    }
    const pruned = this.#pruned.then(() => this.#segments.prune(record));
    this.#pruned = pruned.catch(() => {});
    await pruned;
  }

  close(): Promise<void> {
    this.#phase.enterClosed();
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#pruned;
    const writer = await this.#writing;
    await writer?.close();
  }

  #ready(what: string): JournalWriter {
    this.#phase.expectReady(what);
    if (this.#writer === undefined) {
      throw new IllegalStateError('ACTION_STATE_STORE_NOT_READY', `${what} was called before rebuildState.`);
    }
    return this.#writer;
  }
}

function expectWithin(option: string, value: number, smallest: number): void {
  if (!Number.isInteger(value) || value < smallest || value > largestOption) {
    throw new InvalidValueError(
      'JOURNAL_OPTION_INVALID',
      `${value} is no possible value of an option of the journal.`,
      {
        path: option,
        hint: `Give a whole number from ${smallest} to ${largestOption}.`,
      },
    );
  }
}
