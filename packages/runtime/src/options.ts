import { ConfigOption, InvalidValueError, type ReadableConfiguration } from '@millrace/api';
import { defaultMaxParallelism } from './identity/key-group.js';

interface RuntimeOptionSet {
  /** Number of subtasks, each with the keys of its key groups, and in a thread of its own where the agent is in a module; at most 128. Default 1. */
  readonly parallelism: ConfigOption<number>;
  /** How many keys may have a run in progress. At the limit the sources wait. Default 1024. */
  readonly maxKeysInFlight: ConfigOption<number>;
  /** How many inputs may wait for an earlier input of their key. At the limit the sources wait. Default 1000. */
  readonly maxPendingInputs: ConfigOption<number>;
  /** How many of them may belong to one key. Default: as many as altogether. */
  readonly maxPendingInputsPerKey: ConfigOption<number | undefined>;
  /** How many keys are kept in memory by a job that keeps state; further ones are read from its checkpoint when they are needed. When as many have changed since the newest checkpoint, the sources wait for the next one. Default 50,000. */
  readonly maxCachedKeys: ConfigOption<number>;
  /** How many bytes each subtask may journal before a checkpoint makes room. At half of it a checkpoint is taken, at the limit the sources wait for it. Default 1,073,741,824. */
  readonly maxJournalBytes: ConfigOption<number>;
  /** How many outputs, dead letters and watermarks may wait for a sink before the sources wait. Default 1024. */
  readonly maxWaitingOutputs: ConfigOption<number>;
  /** How long an ending attempt waits for its running durable calls, in milliseconds. Default 10,000. */
  readonly callSettleTimeoutMs: ConfigOption<number>;
  /** Time from the end of one checkpoint to the start of the next, in milliseconds; 0: only at the end and when the job stops. Default 10,000. */
  readonly checkpointIntervalMs: ConfigOption<number>;
  /** How many of the savepoints that are taken when a job stops, and that nobody named, are kept: the newest; 0: none is taken. Default 1. */
  readonly retainedSavepoints: ConfigOption<number>;
  /** What happens when a job that keeps state fails. Default `exponential-delay`; `fixed-delay` and `none` are the others. */
  readonly restartStrategy: ConfigOption<'exponential-delay' | 'fixed-delay' | 'none'>;
  /** Pause before the first restart; doubled before each one after it with `exponential-delay`, in milliseconds. Default 1000. */
  readonly restartDelayMs: ConfigOption<number>;
  /** The longest pause, in milliseconds. Default 60,000. */
  readonly maxRestartDelayMs: ConfigOption<number>;
  /** Restarts without a completed checkpoint after which the job fails. Default 10. */
  readonly maxRestarts: ConfigOption<number>;
  /** How long a stopping job lets what it has begun finish, in milliseconds. Default 10,000. */
  readonly stopGraceMs: ConfigOption<number>;
}

/** What bounds a running job. */
export const RuntimeOptions: RuntimeOptionSet = {
  parallelism: ConfigOption.integer('parallelism', 1),
  maxKeysInFlight: ConfigOption.integer('in-flight-keys.max', 1024),
  maxPendingInputs: ConfigOption.integer('pending-inputs.max', 1000),
  maxPendingInputsPerKey: ConfigOption.integer('pending-inputs.max-per-key'),
  maxCachedKeys: ConfigOption.integer('state.max-cached-keys', 50_000),
  maxJournalBytes: ConfigOption.integer('journal.max-bytes', 1024 * 1024 * 1024),
  maxWaitingOutputs: ConfigOption.integer('waiting-outputs.max', 1024),
  callSettleTimeoutMs: ConfigOption.durationMs('call.settle-timeout', 10_000),
  checkpointIntervalMs: ConfigOption.durationMs('checkpoint.interval', 10_000),
  retainedSavepoints: ConfigOption.integer('savepoints.retained', 1),
  restartStrategy: ConfigOption.choice(
    'restart-strategy',
    ['exponential-delay', 'fixed-delay', 'none'],
    'exponential-delay',
  ),
  restartDelayMs: ConfigOption.durationMs('restart-strategy.delay', 1000),
  maxRestartDelayMs: ConfigOption.durationMs('restart-strategy.max-delay', 60_000),
  maxRestarts: ConfigOption.integer('restart-strategy.max-restarts', 10),
  stopGraceMs: ConfigOption.durationMs('stop.grace', 10_000),
};

/** How many durable calls of one resource run at once when `num-async-threads` does not say. Calls are not threads here, so the processors do not limit them. */
export const defaultConcurrentCallsPerResource = 256;

/** @throws InvalidValueError `CONFIG_VALUE_INVALID` */
export function readParallelism(config: ReadableConfiguration): number {
  const parallelism = config.get(RuntimeOptions.parallelism);
  if (parallelism < 1 || parallelism > defaultMaxParallelism) {
    throw new InvalidValueError(
      'CONFIG_VALUE_INVALID',
      `The option ${RuntimeOptions.parallelism.key} is ${parallelism}, not a number of subtasks.`,
      {
        path: RuntimeOptions.parallelism.key,
        hint: `Set it to a whole number from 1 to ${defaultMaxParallelism}, the number of key groups.`,
      },
    );
  }
  return parallelism;
}
