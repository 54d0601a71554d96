import { Event, type EventContext, type EventLoggerOpenParams, InvalidValueError } from '@millrace/api';
import { type EventLoggerHarness, eventLoggerConformance } from '@millrace/api/conformance';
import { describe, expect, test } from 'vitest';
import { RingBufferEventLogger } from '../../../tutorial/custom/ring-buffer-event-logger.js';

// #region conformance
/** Readers of this logger live in its process, so they read it by holding it. */
const harness: EventLoggerHarness = {
  setUp() {
    const loggers: RingBufferEventLogger[] = [];
    return {
      createLogger() {
        const logger = new RingBufferEventLogger(10_000);
        loggers.push(logger);
        return logger;
      },
      async readBack(params) {
        const events = loggers.find(({ subtask }) => subtask !== undefined && isSame(subtask, params))?.events ?? [];
        return events.map(({ context, event }) => ({ context, eventJson: event.toJSON() }));
      },
      cleanUp: () => undefined,
    };
  },
};

describe('RingBufferEventLogger keeps the laws of event loggers', () => {
  const rows = eventLoggerConformance(harness).map(({ name, run }) => [name, run] as const);

  test.each(rows)('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
// #endregion conformance

test('the oldest event makes room when the buffer is full', () => {
  const logger = new RingBufferEventLogger(2);
  logger.open(openParams);
  for (const id of ['first', 'second', 'third']) {
    logger.append(contextAt(id), new Event('counted', {}, { id }));
  }
  expect(logger.events.map(({ event }) => event.id)).toEqual(['second', 'third']);
});

test.each([0, -1, 1.5, Number.NaN])('a capacity of %s events is refused', (capacity) => {
  expect(() => new RingBufferEventLogger(capacity)).toThrow(InvalidValueError);
});

const ignore = (): void => undefined;
const openParams: EventLoggerOpenParams = {
  jobId: 'job',
  taskName: 'agent',
  subtaskIndex: 0,
  logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
};

function isSame(a: EventLoggerOpenParams, b: EventLoggerOpenParams): boolean {
  return a.jobId === b.jobId && a.taskName === b.taskName && a.subtaskIndex === b.subtaskIndex;
}

function contextAt(causalPosition: string): EventContext {
  return {
    eventType: 'counted',
    timestamp: '2026-01-01T00:00:00.000Z',
    key: '"ada"',
    runNumber: 0,
    causalPosition,
    attempt: 0,
  };
}
