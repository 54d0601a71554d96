import type { Mailbox, Turn } from '../mailbox/mailbox.js';

/** The mailbox as an operator uses it: once the operator has ended, because it failed or was closed, nothing of it takes a turn any more. */
export class OperatorTurns {
  readonly #mailbox: Mailbox;
  #ended = false;

  constructor(mailbox: Mailbox) {
    this.#mailbox = mailbox;
  }

  get haveEnded(): boolean {
    return this.#ended;
  }

  end(): void {
    this.#ended = true;
  }

  /** Takes a turn, unless the operator has ended by then. */
  post(takeTurn: () => void): void {
    this.postFor(takeTurn, undefined);
  }

  /** Takes a turn about something, unless the operator has ended by then. With a function that is made once, a turn costs one small object. */
  postFor<T>(takeTurn: (subject: T) => void, subject: T): void {
    this.#mailbox.post(new OperatorTurn(this, takeTurn, subject));
  }

  /** Takes a turn in any case. */
  postAlways(turn: Turn): void {
    this.#mailbox.post(turn);
  }
}

class OperatorTurn<T> implements Turn {
  readonly #turns: OperatorTurns;
  readonly #takeTurn: (subject: T) => void;
  readonly #subject: T;

  constructor(turns: OperatorTurns, takeTurn: (subject: T) => void, subject: T) {
    this.#turns = turns;
    this.#takeTurn = takeTurn;
    this.#subject = subject;
  }

  takeTurn(): void {
    if (!this.#turns.haveEnded) {
      this.#takeTurn(this.#subject);
    }
  }
}
