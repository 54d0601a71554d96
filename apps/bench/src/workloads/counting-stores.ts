import { encodeKey } from '@millrace/api';
import { type ActionStateStore, type DurableStores, openStateDirectory } from '@millrace/runtime';

/** What was appended for one key. */
interface KeyAppends {
  appended: number;
  durable: number;
  flushes: number;
  outputs: number;
  lastPromise: Promise<void> | undefined;
}

/**
 * A state directory that counts what is appended and flushed per key, and checks the output commit rule from outside: a call starts, and an output leaves, only when everything before it is durable.
 */
export class CountingStores {
  readonly #recordsPerInput: number;
  readonly #keys = new Map<string, KeyAppends>();
  readonly #bytesByOrdinal: number[];
  #inputs = 0;

  /** @param recordsPerInput how many records every input has in the journal. */
  constructor(recordsPerInput: number) {
    this.#recordsPerInput = recordsPerInput;
    this.#bytesByOrdinal = Array.from({ length: recordsPerInput }, () => 0);
  }

  async open(directory: string): Promise<DurableStores> {
    const stores = await openStateDirectory(directory);
    return {
      ...stores,
      create: async (parallelism) => {
        const { actionStateStores, checkpointStore } = await stores.create(parallelism);
        return { checkpointStore, actionStateStores: actionStateStores.map((store) => this.#counted(store)) };
      },
    };
  }

  /** A call of the key starts. @throws Error when something before it is not durable. */
  callStarts(customer: number): void {
    const { appended, durable } = this.#of(textOf(encodeKey(customer)));
    if (durable < appended) {
      throw new Error(
        `A call of key ${customer} starts while ${appended - durable} records before it are not durable.`,
      );
    }
  }

  /** An output of the key leaves. @throws Error when the completion of its input is not durable. */
  outputLeaves(customer: number): void {
    const key = this.#of(textOf(encodeKey(customer)));
    key.outputs++;
    this.#inputs++;
    if (key.durable < key.outputs * this.#recordsPerInput) {
      throw new Error(`Output ${key.outputs} of key ${customer} leaves with only ${key.durable} records durable.`);
    }
  }

  /** How often an input had to wait for a flush of its own records, on average: records that share a flush are waited for once. */
  get awaitedFlushesPerInput(): number {
    return this.#inputs === 0 ? 0 : sum([...this.#keys.values()].map(({ flushes }) => flushes)) / this.#inputs;
  }

  /** Lengths in bytes, as they are in the journal, of the records of an input, in their order; averages. */
  get recordBytes(): readonly number[] {
    return this.#bytesByOrdinal.map((bytes) => Math.round(bytes / this.#inputs));
  }

  #counted(store: ActionStateStore): ActionStateStore {
    return {
      open: () => store.open(),
      rebuildState: (markers, ownsKey) => store.rebuildState(markers, ownsKey),
      take: (key) => store.take(key),
      rebuiltKeys: () => store.rebuiltKeys(),
      recoveryMarker: () => store.recoveryMarker(),
      pruneState: (marker) => store.pruneState(marker),
      close: () => store.close(),
      append: (encodedKey, record) => {
        const key = this.#of(textOf(encodedKey));
        const ordinal = key.appended % this.#recordsPerInput;
        // Lengths of key and record, four bytes each, go with them.
        this.#bytesByOrdinal[ordinal] = (this.#bytesByOrdinal[ordinal] ?? 0) + encodedKey.length + record.length + 8;
        key.appended++;
        const promise = store.append(encodedKey, record);
        if (promise !== key.lastPromise) {
          key.lastPromise = promise;
          key.flushes++;
        }
        // Before anybody else hears of it; whoever waits hears of a failure.
        promise.then(
          () => {
            key.durable++;
          },
          () => undefined,
        );
        return promise;
      },
    };
  }

  #of(key: string): KeyAppends {
    let appends = this.#keys.get(key);
    if (appends === undefined) {
      appends = { appended: 0, durable: 0, flushes: 0, outputs: 0, lastPromise: undefined };
      this.#keys.set(key, appends);
    }
    return appends;
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
