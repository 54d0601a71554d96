import type { Output } from '../output/sink.js';

/** A record of the journal, as it lies on simulated storage. */
export interface StoredRecord {
  /** Place in the journal, from 0. */
  readonly sequence: number;
  /** Canonical key bytes. */
  readonly key: Uint8Array;
  readonly bytes: Uint8Array;
}

/** Something that left the job. */
export type Delivery =
  | { readonly kind: 'output'; readonly output: Output }
  | { readonly kind: 'watermark'; readonly watermarkMs: number };

/** What a simulated sink holds. */
export interface StoredDeliveries {
  /** What readers of the sink see, in order. */
  readonly committed: Delivery[];
  /** By number of the transaction: prepared, and not committed yet. */
  readonly prepared: Map<number, readonly Delivery[]>;
  /** Numbers of committed transactions. */
  readonly committedTransactions: Set<number>;
}

/** The newest complete checkpoint on simulated storage. */
export interface StoredState {
  readonly checkpointId: number;
  readonly manifest: Uint8Array;
  /** By canonical key bytes as Latin-1 text. */
  readonly keys: ReadonlyMap<string, Uint8Array>;
}

/**
 * What is durable in a simulation: everything on it survives the end of a life, and nothing else does. Each life of a job opens stores and sinks of its own on it.
 */
export class SimulatedStorage {
  /** The journal as far as it was not pruned. */
  journal: readonly StoredRecord[] = [];
  /** Every record that ever became durable, in order, pruned or not. For those who check what happened. */
  readonly archive: StoredRecord[] = [];
  checkpoint: StoredState | undefined;
  readonly savepoints: Map<string, StoredState> = new Map();
  readonly #sinks = new Map<string, StoredDeliveries>();
  #nextTransaction = 0;

  /** Where the next record goes. */
  get journalEnd(): number {
    return this.archive.length;
  }

  /** Makes records part of the journal. They have the next sequence numbers. */
  addRecords(records: readonly StoredRecord[]): void {
    this.journal = [...this.journal, ...records];
    this.archive.push(...records);
  }

  /** Removes the records before a place. */
  prune(before: number): void {
    this.journal = this.journal.filter(({ sequence }) => sequence >= before);
  }

  /** What the sink of a name holds. */
  sink(name: string): StoredDeliveries {
    let sink = this.#sinks.get(name);
    if (sink === undefined) {
      sink = { committed: [], prepared: new Map(), committedTransactions: new Set() };
      this.#sinks.set(name, sink);
    }
    return sink;
  }

  /** A number that no transaction has had. */
  takeTransactionNumber(): number {
    return this.#nextTransaction++;
  }

  /** Forgets state and journal, as a new job does; what sinks hold stays. */
  reset(): void {
    this.journal = [];
    this.checkpoint = undefined;
  }
}
