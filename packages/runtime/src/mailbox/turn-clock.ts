import type { Clock, Timer } from '../clock.js';
import type { Mailbox } from './mailbox.js';

/** A clock that stands still during a turn, for what looks at the time many times in one. Outside of turns it is the clock it is made of. */
export class TurnClock implements Clock {
  readonly #clock: Clock;
  readonly #mailbox: Pick<Mailbox, 'turn'>;
  #turn: number | undefined;
  #now = 0;

  constructor(clock: Clock, mailbox: Pick<Mailbox, 'turn'>) {
    this.#clock = clock;
    this.#mailbox = mailbox;
  }

  now(): number {
    const { turn } = this.#mailbox;
    if (turn === undefined || turn !== this.#turn) {
      this.#turn = turn;
      this.#now = this.#clock.now();
    }
    return this.#now;
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    return this.#clock.setTimer(delayMs, callback);
  }
}
