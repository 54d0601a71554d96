import { Fifo } from '../queue/fifo.js';
import { pendingWrite } from './pending-write.js';
import type { Output, Sink } from './sink.js';

/** Something on its way out. */
type Departure =
  | { readonly kind: 'output'; readonly output: Output; readonly gate: Promise<void> | undefined }
  | { readonly kind: 'deadLetter'; readonly output: Output; readonly gate: Promise<void> | undefined }
  | { readonly kind: 'watermark'; readonly watermarkMs: number; readonly gate: Promise<void> | undefined }
  | { readonly kind: 'barrier'; readonly pass: () => Promise<void> };

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
    this.#add({ kind: 'watermark', watermarkMs, gate });
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
    const { sink, deadLetterSink } = this.#options;
    switch (departure.kind) {
      case 'output':
        this.#outputCount++;
        return write(sink, departure.output, departure.gate);
      case 'deadLetter':
        return deadLetterSink === undefined ? undefined : write(deadLetterSink, departure.output, departure.gate);
      case 'barrier':
        return departure.pass();
      case 'watermark':
        return writeWatermark(sink, departure.watermarkMs, departure.gate);
    }
  }

  #fail(error: unknown): void {
    this.#leaving = undefined;
    this.#closed = true;
    this.#departures.clear();
    this.#options.onFailure(error);
  }
}
function write(sink: Sink, output: Output, gate: Promise<void> | undefined): Promise<void> | undefined {
  return gate === undefined ? pendingWrite(sink.write(output)) : writeBehind(gate, sink, output);
}

async function writeBehind(gate: Promise<void>, sink: Sink, output: Output): Promise<void> {
  await gate;
  await sink.write(output);
}

function writeWatermark(sink: Sink, watermarkMs: number, gate: Promise<void> | undefined): Promise<void> | undefined {
  // A sink that has no use for watermarks has nothing to wait for.
  return gate === undefined || sink.writeWatermark === undefined
    ? pendingWrite(sink.writeWatermark?.(watermarkMs))
    : gate.then(() => sink.writeWatermark?.(watermarkMs));
}
