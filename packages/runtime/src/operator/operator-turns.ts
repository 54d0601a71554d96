import type { Mailbox } from '../mailbox/mailbox.js';

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
    this.#mailbox.post({
      takeTurn: () => {
        if (!this.#ended) {
          takeTurn();
        }
      },
    });
  }

  /** Takes a turn in any case. */
  postAlways(takeTurn: () => void): void {
    this.#mailbox.post({ takeTurn });
  }
}
