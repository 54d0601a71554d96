import {
  type Counter,
  type Event,
  type EventContext,
  type EventListener,
  type EventLogger,
  errorMessage,
  type Logger,
  type MetricGroup,
} from '@millrace/api';
import { isPromiseLike } from '../promise-like.js';

/**
 * Tells the event logger and the listeners of every event, best effort: a failure is counted and warned about the first time, and never reaches the job.
 *
 * Owns the logger of its subtask: opens and closes it.
 */
export class EventLogWriter {
  readonly #eventLogger: EventLogger | undefined;
  readonly #listeners: readonly EventListener[];
  readonly #logger: Logger;
  readonly #loggerFailures: Counter;
  readonly #listenerFailures: Counter;
  readonly #warned = new Set<string>();
  readonly #appendFailed = (error: unknown): void => {
    this.#loggerFailed('append', error);
  };
  readonly #listenerFailed = (error: unknown): void => {
    this.#listenerFailures.inc();
    this.#warnOnce('listener', 'An event listener failed; the job goes on, further failures are only counted.', error);
  };
  #open = false;

  constructor(
    eventLogger: EventLogger | undefined,
    listeners: readonly EventListener[],
    logger: Logger,
    metrics: MetricGroup,
  ) {
    this.#eventLogger = eventLogger;
    this.#listeners = listeners;
    this.#logger = logger;
    this.#loggerFailures = metrics.counter('eventLogWriteFailures');
    this.#listenerFailures = metrics.counter('eventListenerFailures');
  }

  /** Whether anybody wants to hear of events, so that nothing is prepared for nobody. */
  get isNeeded(): boolean {
    return this.#open || this.#listeners.length > 0;
  }

  async open(jobId: string, taskName: string, subtaskIndex: number): Promise<void> {
    if (this.#eventLogger === undefined) {
      return;
    }
    try {
      await this.#eventLogger.open({ jobId, taskName, subtaskIndex, logger: this.#logger });
      this.#open = true;
    } catch (error) {
      this.#loggerFailed('open', error);
    }
  }

  append(context: EventContext, event: Event): void {
    if (this.#open) {
      try {
        watch(this.#eventLogger?.append(context, event), this.#appendFailed);
      } catch (error) {
        this.#appendFailed(error);
      }
    }
    for (const listener of this.#listeners) {
      try {
        watch(listener.onEventProcessed(context, event), this.#listenerFailed);
      } catch (error) {
        this.#listenerFailed(error);
      }
    }
  }

  async flush(): Promise<void> {
    await this.#attempt('flush', () => this.#eventLogger?.flush());
  }

  async close(): Promise<void> {
    await this.#attempt('close', () => this.#eventLogger?.close());
    this.#open = false;
  }

  async #attempt(operation: string, action: () => void | Promise<void>): Promise<void> {
    if (!this.#open) {
      return;
    }
    try {
      await action();
    } catch (error) {
      this.#loggerFailed(operation, error);
    }
  }

  #loggerFailed(operation: string, error: unknown): void {
    this.#loggerFailures.inc();
    this.#warnOnce(
      'logger',
      `The event logger failed to ${operation}; the job goes on, further failures are only counted.`,
      error,
    );
  }

  #warnOnce(whose: string, message: string, error: unknown): void {
    if (!this.#warned.has(whose)) {
      this.#warned.add(whose);
      try {
        this.#logger.warn(message, { error: errorMessage(error) });
      } catch {
        // The failure is counted; there is nobody left to tell.
      }
    }
  }
}

/** An async function passes for one that returns nothing, and its rejection would end the process. */
function watch(returned: unknown, failed: (error: unknown) => void): void {
  if (isPromiseLike(returned)) {
    Promise.resolve(returned).catch(failed);
  }
}
