import { type Attributes, Event, type EventContext, type EventLoggerOpenParams, type Logger } from '@millrace/api';
import type { FileEventLogger } from '../../src/index.js';

/** A logger that remembers its warnings. */
export class RememberingLogger implements Logger {
  readonly warnings: string[] = [];
  debug(): void {}
  info(): void {}
  error(): void {}
  warn(message: string): void {
    this.warnings.push(message);
  }
}

export function openParams(differing: Partial<EventLoggerOpenParams> = {}): EventLoggerOpenParams {
  return { jobId: 'job', taskName: 'task', subtaskIndex: 0, logger: new RememberingLogger(), ...differing };
}

export function contextOf(event: Event, differing: Partial<EventContext> = {}): EventContext {
  return {
    eventType: event.type,
    timestamp: '2026-01-01T00:00:00.000Z',
    key: '"user-42"',
    runNumber: 0,
    causalPosition: `${event.id}/0`,
    attempt: 0,
    ...differing,
  };
}

/** Appends an event of type `sample` with this id. */
export function appendSample(
  logger: FileEventLogger,
  id: string,
  attributes: Attributes = {},
  differing: Partial<EventContext> = {},
): void {
  const event = new Event('sample', attributes, { id });
  logger.append(contextOf(event, differing), event);
}
