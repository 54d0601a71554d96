import type { EventLogLevel } from '../event-log/event-log-level.js';
import { ConfigOption } from './config-option.js';

/** What a failed request of a built-in action does: it fails the action, is tried again, or is reported while the run goes on. */
export type ErrorHandlingStrategy = 'fail' | 'retry' | 'ignore';

/** What happens when a trigger condition cannot be evaluated for an event. */
export type ConditionFailureStrategy = 'WARN_AND_SKIP' | 'FAIL';

/** Where actions are journaled. */
export type ActionStateStoreBackend = 'memory' | 'local' | 'kafka';

/** What makes short-term memory live longer. */
export type StateTtlUpdateType = 'ON_CREATE_AND_WRITE' | 'ON_READ_AND_WRITE';

/** Whether memory past its time to live can still be read until it is removed. */
export type StateTtlVisibility = 'NEVER_RETURN_EXPIRED' | 'RETURN_EXPIRED_IF_NOT_CLEANED_UP';

export type LongTermMemoryBackend = 'external_vector_store';

interface AgentConfigOptionSet {
  /** Identifies the job, also across restarts when it is set. Default: a random one, made when the job is started. */
  readonly jobIdentifier: ConfigOption<string | undefined>;
  /** Directory of event logs in files. Default: chosen by the logger. */
  readonly baseLogDir: ConfigOption<string | undefined>;
  /** Whether event logs in files are indented for people. Default `false`: one line per event. */
  readonly prettyPrint: ConfigOption<boolean>;
  /** Default: `local` with a state directory, else `memory`. */
  readonly actionStateStoreBackend: ConfigOption<ActionStateStoreBackend | undefined>;
  /** Default `localhost:9092`. */
  readonly kafkaBootstrapServers: ConfigOption<string>;
  /** Topic of the action states; needed with the Kafka backend. */
  readonly kafkaActionStateTopic: ConfigOption<string | undefined>;
  /** Partitions the topic is created with. Default 64. */
  readonly kafkaActionStateTopicNumPartitions: ConfigOption<number>;
  /** Replicas the topic is created with. Default 1. */
  readonly kafkaActionStateTopicReplicationFactor: ConfigOption<number>;
}

/** Identity of a job, and where it writes. */
export const AgentConfigOptions: AgentConfigOptionSet = {
  jobIdentifier: ConfigOption.string('job-identifier'),
  baseLogDir: ConfigOption.string('baseLogDir'),
  prettyPrint: ConfigOption.boolean('prettyPrint', false),
  actionStateStoreBackend: ConfigOption.choice('actionStateStoreBackend', ['memory', 'local', 'kafka']),
  kafkaBootstrapServers: ConfigOption.string('kafkaBootstrapServers', 'localhost:9092'),
  kafkaActionStateTopic: ConfigOption.string('kafkaActionStateTopic'),
  kafkaActionStateTopicNumPartitions: ConfigOption.integer('kafkaActionStateTopicNumPartitions', 64),
  kafkaActionStateTopicReplicationFactor: ConfigOption.integer('kafkaActionStateTopicReplicationFactor', 1),
};

interface AgentExecutionOptionSet {
  /** Default `fail`. */
  readonly errorHandlingStrategy: ConfigOption<ErrorHandlingStrategy>;
  /** Further attempts after the first, with the `retry` strategy. Default 3. */
  readonly maxRetries: ConfigOption<number>;
  /** Seconds before the first further attempt; doubled before each one after it. An error may ask for more. Default 1. */
  readonly retryWaitIntervalSec: ConfigOption<number>;
  /** How many durable calls of one resource may run at the same time; calls without a resource count as of one. Default: the runtime's, 256 per resource; calls are not threads, so processors do not limit them. */
  readonly numAsyncThreads: ConfigOption<number | undefined>;
  /** Whether chats give their turn away while they wait for the model. Default `true`. */
  readonly chatAsync: ConfigOption<boolean>;
  /** The same for tool calls. Default `true`. */
  readonly toolCallAsync: ConfigOption<boolean>;
  /** The same for context retrieval. Default `true`. */
  readonly ragAsync: ConfigOption<boolean>;
  /** Default `WARN_AND_SKIP`: the action is not triggered. */
  readonly conditionFailureStrategy: ConfigOption<ConditionFailureStrategy>;
}

/** How actions run. */
export const AgentExecutionOptions: AgentExecutionOptionSet = {
  errorHandlingStrategy: ConfigOption.choice('error-handling-strategy', ['fail', 'retry', 'ignore'], 'fail'),
  maxRetries: ConfigOption.integer('max-retries', 3),
  retryWaitIntervalSec: ConfigOption.integer('retry-wait-interval', 1),
  numAsyncThreads: ConfigOption.integer('num-async-threads'),
  chatAsync: ConfigOption.boolean('chat.async', true),
  toolCallAsync: ConfigOption.boolean('tool-call.async', true),
  ragAsync: ConfigOption.boolean('rag.async', true),
  conditionFailureStrategy: ConfigOption.choice(
    'action.trigger-condition.evaluate-failure-strategy',
    ['WARN_AND_SKIP', 'FAIL'],
    'WARN_AND_SKIP',
  ),
};

const eventLogLevels: readonly EventLogLevel[] = ['OFF', 'STANDARD', 'VERBOSE'];

interface EventLogOptionSet {
  /** Default `STANDARD`. */
  readonly level: ConfigOption<EventLogLevel>;
  /** Longer strings are cut at level `STANDARD`; in UTF-16 units. 0 or less: no limit. Default 2000. */
  readonly maxStringLength: ConfigOption<number>;
  /** Longer arrays are cut at level `STANDARD`. 0 or less: no limit. Default 20. */
  readonly maxArrayElements: ConfigOption<number>;
  /** Objects nested deeper are cut at level `STANDARD`. 0 or less: no limit. Default 5. */
  readonly maxDepth: ConfigOption<number>;
}

/** How much of each event is logged. The level of one event type is configured under {@link eventLogLevelOption}. */
export const EventLogOptions: EventLogOptionSet = {
  level: ConfigOption.choice('event-log.level', eventLogLevels, 'STANDARD'),
  maxStringLength: ConfigOption.integer('event-log.standard.max-string-length', 2000),
  maxArrayElements: ConfigOption.integer('event-log.standard.max-array-elements', 20),
  maxDepth: ConfigOption.integer('event-log.standard.max-depth', 5),
};

/**
 * The level of one event type and of the types below it: `event-log.type.<TYPE>.level`. The level of `a.b` applies to `a.b.c` unless that has its own.
 * No default: the type has the level of its longest configured prefix, or `event-log.level`.
 */
export function eventLogLevelOption(eventType: string): ConfigOption<EventLogLevel | undefined> {
  return ConfigOption.choice(`event-log.type.${eventType}.level`, eventLogLevels);
}

interface MemoryOptionSet {
  /** How long short-term memory lives after the last update, in milliseconds. Default 0: for ever. */
  readonly shortTermStateTtlMs: ConfigOption<number>;
  /** Default `ON_READ_AND_WRITE`. */
  readonly shortTermStateTtlUpdateType: ConfigOption<StateTtlUpdateType>;
  /** Default `NEVER_RETURN_EXPIRED`. */
  readonly shortTermStateTtlVisibility: ConfigOption<StateTtlVisibility>;
  /** Default: none, there is no long-term memory. */
  readonly longTermBackend: ConfigOption<LongTermMemoryBackend | undefined>;
  /** Name of the `vector_store` resource that holds long-term memory. */
  readonly longTermVectorStore: ConfigOption<string | undefined>;
  /** Whether long-term memory is compacted while actions go on. Default `true`. */
  readonly longTermAsyncCompaction: ConfigOption<boolean>;
  /** How many memory sets may be compacted at the same time. Default 16. */
  readonly longTermAsyncCompactionThreadCount: ConfigOption<number>;
}

/** How long memory lives, and where long-term memory is kept. */
export const MemoryOptions: MemoryOptionSet = {
  shortTermStateTtlMs: ConfigOption.durationMs('short-term-memory.state-ttl.ms', 0),
  shortTermStateTtlUpdateType: ConfigOption.choice(
    'short-term-memory.state-ttl.update-type',
    ['ON_CREATE_AND_WRITE', 'ON_READ_AND_WRITE'],
    'ON_READ_AND_WRITE',
  ),
  shortTermStateTtlVisibility: ConfigOption.choice(
    'short-term-memory.state-ttl.visibility',
    ['NEVER_RETURN_EXPIRED', 'RETURN_EXPIRED_IF_NOT_CLEANED_UP'],
    'NEVER_RETURN_EXPIRED',
  ),
  longTermBackend: ConfigOption.choice('long-term-memory.backend', ['external_vector_store']),
  longTermVectorStore: ConfigOption.string('long-term-memory.external-vector-store-name'),
  longTermAsyncCompaction: ConfigOption.boolean('long-term-memory.async-compaction', true),
  longTermAsyncCompactionThreadCount: ConfigOption.integer('long-term-memory.async-compaction.thread-count', 16),
};
