import { join } from 'node:path';
import { InvalidValueError, isAttributes } from '@millrace/api';
import { makeDurableDirectory } from '../storage/durable-directory.js';
import type { FileSystem } from '../storage/file-system.js';
import { NodeFileSystem } from '../storage/node-file-system.js';
import type { ActionStateStore, RebuildReport, RecoveryMarker } from './action-state-store.js';
import { readJournal } from './journal-recovery.js';
import { JournalSegments } from './journal-segments.js';
import { LocalJournal, type LocalJournalOptions } from './local-journal.js';
import { RebuiltRecords } from './rebuilt-records.js';

/** Which subtask of how many a journal is for. */
export interface SubtaskPlace {
  readonly subtask: number;
  readonly parallelism: number;
}

/** Which journal a marker is of. */
interface JournalName {
  /** Counts how often the number of subtasks changed; from 1. */
  readonly generation: number;
  readonly subtask: number;
}

const directoryName = /^(\d+)-(\d+)$/;

/**
 * The journal of one subtask, beside those of the others: a {@link LocalJournal} in the directory `<generation>-<subtask>`.
 *
 * When the number of subtasks differs from that of the checkpoint, a new generation of journals begins, and the records of the keys a subtask owns now are read from all journals the checkpoint
 * names. They stay there, so nothing may be appended before a checkpoint of the new generation is complete; from then on the older ones are not needed, and pruning removes them.
 */
export class SubtaskJournal implements ActionStateStore {
  readonly #directory: string;
  readonly #place: SubtaskPlace;
  readonly #options: LocalJournalOptions;
  readonly #fileSystem: FileSystem;
  #generation = 1;
  #journal: LocalJournal | undefined;
  /** What was found in the journals of an older generation, when there is a new one. */
  #found: RebuiltRecords | undefined;
  #oldRemoved: Promise<void> | undefined;

  /** @param directory where the journals of all subtasks are. */
  constructor(directory: string, place: SubtaskPlace, options: LocalJournalOptions = {}) {
    this.#directory = directory;
    this.#place = place;
    this.#options = options;
    this.#fileSystem = options.fileSystem ?? new NodeFileSystem();
  }

  async open(): Promise<void> {
    await makeDurableDirectory(this.#fileSystem, this.#directory);
  }

  /** @throws JournalError */
  async rebuildState(
    markers: readonly RecoveryMarker[],
    ownsKey: (key: Uint8Array) => boolean,
  ): Promise<RebuildReport> {
    const names = markers.map(nameOf);
    const [newest] = names;
    if (newest === undefined || names.length === this.#place.parallelism) {
      this.#generation = newest?.generation ?? 1;
      const own = markers.filter((_, index) => names[index]?.subtask === this.#place.subtask);
      return (await this.#begin()).rebuildState(own, ownsKey);
    }
    this.#generation = newest.generation + 1;
    const found = new RebuiltRecords(ownsKey);
    const tornTails: string[] = [];
    for (const [index, marker] of markers.entries()) {
      const { tornTail } = await readJournal(this.#segments(names[index] ?? newest), [marker], found);
      tornTails.push(...(tornTail === undefined ? [] : [tornTail]));
    }
    // What an earlier change of this kind left, which was not completed.
    await this.#empty({ generation: this.#generation, subtask: this.#place.subtask });
    await (await this.#begin()).rebuildState([], () => false);
    this.#found = found;
    return { records: found.count, tornTail: tornTails.length === 0 ? undefined : tornTails.join(' ') };
  }

  take(key: Uint8Array): readonly Uint8Array[] {
    return (this.#found ?? this.#opened()).take(key);
  }

  rebuiltKeys(): Iterable<Uint8Array> {
    return this.#found?.keys() ?? this.#opened().rebuiltKeys();
  }

  append(key: Uint8Array, record: Uint8Array): Promise<void> {
    return this.#opened().append(key, record);
  }

  recoveryMarker(): RecoveryMarker {
    const marker = this.#opened().recoveryMarker();
    return isAttributes(marker) ? { ...marker, generation: this.#generation, subtask: this.#place.subtask } : marker;
  }

  async pruneState(marker: RecoveryMarker): Promise<void> {
    await this.#opened().pruneState(marker);
    this.#oldRemoved ??= this.#removeOlderGenerations();
    await this.#oldRemoved;
  }

  async close(): Promise<void> {
    await this.#journal?.close();
  }

  /** Opens the journal of this subtask. */
  async #begin(): Promise<LocalJournal> {
    const journal = new LocalJournal(
      this.#path({ generation: this.#generation, subtask: this.#place.subtask }),
      this.#options,
    );
    await journal.open();
    this.#journal = journal;
    return journal;
  }

  #opened(): LocalJournal {
    // Before there is one, the law of the order of calls is broken; a journal that was not opened says so.
    this.#journal ??= new LocalJournal(this.#directory, this.#options);
    return this.#journal;
  }

  #path({ generation, subtask }: JournalName): string {
    return join(this.#directory, `${generation}-${subtask}`);
  }

  #segments(name: JournalName): JournalSegments {
    return new JournalSegments(this.#fileSystem, this.#path(name), () => new Uint8Array(0));
  }

  async #removeOlderGenerations(): Promise<void> {
    if (this.#place.subtask !== 0) {
      return;
    }
    for (const name of await this.#fileSystem.list(this.#directory)) {
      const [, generation, subtask] = directoryName.exec(name) ?? [];
      if (Number(generation) < this.#generation) {
        await this.#empty({ generation: Number(generation), subtask: Number(subtask) });
      }
    }
  }

  /** Removes the files of a journal. Its directory stays: it takes no room. */
  async #empty(name: JournalName): Promise<void> {
    const directory = this.#path(name);
    if (await this.#fileSystem.exists(directory)) {
      for (const file of await this.#fileSystem.list(directory)) {
        await this.#fileSystem.remove(join(directory, file));
      }
      await this.#fileSystem.syncDirectory(directory);
    }
  }
}

/** @throws InvalidValueError `RECOVERY_MARKER_INVALID` */
function nameOf(marker: RecoveryMarker): JournalName {
  if (isAttributes(marker) && Number.isInteger(marker['generation']) && Number.isInteger(marker['subtask'])) {
    return { generation: Number(marker['generation']), subtask: Number(marker['subtask']) };
  }
  throw new InvalidValueError(
    'RECOVERY_MARKER_INVALID',
    'This is no recovery marker of this kind of action state store.',
    {
      path: 'marker',
      hint: 'Restore the checkpoint with the store it was made with.',
    },
  );
}
