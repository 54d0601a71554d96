import type { EventJson } from '../event/event.js';
import type { EventContext } from '../event-log/event-context.js';
import type { EventLogger, EventLoggerOpenParams } from '../event-log/event-logger.js';

/** One logged event, as whoever reads the log finds it. */
export interface LoggedEvent {
  readonly context: EventContext;
  readonly eventJson: EventJson;
}

/** A place that loggers write to, empty at first and used by one case only. */
export interface EventLoggerFixture {
  /** A new logger that is not open yet and logs every event in full. All loggers of a fixture write to its place. */
  createLogger(): EventLogger;
  /** What a reader of the log finds now of the job, task and subtask that `params` names, oldest first. */
  readBack(params: EventLoggerOpenParams): Promise<readonly LoggedEvent[]>;
  /** Makes every later write to the place fail. Left out where that cannot be arranged; the cases that need it are left out then, too. */
  breakPlace?(): void | Promise<void>;
  /** Called once at the end of the case, also of a failed one. Loggers that are still open may be left alone. */
  cleanUp(): void | Promise<void>;
}

/** How the suite gets at an implementation of {@link EventLogger}. */
export interface EventLoggerHarness {
  /** Whether fixtures have `breakPlace`. Default: false. */
  readonly canBreakPlace?: boolean;
  setUp(): EventLoggerFixture | Promise<EventLoggerFixture>;
}
