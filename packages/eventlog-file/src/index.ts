// Logging
export { FileEventLogger, fileEventLogger, registerFileEventLogger } from './file-event-logger.js';
export type { FileEventLoggerOptions } from './options.js';
export { FileEventLogOptions, fileEventLoggerOptions } from './configuration.js';
export type { FlushTimer } from './flush-timer.js';
export { type EventLogName, eventLogFileName, eventLogStem } from './file-name.js';

// Reading
export { type EventLogReadOptions, readEventLog, type TornLine } from './event-log-reader.js';
export type { EventLogRecord } from './event-log-record.js';
export { decodeEventLogRecord, encodeEventLogRecord } from './event-log-record-codec.js';

// Errors
export {
  EventLogReadError,
  type EventLogReadErrorOptions,
  EventLogWriteError,
  type EventLogWriteErrorOptions,
} from './errors.js';
