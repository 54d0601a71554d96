import { Fifo } from '../queue/fifo.js';
import { pendingWrite } from './pending-write.js';
import type { Output, Sink } from './sink.js';

/** Something on its way to the sinks. */
type Message =
  | { readonly kind: 'output'; readonly output: Output; readonly gate: Promise<void> | undefined }
  | { readonly kind: 'deadLetter'; readonly output: Output; readonly gate: Promise<void> | undefined }
  | { readonly kind: 'watermark'; readonly watermarkMs: number; readonly gate: Promise<void> | undefined };

/** Something on its way out. */
type Departure = Message | { readonly kind: 'barrier'; readonly pass: () => Promise<void> };

/** Where an {@link Outlet} leads and whom it tells. */
export interface OutletOptions {
  readonly sink: Sink;
  readonly deadLetterSink: Sink | undefined;
  /** Something has left, or the outlet has become empty. */
  readonly onProgress: () => void;
  /** A sink failed; nothing leaves any more. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * The one way out of a subtask: outputs, dead letters and watermarks leave in the order in which they were added, one at a time, at the pace of the sinks. Nothing overtakes: what may
 * not leave yet holds up what is behind it.
 */
export class Outlet {
  readonly #options: OutletOptions;
  readonly #departures = new Fifo<Departure>();
  #leaving: Promise<void> | undefined;
  /** The gate that has opened last: whatever else is behind it need not wait. */
  #openGate: Promise<void> | undefined;
  #closed = false;
  #outputCount = 0;

  constructor(options: OutletOptions) {
    this.#options = options;
  }

  /** How many departures wait, including the one that is being written. */
  get length(): number {
    return this.#departures.length + (this.#leaving === undefined ? 0 : 1);
  }

  /** Outputs that were handed to the sink. */
  get outputCount(): number {
    return this.#outputCount;
  }

  get hasDeadLetterSink(): boolean {
    return this.#options.deadLetterSink !== undefined;
  }

  /** @param gate resolves when the output may leave; `undefined`: at once. */
  addOutput(output: Output, gate?: Promise<void>): void {
    this.#add({ kind: 'output', output, gate });
  }

  /** Calls `pass` when everything added before has left; nothing leaves until its promise resolves. */
  addBarrier(pass: () => Promise<void>): void {
    this.#add({ kind: 'barrier', pass });
  }

  /** Requires a dead-letter sink. */
  addDeadLetter(output: Output, gate?: Promise<void>): void {
    this.#add({ kind: 'deadLetter', output, gate });
  }

  /** @param gate resolves when the watermark may leave; `undefined`: at once. */
  addWatermark(watermarkMs: number, gate?: Promise<void>): void {
    const isOfUse = this.#options.sink.writeWatermark !== undefined;
    this.#add({ kind: 'watermark', watermarkMs, gate: isOfUse ? gate : undefined });
  }

  /** Lets nothing leave any more, and forgets what waits. Resolves when nothing is being written. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#departures.clear();
    await this.#leaving;
  }

  #add(departure: Departure): void {
    if (this.#closed) {
      return;
    }
    if (this.#leaving !== undefined || this.#departures.length > 0) {
      this.#departures.add(departure);
      return;
    }
    this.#let(departure);
  }

  /** Writes departures as long as the sinks answer at once; continues when a slow one has answered. */
  #let(first: Departure): void {
    try {
      for (let next: Departure | undefined = first; next !== undefined; next = this.#departures.poll()) {
        const writing = this.#write(next);
        if (writing !== undefined) {
          this.#leaving = this.#continueAfter(writing);
          return;
        }
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  async #continueAfter(writing: Promise<void>): Promise<void> {
    try {
      await writing;
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#leaving = undefined;
    const next = this.#departures.poll();
    if (next !== undefined) {
      this.#let(next);
    }
    this.#options.onProgress();
  }

  #write(departure: Departure): Promise<void> | undefined {
    if (departure.kind === 'barrier') {
      return departure.pass();
    }
    const { gate } = departure;
    return gate === undefined || gate === this.#openGate ? this.#hand(departure) : this.#writeBehind(gate, departure);
  }

  async #writeBehind(gate: Promise<void>, message: Message): Promise<void> {
    await gate;
    this.#openGate = gate;
    await this.#hand(message);
  }

  #hand(message: Message): Promise<void> | undefined {
    const { sink, deadLetterSink } = this.#options;
    switch (message.kind) {
      case 'output':
        this.#outputCount++;
        return pendingWrite(sink.write(message.output));
      case 'deadLetter':
        return pendingWrite(deadLetterSink?.write(message.output));
      case 'watermark':
        return pendingWrite(sink.writeWatermark?.(message.watermarkMs));
    }
  }

  #fail(error: unknown): void {
    this.#leaving = undefined;
    this.#closed = true;
    this.#departures.clear();
    this.#options.onFailure(error);
  }
}
