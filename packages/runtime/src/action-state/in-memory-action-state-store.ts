import { errorMessage, IllegalStateError, MillraceError } from '@millrace/api';
import type { ActionStateStore, RebuildReport, RecoveryMarker } from './action-state-store.js';
import { InMemoryActionStateLog } from './in-memory-action-state-log.js';
import { earliestRecord, markerOf } from './journal-position.js';
import { RebuiltRecords } from './rebuilt-records.js';
import { StorePhase } from './store-phase.js';

/** Keeps action states in memory: they survive their operator, not the process. For tests, and to read what a store is. */
export class InMemoryActionStateStore implements ActionStateStore {
  readonly #log: InMemoryActionStateLog;
  readonly #phase = new StorePhase();
  #found = new RebuiltRecords(() => false);
  #failure: Error | undefined;

  /** @param log what earlier stores of the same place left. Default: nothing. */
  constructor(log: InMemoryActionStateLog = new InMemoryActionStateLog()) {
    this.#log = log;
  }

  async open(): Promise<void> {
    this.#phase.enterOpen();
    this.#log.own(this);
  }

  async rebuildState(
    markers: readonly RecoveryMarker[],
    ownsKey: (key: Uint8Array) => boolean,
  ): Promise<RebuildReport> {
    this.#phase.enterRebuilding();
    const start = this.#known(earliestRecord(markers, this.#log.id));
    if (start < this.#log.firstRecord) {
      throw new MillraceError(
        'ACTION_STATE_PRUNED',
        `What happened since record ${start} is wanted, and was pruned up to record ${this.#log.firstRecord}.`,
        {
          hint: 'Restore the newest checkpoint.',
        },
      );
    }
    const found = new RebuiltRecords(ownsKey);
    for (const record of this.#log.recordsFrom(start)) {
      found.add(Buffer.from(record), 0);
    }
    this.#found = found;
    this.#phase.enterReady();
    return { records: found.count, tornTail: undefined };
  }

  take(key: Uint8Array): readonly Uint8Array[] {
    return this.#found.take(key);
  }

  rebuiltKeys(): Iterable<Uint8Array> {
    return this.#found.keys();
  }

  async append(key: Uint8Array, record: Uint8Array): Promise<void> {
    this.#phase.expectReady('append');
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
    try {
      this.#expectOwned();
      this.#log.append(key, record);
    } catch (cause) {
      this.#failure = new MillraceError(
        'ACTION_STATE_NOT_WRITTEN',
        `The record can not be kept: ${errorMessage(cause)}`,
        { cause },
      );
      throw this.#failure;
    }
  }

  recoveryMarker(): RecoveryMarker {
    this.#phase.expectReady('recoveryMarker');
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
    return markerOf({ journal: this.#log.id, record: this.#log.nextRecord });
  }

  async pruneState(marker: RecoveryMarker): Promise<void> {
    this.#phase.expectReady('pruneState');
    this.#expectOwned();
    this.#log.prune(this.#known(earliestRecord([marker], this.#log.id)));
  }

  async close(): Promise<void> {
    this.#phase.enterClosed();
  }

  #known(record: number | undefined): number {
    if (record === undefined || record > this.#log.nextRecord) {
      throw new MillraceError('ACTION_STATE_MARKER_UNKNOWN', 'The recovery marker is none of this log.', {
        path: 'marker',
        hint: 'Use the log that the checkpoint was made with.',
      });
    }
    return record;
  }

  #expectOwned(): void {
    if (!this.#log.isOwnedBy(this)) {
      throw new IllegalStateError('ACTION_STATE_STORE_CLOSED', 'Another store was opened over the same log.');
    }
  }
}
