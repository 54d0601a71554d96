import type { Output, Sink } from '../output/sink.js';

/** What leaves a thread. */
export type Departure =
  | { readonly kind: 'output' | 'deadLetter'; readonly output: Output }
  | { readonly kind: 'watermark'; readonly watermarkMs: number };

/** Where the outlet of a subtask leads: to the thread of the job, which says when there is room for more. */
export class ThreadExit {
  readonly sink: Sink;
  readonly deadLetterSink: Sink;
  readonly #send: (departure: Departure) => void;
  readonly #windowSize: number;
  #onItsWay = 0;
  #goOn: (() => void) | undefined;

  /** @param windowSize how many departures may be on their way. */
  constructor(send: (departure: Departure) => void, windowSize: number) {
    this.#send = send;
    this.#windowSize = windowSize;
    this.sink = {
      write: (output) => this.#leave({ kind: 'output', output: membersOf(output) }),
      writeWatermark: (watermarkMs) => this.#leave({ kind: 'watermark', watermarkMs }),
    };
    this.deadLetterSink = { write: (output) => this.#leave({ kind: 'deadLetter', output: membersOf(output) }) };
  }

  /** As many departures have left the other thread. */
  left(count: number): void {
    this.#onItsWay -= count;
    if (this.#onItsWay < this.#windowSize) {
      this.#goOn?.();
      this.#goOn = undefined;
    }
  }

  /** The outlet waits as long as the promise is pending, so that there is one at a time. */
  #leave(departure: Departure): Promise<void> | undefined {
    this.#send(departure);
    return ++this.#onItsWay < this.#windowSize
      ? undefined
      : new Promise((resolve) => {
          this.#goOn = resolve;
        });
  }
}

/** What an output is asked for may be computed then: only what it answers can be sent. */
function membersOf({ value, key, timestamp, outputId }: Output): Output {
  return { value, key, timestamp, outputId };
}
