import type { Mailbox, Turn } from '../mailbox/mailbox.js';
import { Fifo } from '../queue/fifo.js';
import type { InboxEntry } from './subtask-thread-protocol.js';

/** Who takes what arrives. */
export interface InboxHost {
  readonly mailbox: Mailbox;
  /** Whether another record may be taken. */
  readonly hasRoom: boolean;
  take(entry: InboxEntry): void;
}

/** How much of a window is granted at once, at least: small grants would wake the other thread often for little. */
export function grantedAtOnce(windowSize: number): number {
  return Math.ceil(windowSize / 4);
}

/**
 * What a thread was sent and has not taken: one record a turn, and only while there is room. What comes between records is taken on the turn of the record before it.
 *
 * A cut waits for no room: records ahead of it are taken whatever room there is, because the sources are past them. What they take beyond the room is not granted anew before there is room
 * again, so there are never more of them than the window is long.
 */
export class Inbox implements Turn {
  readonly #host: InboxHost;
  readonly #entries = new Fifo<InboxEntry>();
  readonly #windowSize: number;
  /** How many of the oldest entries do not wait for room. */
  #hurried = 0;
  /** Records taken without room. */
  #owed = 0;
  #isPosted = false;
  #isClosed = false;
  #taken = 0;
  #takenRecords = 0;

  /** @param windowSize how many records may be on their way. */
  constructor(host: InboxHost, windowSize: number) {
    this.#host = host;
    this.#windowSize = windowSize;
  }

  get length(): number {
    return this.#entries.length;
  }

  get taken(): number {
    return this.#taken;
  }

  get takenRecords(): number {
    return this.#takenRecords;
  }

  /** How many records may be sent altogether. */
  get granted(): number {
    return this.#takenRecords - this.#owed + this.#windowSize;
  }

  receive(entry: InboxEntry): void {
    if (this.#isClosed) {
      return;
    }
    this.#entries.add(entry);
    if (entry.kind === 'cut') {
      this.#hurried = this.#entries.length;
    }
    this.wake();
  }

  /** There may be room again. */
  wake(): void {
    if (this.#owed > 0 && this.#host.hasRoom) {
      this.#owed = 0;
    }
    if (!this.#isPosted && this.#mayTake) {
      this.#isPosted = true;
      this.#host.mailbox.post(this);
    }
  }

  /** Takes nothing any more. */
  close(): void {
    this.#isClosed = true;
    this.#entries.clear();
  }

  takeTurn(): void {
    let hasTakenRecord = false;
    while (this.#mayTake && !(hasTakenRecord && this.#entries.peek()?.kind === 'record')) {
      hasTakenRecord = this.#takeNext() === 'record' || hasTakenRecord;
    }
    this.#isPosted = false;
    this.wake();
  }

  get #mayTake(): boolean {
    const next = this.#entries.peek();
    return next !== undefined && (next.kind !== 'record' || this.#hurried > 0 || this.#host.hasRoom);
  }

  #takeNext(): InboxEntry['kind'] | undefined {
    const next = this.#entries.poll();
    if (next?.kind === 'record') {
      this.#takenRecords++;
      this.#owed += this.#host.hasRoom ? 0 : 1;
    }
    this.#hurried = Math.max(0, this.#hurried - 1);
    if (next !== undefined) {
      this.#taken++;
      this.#host.take(next);
    }
    return next?.kind;
  }
}
