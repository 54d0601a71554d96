import { Fifo } from '../queue/fifo.js';

/** One step of the operator, run to its end before the next. */
export interface Turn {
  takeTurn(): void;
}

/** Chooses which of `waiting` queued turns is next: 0 is the oldest. Must return a number in `[0, waiting)`. */
export type TurnOrder = (waiting: number) => number;

/** How a mailbox is woken and ordered. */
export interface MailboxOptions {
  /**
   * Asks for `drain` to be called soon. Default: in a microtask, or after I/O had its chance when turns have held the event loop for {@link sliceMs}. A manual
   * mailbox passes a function that does nothing and calls {@link Mailbox.takeNext}.
   */
  readonly wake?: (drain: () => void) => void;
  /** Default: oldest first. */
  readonly order?: TurnOrder;
  /** Called with what a turn threw, which is always a defect or a failure of the job. Default: rethrow. */
  readonly onError?: (error: unknown) => void;
}

/** How long turns may hold the event loop before timers, sockets and signals get their chance, in milliseconds. */
const sliceMs = 8;
/** How many turns pass between two looks at the clock. */
const turnsPerLook = 16;
/** How many turns may overtake one that was posted as the last. */
const maxOvertakingTurns = 256;

const resolved = Promise.resolve();

/**
 * The one thing that calls into the operator: a queue of turns, run one at a time on the event loop.
 *
 * It has no limit of its own. Inputs are admitted only while the operator has room, and the number of continuations is bounded by what is in flight.
 */
export class Mailbox {
  readonly #turns = new Fifo<Turn>();
  /** Taken when nothing else waits. */
  readonly #lastTurns = new Fifo<Turn>();
  /** Turns taken since the first of them was next. */
  #overtaking = 0;
  readonly #order: TurnOrder | undefined;
  readonly #wake: (drain: () => void) => void;
  readonly #onError: ((error: unknown) => void) | undefined;
  readonly #drainBound = (): void => {
    this.#drain();
  };
  readonly #drainInMicrotask = (): void => {
    if (performance.now() - this.#sliceStartedAt > sliceMs) {
      setImmediate(this.#drainInNewSlice);
    } else {
      this.#drain();
    }
  };
  readonly #drainInNewSlice = (): void => {
    this.#sliceStartedAt = performance.now();
    this.#drain();
  };
  #awake = false;
  #held = false;
  #turnNumber = 0;
  #isTakingTurn = false;
  #sliceStartedAt = 0;

  constructor(options: MailboxOptions = {}) {
    this.#order = options.order;
    this.#onError = options.onError;
    this.#wake = options.wake ?? (() => void resolved.then(this.#drainInMicrotask));
  }

  /** Number of turns that wait. */
  get length(): number {
    return this.#turns.length + this.#lastTurns.length;
  }

  /** Number of the turn that is being taken; `undefined` between turns. */
  get turn(): number | undefined {
    return this.#isTakingTurn ? this.#turnNumber : undefined;
  }

  /** Adds a turn behind those that wait. */
  post(turn: Turn): void {
    this.#turns.add(turn);
    this.#wakeUp();
  }

  /**
   * Adds a turn that is taken when no other one waits, and when promises that have settled have posted theirs: something new begins when what was begun cannot go on. Others overtake it, but not without
   * end.
   */
  postLast(turn: Turn): void {
    this.#lastTurns.add(turn);
    this.#wakeUp();
  }

  /** Runs no turn until {@link release}, whatever is posted. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    if (this.length > 0) {
      this.#wakeUp();
    }
  }

  /** Runs one turn now; `false` when none waits, or all are held. For mailboxes that are driven by hand. */
  takeNext(): boolean {
    const turn = this.#held ? undefined : this.#next();
    if (turn === undefined) {
      this.#awake = false;
      return false;
    }
    this.#turnNumber++;
    this.#isTakingTurn = true;
    try {
      turn.takeTurn();
    } catch (error) {
      if (this.#onError === undefined) {
        throw error;
      }
      this.#onError(error);
    } finally {
      this.#isTakingTurn = false;
    }
    return true;
  }

  #next(): Turn | undefined {
    if (this.#order !== undefined) {
      const offset = this.length > 1 ? this.#order(this.length) : 0;
      const behind = offset - this.#turns.length;
      return behind < 0 ? this.#turns.pollAt(offset) : this.#lastTurns.pollAt(behind);
    }
    if (this.#lastTurns.length > 0 && (this.#turns.length === 0 || this.#overtaking >= maxOvertakingTurns)) {
      this.#overtaking = 0;
      return this.#lastTurns.poll();
    }
    this.#overtaking++;
    return this.#turns.poll();
  }

  #wakeUp(): void {
    if (!this.#awake) {
      this.#awake = true;
      this.#wake(this.#drainBound);
    }
  }

  #drain(): void {
    try {
      for (let taken = 1; this.takeNext(); taken++) {
        if (this.#turns.length === 0 && this.#lastTurns.length > 0) {
          // Settled promises first.
          this.#wake(this.#drainBound);
          return;
        }
        if (taken % turnsPerLook === 0 && performance.now() - this.#sliceStartedAt > sliceMs && this.length > 0) {
          setImmediate(this.#drainInNewSlice);
          return;
        }
      }
    } catch (error) {
      // The process may survive what a turn threw; the turns behind it must not be stranded then.
      this.#wake(this.#drainBound);
      throw error;
    }
  }
}
