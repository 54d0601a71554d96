import type { Logger } from '../context/logger.js';
import type { Event } from '../event/event.js';
import type { EventContext } from './event-context.js';
import type { EventFilter } from './event-filter.js';

/** Whose events a logger is about to log. */
export interface EventLoggerOpenParams {
  /** Identifies the job across restarts. */
  readonly jobId: string;
  /** Name of the agent. */
  readonly taskName: string;
  /** 0 … parallelism − 1. Each subtask has a logger of its own. */
  readonly subtaskIndex: number;
  /** For warnings of the logger itself. */
  readonly logger: Logger;
}

/**
 * Records what happened. Extension point: every implementation can run the suite of `@millrace/api/conformance`.
 *
 * Laws:
 * - `open` is called once, before anything else; `close` once or more, and nothing after it. Used otherwise, a logger throws `IllegalStateError`.
 * - `append` is called on the runtime's loop for every event, before its actions run, in processing order. It must not block and may buffer.
 * - When the promise of `flush` resolves, everything appended before is found by a reader of the log: by another process, unless the log is kept in memory.
 *   `close` flushes.
 * - A failure to write rejects or throws out of `append`, `flush` or `close`: the runtime counts it, warns once and goes on. A logger never retries silently and
 *   never grows without a bound.
 */
export interface EventLogger {
  open(params: EventLoggerOpenParams): void | Promise<void>;
  append(context: EventContext, event: Event): void;
  flush(): void | Promise<void>;
  close(): void | Promise<void>;
}

/** Makes one logger per subtask. */
export type EventLoggerFactory = () => EventLogger;

/** What a registered logger type is made from. */
export interface EventLoggerConfig {
  /** A type registered with an {@link EventLoggerRegistry}; not blank. */
  readonly type: string;
  /** Default: accept all. */
  readonly filter?: EventFilter;
  /** What the type understands, by its own names. */
  readonly properties?: Readonly<Record<string, unknown>>;
}
