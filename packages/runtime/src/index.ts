// In the order of the way of an event: from the program that says what to run, through sources and operator, to sinks.

// Running an agent
export type { AgentModule } from './job/agent-module.js';
export {
  AgentsExecutionEnvironment,
  type AgentStream,
  type DataStream,
  type EnvironmentOptions,
  type EventLoggerChoice,
  type ExecuteOptions,
  type KeyedStream,
  type StreamOptions,
} from './job/agents-execution-environment.js';
export { formatJobReport, type JobBeginning, type JobReport, type SourceReport } from './job/job-report.js';
export { RuntimeOptions } from './options.js';

// Sources
export { IterableSource } from './source/iterable-source.js';
export { JsonLinesFileSource, type JsonLinesFileSourceOptions } from './source/json-lines-file-source.js';
export type {
  GoodSourceRecord,
  MalformedSourceRecord,
  Source,
  SourceReadOptions,
  SourceRecord,
} from './source/source.js';
export {
  boundedOutOfOrderness,
  MAX_WATERMARK,
  monotonousTimestamps,
  type WatermarkGenerator,
  type WatermarkOptions,
  type WatermarkStrategy,
} from './source/watermark-strategy.js';

// Watermarks behind unfinished inputs
export { KeySegment } from './queue/key-segment.js';
export { SegmentedQueue } from './queue/segmented-queue.js';

// Sinks
export type { DeadLetter } from './output/dead-letter.js';
export { FileSinkError, type FileSinkErrorCode } from './output/file-sink-error.js';
export { JsonLinesFileSink, type JsonLinesFileSinkOptions } from './output/json-lines-file-sink.js';
export { ListSink } from './output/list-sink.js';
export type { Output, Sink, SinkOpenParams } from './output/sink.js';
export { isTransactional, type TransactionalSink } from './output/transactional-sink.js';

// State that survives a crash
export type { ActionStateStore, RebuildReport, RecoveryMarker } from './action-state/action-state-store.js';
export { InMemoryActionStateStore } from './action-state/in-memory-action-state-store.js';
export type { JournalDurability } from './action-state/journal-durability.js';
export { LocalJournal, type LocalJournalOptions } from './action-state/local-journal.js';
export type { CheckpointStore, CheckpointWrite, StoredCheckpoint } from './checkpoint/checkpoint-store.js';
export { LmdbCheckpointStore, type LmdbCheckpointStoreOptions } from './checkpoint/lmdb-checkpoint-store.js';
export type { DurableStores } from './job/durable-state.js';
export type { Savepoint } from './job/savepoint.js';
export type { SavepointStore } from './job/savepoint-store.js';
export { openStateDirectory } from './job/state-directory.js';
export type { DurableFile, FileSystem } from './storage/file-system.js';

// Around the operator
export { type Clock, systemClock, type Timer } from './clock.js';
export { pinoLogger } from './logging/pino-logger.js';
export { MetricRegistry, type MetricSnapshot } from './metrics/metric-registry.js';
export type { LongTermMemoryFactory } from './operator/operator-factory.js';

// Errors
export {
  ActionExecutionError,
  BadInputError,
  DurableCallTimeoutError,
  type InputPosition,
  JobFailedError,
  NonDeterminismError,
  UnknownOutcomeError,
} from './errors.js';
