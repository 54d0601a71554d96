import { type AttributeValue, IllegalStateError } from '@millrace/api';
import type { Output } from '../output/sink.js';
import type { TransactionalSink } from '../output/transactional-sink.js';
import type { SimulatedIo } from './simulated-io.js';
import type { Delivery, SimulatedStorage, StoredDeliveries } from './simulated-storage.js';

/** Told of everything at the moment it reaches the sink of a name, committed or not. */
export type DeliveryListener = (delivery: Delivery, sink: string) => void;

/**
 * A transactional sink on simulated storage, for one life of a job. What was written since the last `prepare` is lost in a crash, what was prepared is kept but not seen, what was committed is seen. A
 * handle is the number of a transaction, and stands for that one and every one before it that is not committed.
 */
export class SimulatedSink implements TransactionalSink {
  readonly transactional = true;
  readonly #name: string;
  readonly #storage: SimulatedStorage;
  readonly #stored: StoredDeliveries;
  readonly #io: SimulatedIo;
  readonly #isSlow: () => boolean;
  readonly #listener: DeliveryListener | undefined;
  #written: Delivery[] = [];

  /**
   * @param options.name under which storage keeps it, and with which its crash points begin: `sink prepare`, say. Default `sink`.
   * @param options.isSlow whether the next write takes its time instead of being done at once. Default: none does.
   */
  constructor(
    storage: SimulatedStorage,
    io: SimulatedIo,
    options: { readonly name?: string; readonly isSlow?: () => boolean; readonly listener?: DeliveryListener } = {},
  ) {
    this.#name = options.name ?? 'sink';
    this.#storage = storage;
    this.#stored = storage.sink(this.#name);
    this.#io = io;
    this.#isSlow = options.isSlow ?? (() => false);
    this.#listener = options.listener;
  }

  /** What the restored checkpoint holds is committed, what was prepared for a checkpoint that did not complete is gone. */
  begin(restored: AttributeValue | undefined): Promise<void> {
    return this.#perform('begin', () => {
      this.#written = [];
      if (restored !== undefined) {
        this.#commit(restored);
      }
      this.#stored.prepared.clear();
    });
  }

  write(output: Output): void | Promise<void> {
    return this.#deliver({ kind: 'output', output });
  }

  writeWatermark(watermarkMs: number): void | Promise<void> {
    return this.#deliver({ kind: 'watermark', watermarkMs });
  }

  prepare(): Promise<AttributeValue> {
    const transaction = this.#written;
    this.#written = [];
    return this.#perform('prepare', () => {
      const number = this.#storage.takeTransactionNumber();
      this.#stored.prepared.set(number, transaction);
      return number;
    });
  }

  commit(handle: AttributeValue): Promise<void> {
    return this.#perform('commit', () => {
      this.#commit(handle);
    });
  }

  #deliver(delivery: Delivery): void | Promise<void> {
    if (this.#isSlow()) {
      return this.#perform('write', () => {
        this.#take(delivery);
      });
    }
    const step = `${this.#name} write`;
    if (this.#io.pass(step, 'before')) {
      this.#take(delivery);
      this.#io.pass(step, 'after');
    }
  }

  #perform<T>(operation: string, effect: () => T): Promise<T> {
    return this.#io.perform(`${this.#name} ${operation}`, effect);
  }

  #take(delivery: Delivery): void {
    this.#written.push(delivery);
    this.#listener?.(delivery, this.#name);
  }

  #commit(handle: AttributeValue): void {
    const { prepared, committed, committedTransactions } = this.#stored;
    const number = Number(handle);
    if (!prepared.has(number)) {
      if (!committedTransactions.has(number)) {
        throw new IllegalStateError('SINK_TRANSACTION_UNKNOWN', `No transaction ${number} was prepared.`, {
          hint: 'Commit the handle of a checkpoint that is complete.',
        });
      }
      return;
    }
    for (const [other, transaction] of prepared) {
      if (other <= number) {
        prepared.delete(other);
        committed.push(...transaction);
        committedTransactions.add(other);
      }
    }
  }
}
