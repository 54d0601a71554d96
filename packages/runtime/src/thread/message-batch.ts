/** How many messages are sent at once at most. */
const fullBatch = 64;
/** How long messages that nobody waits for wait for others. */
const lingerMs = 2;

/** Who sends messages to another thread. */
export interface MessagePortLike {
  postMessage(messages: readonly unknown[], transfer?: readonly ArrayBuffer[]): void;
}

/** Messages to another thread, in order: those of one turn of the event loop go together, or of a few milliseconds where they may, because waking the other thread costs more than what is sent. */
export class MessageBatch<T> {
  readonly #port: MessagePortLike;
  readonly #last: (hasOthers: boolean) => T | undefined;
  readonly #flushBound = (): void => {
    this.#isScheduled = false;
    this.flush();
  };
  readonly #endLingering = (): void => {
    this.#isLingering = false;
    this.flush();
  };
  #messages: T[] = [];
  #isScheduled = false;
  #isLingering = false;
  #isClosed = false;

  /** @param last asked for a message whenever messages may be sent, and told whether there are others; it comes behind them. */
  constructor(port: MessagePortLike, last: (hasOthers: boolean) => T | undefined) {
    this.#port = port;
    this.#last = last;
  }

  add(message: T): void {
    this.#messages.push(message);
    if (this.#messages.length >= fullBatch) {
      this.flush();
    } else {
      this.schedule();
    }
  }

  /** Adds what may wait for others. */
  addLingering(message: T): void {
    this.#messages.push(message);
    if (this.#messages.length >= fullBatch) {
      this.flush();
    } else if (!this.#isLingering) {
      this.#isLingering = true;
      setTimeout(this.#endLingering, lingerMs);
    }
  }

  /** Sends what there is, soon. */
  schedule(): void {
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      setImmediate(this.#flushBound);
    }
  }

  /** @param transfer what belongs to the other thread from now on. */
  flush(transfer: readonly ArrayBuffer[] = []): void {
    const last = this.#isClosed ? undefined : this.#last(this.#messages.length > 0);
    if (last !== undefined) {
      this.#messages.push(last);
    }
    if (this.#messages.length > 0 && !this.#isClosed) {
      this.#port.postMessage(this.#messages, transfer);
    }
    this.#messages = [];
  }

  /** Sends nothing any more. */
  close(): void {
    this.#isClosed = true;
    this.#messages = [];
  }
}
