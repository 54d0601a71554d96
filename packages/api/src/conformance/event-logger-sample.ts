import type { Logger } from '../context/logger.js';
import { Event } from '../event/event.js';
import type { EventContext } from '../event-log/event-context.js';
import type { EventLogger, EventLoggerOpenParams } from '../event-log/event-logger.js';
import type { Attributes } from '../json/attribute-value.js';
import type { EventLoggerFixture, LoggedEvent } from './event-logger-harness.js';

export function openParams(differing: Partial<EventLoggerOpenParams> = {}): EventLoggerOpenParams {
  return { jobId: 'job', taskName: 'task', subtaskIndex: 0, logger: silent, ...differing };
}

export async function openLogger(fixture: EventLoggerFixture, params: EventLoggerOpenParams): Promise<EventLogger> {
  const logger = fixture.createLogger();
  await logger.open(params);
  return logger;
}

export function append(logger: EventLogger, index: number): LoggedEvent {
  const event = sentEvent(`event-${index}`, { index, text: `event ${index}` });
  const context = contextOf(event, index);
  logger.append(context, event);
  return { context, eventJson: event.toJSON() };
}

/** An event that is frozen, like all events a runtime logs. */
export function sentEvent(id: string, attributes: Attributes, cause?: Event): Event {
  const event = new Event('conformance', attributes, { id });
  event.markSent({
    sourceTimestamp: undefined,
    upstreamEvent: cause,
    upstreamActionName: cause === undefined ? undefined : 'summarize',
  });
  return event;
}

export function contextOf(event: Event, index: number): EventContext {
  return {
    eventType: event.type,
    timestamp: new Date(Date.UTC(2026, 0, 1) + index).toISOString(),
    key: '"user-42"',
    runNumber: 3,
    causalPosition: `4f1d2c/${index}`,
    attempt: 1,
  };
}

const silent: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {}
