import {
  type Event,
  type EventContext,
  type EventLogger,
  type EventLoggerOpenParams,
  IllegalStateError,
  InvalidValueError,
} from '@millrace/api';

export interface LoggedEvent {
  readonly context: EventContext;
  readonly event: Event;
}

/**
 * Keeps the newest events in memory, to be looked at when something went wrong.
 *
 * Its readers live in the same process, so there is nothing to flush: an event can be read as soon as it was appended. The bound is its law for the case of
 * too much: the oldest event makes room.
 */
export class RingBufferEventLogger implements EventLogger {
  readonly #capacity: number;
  readonly #ring: LoggedEvent[] = [];
  #appended = 0;
  #subtask: EventLoggerOpenParams | undefined;
  #state: 'new' | 'open' | 'closed' = 'new';

  /** @param capacity how many events are kept, from 1. */
  constructor(capacity: number) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new InvalidValueError('CAPACITY_INVALID', `${capacity} is not a number of events.`, {
        path: 'capacity',
        hint: 'Use a whole number from 1.',
      });
    }
    this.#capacity = capacity;
  }

  /** The newest events, oldest first. Also after `close`: that is when one wants to read them. */
  get events(): readonly LoggedEvent[] {
    const oldest = this.#appended % this.#capacity;
    return [...this.#ring.slice(oldest), ...this.#ring.slice(0, oldest)];
  }

  /** Whose events these are; `undefined` before `open`. */
  get subtask(): EventLoggerOpenParams | undefined {
    return this.#subtask;
  }

  open(params: EventLoggerOpenParams): void {
    if (this.#state !== 'new') {
      throw new IllegalStateError('EVENT_LOGGER_STATE', `The event logger is ${this.#state}.`, {
        hint: 'Make a new one.',
      });
    }
    this.#subtask = params;
    this.#state = 'open';
  }

  // #region append
  append(context: EventContext, event: Event): void {
    this.#checkOpen();
    // Events are frozen by the time they are logged, so keeping the event itself is keeping what it said.
    this.#ring[this.#appended % this.#capacity] = { context, event };
    this.#appended += 1;
  }
  // #endregion append

  flush(): void {
    this.#checkOpen();
  }

  close(): void {
    this.#state = 'closed';
  }

  #checkOpen(): void {
    if (this.#state !== 'open') {
      throw new IllegalStateError('EVENT_LOGGER_STATE', `The event logger is ${this.#state}.`, {
        hint: 'Use it between open() and close().',
      });
    }
  }
}
