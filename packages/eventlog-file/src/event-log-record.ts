import { type Event, type EventContext, type EventLogLevel, InvalidValueError } from '@millrace/api';

/** One line of an event log: an event, when and where it was processed, and how much of it was logged. */
export interface EventLogRecord {
  readonly jobId: string;
  /** Name of the agent. */
  readonly taskName: string;
  readonly subtaskId: number;
  /** At `STANDARD` the attributes may have been cut; at `VERBOSE` they are complete. */
  readonly logLevel: Exclude<EventLogLevel, 'OFF'>;
  readonly context: EventContext;
  readonly event: Event;
}

/** @throws InvalidValueError `EVENT_LOG_CONTEXT_MISMATCH` unless the context is about an event of this type. */
export function checkContext(context: EventContext, event: Event): void {
  if (context.eventType !== event.type) {
    throw new InvalidValueError(
      'EVENT_LOG_CONTEXT_MISMATCH',
      `The context of an event of type ${event.type} says that its type is ${context.eventType}.`,
      { path: 'context.eventType', hint: 'Log an event with the context it was processed in.' },
    );
  }
}
