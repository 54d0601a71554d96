import type { AttributeValue } from '@millrace/api';
import { decodeRecord } from '../action-state/action-state-codec.js';
import type { ActionStateStore, RebuildReport, RecoveryMarker } from '../action-state/action-state-store.js';
import { keyText } from '../identity/key-text.js';
import type { SeededRandom } from './seeded-random.js';
import type { SimulatedIo } from './simulated-io.js';
import type { SimulatedStorage, StoredRecord } from './simulated-storage.js';

interface UnflushedRecord {
  readonly record: StoredRecord;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * A journal on simulated storage, for one life of a job. It flushes as the real one does: back to back, each flush carrying what arrived during the one before. At a crash any prefix of what was
 * appended and not flushed may have become durable; the seed decides.
 */
export class SimulatedActionStateStore implements ActionStateStore {
  readonly #storage: SimulatedStorage;
  readonly #io: SimulatedIo;
  readonly #random: SeededRandom;
  readonly #rebuilt = new Map<string, { readonly key: Uint8Array; readonly records: Uint8Array[] }>();
  /** Appended and not durable, in order. */
  readonly #unflushed: UnflushedRecord[] = [];
  #flushing = false;
  #lastOperation: Promise<unknown> = Promise.resolve();
  #failure: { readonly reason: unknown } | undefined;
  #end = 0;

  constructor(storage: SimulatedStorage, io: SimulatedIo, random: SeededRandom) {
    this.#storage = storage;
    this.#io = io;
    this.#random = random;
    io.onCrash((point) => {
      // A crash right behind an append is about that record: it is durable, and so is all before it.
      const isAppended = point.moment === 'after' && point.step.startsWith('append ');
      const survivors = isAppended ? this.#unflushed.length : random.below(this.#unflushed.length + 1);
      storage.addRecords(this.#unflushed.slice(0, survivors).map(({ record }) => record));
    });
  }

  async open(): Promise<void> {
    this.#end = this.#storage.journalEnd;
  }

  async rebuildState(
    markers: readonly RecoveryMarker[],
    ownsKey: (key: Uint8Array) => boolean,
  ): Promise<RebuildReport> {
    const from = Math.min(...markers.map(positionOf), ...(markers.length === 0 ? [0] : []));
    let records = 0;
    for (const { sequence, key, bytes } of this.#storage.journal) {
      if (sequence >= from && ownsKey(key)) {
        this.#rebuiltOf(key).push(bytes);
        records++;
      }
    }
    return { records, tornTail: undefined };
  }

  take(key: Uint8Array): readonly Uint8Array[] {
    const found = this.#rebuilt.get(keyText(key));
    this.#rebuilt.delete(keyText(key));
    return found?.records ?? [];
  }

  *rebuiltKeys(): Iterable<Uint8Array> {
    for (const { key } of this.#rebuilt.values()) {
      yield key;
    }
  }

  append(key: Uint8Array, bytes: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) {
      return Promise.reject(this.#failure.reason);
    }
    const step = `append ${decodeRecord(bytes).kind}`;
    return new Promise((resolve, reject) => {
      if (!this.#io.pass(step, 'before')) {
        return;
      }
      this.#unflushed.push({ record: { sequence: this.#end++, key, bytes }, resolve, reject });
      if (this.#io.pass(step, 'after') && !this.#flushing) {
        this.#flush();
      }
    });
  }

  recoveryMarker(): RecoveryMarker {
    return this.#end;
  }

  pruneState(marker: RecoveryMarker): Promise<void> {
    const pruned = this.#io.perform('prune', () => {
      this.#storage.prune(positionOf(marker));
    });
    this.#lastOperation = Promise.allSettled([this.#lastOperation, pruned]);
    return pruned;
  }

  /** Ends when what was begun has ended: the store that is opened next is the only one. */
  async close(): Promise<void> {
    this.#failure ??= { reason: new Error('The journal is closed.') };
    while (this.#flushing) {
      await this.#lastOperation;
    }
    await this.#lastOperation;
  }

  #flush(): void {
    this.#flushing = true;
    const count = this.#unflushed.length;
    let flushed: readonly UnflushedRecord[] = [];
    const flush = this.#io
      .perform('flush', () => {
        flushed = this.#unflushed.splice(0, count);
        this.#storage.addRecords(flushed.map(({ record }) => record));
      })
      .then(
        () => {
          for (const { resolve } of flushed) {
            resolve();
          }
          this.#flushing = false;
          if (this.#unflushed.length > 0) {
            this.#flush();
          }
        },
        (reason: unknown) => {
          this.#fail(reason, flushed);
        },
      );
    this.#lastOperation = Promise.all([this.#lastOperation, flush]);
  }

  /** Nobody knows how much of a failed flush is durable: any prefix of what was not. */
  #fail(reason: unknown, flushed: readonly UnflushedRecord[]): void {
    this.#failure = { reason };
    this.#flushing = false;
    const lost = this.#unflushed.splice(0);
    this.#storage.addRecords(lost.slice(0, this.#random.below(lost.length + 1)).map(({ record }) => record));
    for (const { reject } of [...flushed, ...lost]) {
      reject(reason);
    }
  }

  #rebuiltOf(key: Uint8Array): Uint8Array[] {
    let found = this.#rebuilt.get(keyText(key));
    if (found === undefined) {
      found = { key, records: [] };
      this.#rebuilt.set(keyText(key), found);
    }
    return found.records;
  }
}

function positionOf(marker: AttributeValue): number {
  return Number(marker);
}
