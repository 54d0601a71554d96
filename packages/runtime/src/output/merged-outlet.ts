import { CombinedWatermark } from '../source/combined-watermark.js';
import { Outlet, type OutletOptions } from './outlet.js';
import type { Sink } from './sink.js';

/**
 * The one way out of a job with several subtasks: what has left their outlets goes to the sinks one at a time, outputs of a subtask in its order, and the smallest of their watermarks.
 */
export class MergedOutlet {
  readonly #outlet: Outlet;
  readonly #watermarks: CombinedWatermark;
  readonly #hasDeadLetterSink: boolean;
  readonly #maxWaiting: number;
  /** Subtasks that may go on when there is room again. */
  #waitingForRoom: (() => void)[] = [];

  /** @param maxWaiting how many departures may wait for the sinks before the subtasks' outlets wait. */
  constructor(subtaskCount: number, maxWaiting: number, options: OutletOptions) {
    this.#outlet = new Outlet({
      ...options,
      onProgress: () => {
        this.#makeRoom();
        options.onProgress();
      },
    });
    this.#watermarks = new CombinedWatermark(subtaskCount);
    this.#hasDeadLetterSink = options.deadLetterSink !== undefined;
    this.#maxWaiting = maxWaiting;
  }

  get length(): number {
    return this.#outlet.length;
  }

  /** Where the outlet of a subtask leads. */
  exitOf(subtask: number): { readonly sink: Sink; readonly deadLetterSink: Sink | undefined } {
    return {
      sink: {
        write: (output) => {
          this.#outlet.addOutput(output);
          return this.#whenRoom();
        },
        writeWatermark: (watermarkMs) => {
          const combined = this.#watermarks.advance(subtask, watermarkMs);
          if (combined !== undefined) {
            this.#outlet.addWatermark(combined);
          }
        },
      },
      deadLetterSink: this.#hasDeadLetterSink
        ? {
            write: (output) => {
              this.#outlet.addDeadLetter(output);
              return this.#whenRoom();
            },
          }
        : undefined,
    };
  }

  /** Calls `pass` when everything added before has left; nothing leaves until its promise resolves. */
  addBarrier(pass: () => Promise<void>): void {
    this.#outlet.addBarrier(pass);
  }

  /** Lets nothing leave any more. Resolves when nothing is being written. */
  async close(): Promise<void> {
    await this.#outlet.close();
    this.#makeRoom();
  }

  #whenRoom(): Promise<void> | undefined {
    return this.#outlet.length < this.#maxWaiting
      ? undefined
      : new Promise((resolve) => {
          this.#waitingForRoom.push(resolve);
        });
  }

  #makeRoom(): void {
    if (this.#outlet.length < this.#maxWaiting && this.#waitingForRoom.length > 0) {
      const waiting = this.#waitingForRoom;
      this.#waitingForRoom = [];
      for (const goOn of waiting) {
        goOn();
      }
    }
  }
}
