import { type AttributeValue, IllegalStateError } from '@millrace/api';
import type { Output } from '../output/sink.js';
import type { TransactionalSink } from '../output/transactional-sink.js';
import type { SimulatedIo } from './simulated-io.js';
import type { Delivery, SimulatedStorage, StoredDeliveries } from './simulated-storage.js';

/** Told of everything at the moment it reaches the sink, committed or not. */
export type DeliveryListener = (delivery: Delivery) => void;

/**
 * A transactional sink on simulated storage, for one life of a job. What was written since the last `prepare` is lost in a crash, what was prepared is kept but not seen, what was committed is seen.
 */
export class SimulatedSink implements TransactionalSink {
  readonly transactional = true;
  readonly #storage: SimulatedStorage;
  readonly #stored: StoredDeliveries;
  readonly #io: SimulatedIo;
  readonly #isSlow: () => boolean;
  readonly #listener: DeliveryListener | undefined;
  #written: Delivery[] = [];

  /** @param options.isSlow whether the next write takes its time instead of being done at once. Default: none does. */
  constructor(
    storage: SimulatedStorage,
    io: SimulatedIo,
    options: { readonly name?: string; readonly isSlow?: () => boolean; readonly listener?: DeliveryListener } = {},
  ) {
    this.#storage = storage;
    this.#stored = storage.sink(options.name ?? 'sink');
    this.#io = io;
    this.#isSlow = options.isSlow ?? (() => false);
    this.#listener = options.listener;
  }

  /** What the restored checkpoint holds is committed, what was prepared for a checkpoint that did not complete is gone. */
  begin(restored: AttributeValue | undefined): Promise<void> {
    return this.#io.perform('sink begin', () => {
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
    return this.#io.perform('sink prepare', () => {
      const number = this.#storage.takeTransactionNumber();
      this.#stored.prepared.set(number, transaction);
      return number;
    });
  }

  commit(handle: AttributeValue): Promise<void> {
    return this.#io.perform('sink commit', () => {
      this.#commit(handle);
    });
  }

  #deliver(delivery: Delivery): void | Promise<void> {
    if (this.#isSlow()) {
      return this.#io.perform('sink write', () => {
        this.#take(delivery);
      });
    }
    if (this.#io.pass('sink write', 'before')) {
      this.#take(delivery);
      this.#io.pass('sink write', 'after');
    }
  }

  #take(delivery: Delivery): void {
    this.#written.push(delivery);
    this.#listener?.(delivery);
  }

  #commit(handle: AttributeValue): void {
    const number = Number(handle);
    const transaction = this.#stored.prepared.get(number);
    if (transaction !== undefined) {
      this.#stored.prepared.delete(number);
      this.#stored.committed.push(...transaction);
      this.#stored.committedTransactions.add(number);
    } else if (!this.#stored.committedTransactions.has(number)) {
      throw new IllegalStateError('SINK_TRANSACTION_UNKNOWN', `No transaction ${number} was prepared.`, {
        hint: 'Commit the handle of a checkpoint that is complete.',
      });
    }
  }
}
