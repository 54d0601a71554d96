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

/** An event logger that could be opened. */
interface OpenLogger {
  readonly eventLogger: EventLogger;
  readonly failed: (operation: string, error: unknown) => void;
  readonly appendFailed: (error: unknown) => void;
}

/**
 * Tells event loggers and listeners of every event, best effort: a failure is counted and warned about the first time, and reaches neither the job nor the other loggers.
 *
 * Owns the loggers of its subtask: opens and closes them.
 */
export class EventLogWriter {
  readonly #eventLoggers: readonly EventLogger[];
  readonly #listeners: readonly EventListener[];
  readonly #logger: Logger;
  readonly #loggerFailures: Counter;
  readonly #listenerFailures: Counter;
  readonly #warned = new Set<EventLogger | 'listener'>();
  readonly #listenerFailed = (error: unknown): void => {
    this.#listenerFailures.inc();
    this.#warnOnce('listener', 'An event listener failed; the job goes on, further failures are only counted.', error);
  };
  #open: readonly OpenLogger[] = [];

  constructor(
    eventLoggers: readonly EventLogger[],
    listeners: readonly EventListener[],
    logger: Logger,
    metrics: MetricGroup,
  ) {
    this.#eventLoggers = eventLoggers;
    this.#listeners = listeners;
    this.#logger = logger;
    this.#loggerFailures = metrics.counter('eventLogWriteFailures');
    this.#listenerFailures = metrics.counter('eventListenerFailures');
  }

  /** Whether anybody wants to hear of events, so that nothing is prepared for nobody. */
  get isNeeded(): boolean {
    return this.#open.length > 0 || this.#listeners.length > 0;
  }

  async open(jobId: string, taskName: string, subtaskIndex: number): Promise<void> {
    const open: OpenLogger[] = [];
    for (const eventLogger of this.#eventLoggers) {
      const failed = (operation: string, error: unknown): void => {
        this.#loggerFailed(eventLogger, operation, error);
      };
      try {
        await eventLogger.open({ jobId, taskName, subtaskIndex, logger: this.#logger });
        open.push({ eventLogger, failed, appendFailed: (error) => failed('append', error) });
      } catch (error) {
        failed('open', error);
      }
    }
    this.#open = open;
  }

  append(context: EventContext, event: Event): void {
    for (const { eventLogger, appendFailed } of this.#open) {
      try {
        watch(eventLogger.append(context, event), appendFailed);
      } catch (error) {
        appendFailed(error);
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
    await this.#each('flush', (eventLogger) => eventLogger.flush());
  }

  async close(): Promise<void> {
    await this.#each('close', (eventLogger) => eventLogger.close());
    this.#open = [];
  }

  async #each(operation: string, action: (eventLogger: EventLogger) => void | Promise<void>): Promise<void> {
    const attempts = this.#open.map(async ({ eventLogger, failed }) => {
      try {
        await action(eventLogger);
      } catch (error) {
        failed(operation, error);
      }
    });
    await Promise.all(attempts);
  }

  #loggerFailed(eventLogger: EventLogger, operation: string, error: unknown): void {
    this.#loggerFailures.inc();
    this.#warnOnce(
      eventLogger,
      `The event logger failed to ${operation}; the job goes on, further failures are only counted.`,
      error,
      { eventLogger: Object(eventLogger.constructor).name },
    );
  }

  #warnOnce(
    whose: EventLogger | 'listener',
    message: string,
    error: unknown,
    fields: Readonly<Record<string, unknown>> = {},
  ): void {
    if (!this.#warned.has(whose)) {
      this.#warned.add(whose);
      try {
        this.#logger.warn(message, { ...fields, error: errorMessage(error) });
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
