export type { ConformanceCase } from './conformance-case.js';
export { eventLoggerConformance } from './event-logger.suite.js';
export type { EventLoggerFixture, EventLoggerHarness, LoggedEvent } from './event-logger-harness.js';

// For suites of other extension points
export { expectFailure, expectThat } from './expectation.js';
