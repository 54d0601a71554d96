import {
  AgentConfigOptions,
  AgentExecutionOptions,
  type Attributes,
  type ConfigOption,
  type Event,
  type EventListener,
  type EventLogger,
  InvalidValueError,
  type Logger,
  type LongTermMemory,
  MemoryOptions,
  type ReadableConfiguration,
  type ResolvedErrorPolicy,
  type RunnerContext,
  resolveErrorPolicy,
  UnsupportedError,
} from '@millrace/api';
import { type Action, ActionMatcher, type AgentPlan, ResourceCache, TypeScriptFunction } from '@millrace/plan';
import type { ActionStateStore } from '../action-state/action-state-store.js';
import { errorClasses } from '../action-state/error-text.js';
import type { JournaledInput } from '../checkpoint/checkpoint-manifest.js';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';
import { RestoredKeys } from '../checkpoint/restored-keys.js';
import type { Clock } from '../clock.js';
import { CallLimiter } from '../context/call-limiter.js';
import type { HandedOverCalls } from '../context/handed-over-calls.js';
import { withFields } from '../context/invocation-logger.js';
import { EventLogWriter } from '../event-log/event-log-writer.js';
import { KeyedState } from '../keyed-state/keyed-state.js';
import { KeyedStateMetrics } from '../keyed-state/keyed-state-metrics.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import type { TimeToLive } from '../memory/key-memory.js';
import type { MetricRegistry } from '../metrics/metric-registry.js';
import { defaultConcurrentCallsPerResource, RuntimeOptions, readParallelism } from '../options.js';
import { Outlet } from '../output/outlet.js';
import type { Sink } from '../output/sink.js';
import type { ExecutableAction } from '../task/executable-action.js';
import { ActionExecutionOperator, type OperatorLimits } from './action-execution-operator.js';
import { DurableExecution } from './durable-execution.js';
import { EventRouter, type MatchActions } from './event-router.js';
import { canGiveRunsUp } from './failed-attempts.js';
import { Journal } from './journal.js';
import { JournalSize } from './journal-size.js';
import { OperatorMetrics } from './operator-metrics.js';
import { Recovery } from './recovery.js';

/** Makes the long-term memory of an invocation. Its operations should be durable calls on `context`. */
export type LongTermMemoryFactory = (context: RunnerContext) => LongTermMemory;

const noConfig: Attributes = Object.freeze({});
const failAtOnce: ResolvedErrorPolicy = resolveErrorPolicy();

/** The stores of a durable operator, open and rebuilt, and what the restored checkpoint says. */
export interface OperatorDurability {
  readonly actionStateStore: ActionStateStore;
  readonly checkpointStore: Pick<CheckpointStore, 'readKey'>;
  /** How far each source had been read. */
  readonly positions: ReadonlyMap<string, number>;
  /** Canonical bytes of the keys of this subtask with unfinished or pending work. */
  readonly busyKeys: readonly Uint8Array[];
  /** How often the job was restored before. */
  readonly attempt: number;
  /** Classes of the user whose errors replay as instances of them. */
  readonly errorClasses?: Iterable<{ readonly name: string; readonly prototype: Error }>;
}

/** What an operator is put together from. */
export interface OperatorSetup {
  readonly plan: AgentPlan;
  readonly jobId: string;
  readonly subtaskIndex: number;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly mailbox: Mailbox;
  readonly metrics: MetricRegistry;
  readonly eventLoggers: readonly EventLogger[];
  readonly listeners: readonly EventListener[];
  readonly longTermMemory: LongTermMemoryFactory | undefined;
  readonly sink: Sink;
  readonly deadLetterSink: Sink | undefined;
  /** Where state survives a crash; absent: nowhere. */
  readonly durability: OperatorDurability | undefined;
  /** Calls that still run since the attempt at the job before; absent: there is no attempt before or after this one. */
  readonly handedOver?: HandedOverCalls | undefined;
  /** Whether invocations are repeated whenever an outcome of a durable call arrives. Default `false`. */
  readonly alwaysReplay?: boolean | undefined;
  readonly onProgress: () => void;
  readonly onFailure: (error: unknown) => void;
}

/** An operator together with the parts that its owner opens, watches and closes. */
export interface AssembledOperator {
  readonly operator: ActionExecutionOperator;
  readonly outlet: Outlet;
  readonly keyedState: KeyedState;
  readonly callLimiter: CallLimiter;
  /** What the operator journals; absent when it keeps everything in memory. */
  readonly journal: Journal | undefined;
  /** Goes on with the unfinished work of the restored checkpoint. Called on a turn, once, before the first record. */
  readonly resume: () => void;
  readonly flushEventLog: () => Promise<void>;
  /** What a source that cannot be read again had brought since the restored checkpoint: it is delivered again before the source goes on. */
  readonly journaledInputs: (sourceId: string) => readonly JournaledInput[];
  /** Whether a source has yet to deliver an input that was processed before. */
  readonly isExpecting: boolean;
  /** Opens resources and the event log. Closes again what is open when it fails. */
  open(): Promise<void>;
  /** Closes them in reverse order; every one is closed, also when another fails. */
  close(): Promise<void>;
}

/** The composition root of a subtask: reads the configuration, makes the parts, hands each what it needs. */
export async function createOperator(setup: OperatorSetup): Promise<AssembledOperator> {
  const { plan, jobId, logger, clock, mailbox, metrics, onProgress, onFailure } = setup;
  const config = plan.configuration;
  const agentMetricGroup = metrics;
  const resources = new ResourceCache(plan.resourceProviders, config);
  const eventLog = new EventLogWriter(setup.eventLoggers, setup.listeners, logger, metrics);
  const outlet = new Outlet({ sink: setup.sink, deadLetterSink: setup.deadLetterSink, onProgress, onFailure });
  const timeToLive = readTimeToLive(config);
  const { durability } = setup;
  const journalSize = new JournalSize({
    maxBytes: readLimit(config, RuntimeOptions.maxJournalBytes),
    gauge: metrics.gauge('journalBytes'),
    onRoom: onProgress,
  });
  const journal = durability && new Journal(durability.actionStateStore, journalSize, onFailure);
  const restored = new RestoredKeys(durability?.checkpointStore, durability?.busyKeys ?? []);
  const recovery =
    journal === undefined
      ? undefined
      : new Recovery(journal, restored.recordedRuns(), durability?.positions ?? new Map(), logger);
  const keyedState = new KeyedState(
    timeToLive,
    durability && {
      load: (state) => {
        restored.load(state);
        state.recorded = recovery?.take(state.key) ?? state.recorded;
      },
      maxCachedKeys: Math.ceil(readLimit(config, RuntimeOptions.maxCachedKeys) / readParallelism(config)),
      metrics: new KeyedStateMetrics(metrics),
      onRoom: onProgress,
    },
  );
  const callLimiter = new CallLimiter(
    readLimit(config, AgentExecutionOptions.numAsyncThreads) ?? defaultConcurrentCallsPerResource,
  );
  const executables = await makeExecutables(plan, metrics);
  const match = createMatcher(plan, executables, logger);
  const holdsOutputs = canGiveRunsUp(executables.values());
  if (holdsOutputs && setup.deadLetterSink === undefined) {
    throw new InvalidValueError(
      'DEAD_LETTER_SINK_MISSING',
      'An action sends inputs to the dead-letter sink, and there is none.',
      {
        path: 'onError.afterAttempts',
        hint: 'Call deadLettersTo() on the stream.',
      },
    );
  }
  const operator = new ActionExecutionOperator({
    jobId,
    config,
    logger: withFields(logger, { agent: plan.agentName }),
    clock,
    mailbox,
    keyedState,
    outlet,
    callLimiter,
    agentMetricGroup,
    onProgress,
    onFailure,
    router: new EventRouter({
      match,
      action: (name) => executables.get(name),
      eventLog,
      outlet,
      clock,
      metrics,
      attempt: durability?.attempt ?? 0,
      holdsOutputs,
    }),
    durable: new DurableExecution(journal, plan.eventCodec, errorClasses(durability?.errorClasses), logger, {
      alwaysReplay: setup.alwaysReplay === true,
    }),
    handedOver: setup.handedOver,
    recovery,
    limits: readLimits(config),
    metrics: new OperatorMetrics(metrics),
    readsRefreshMemory: timeToLive.ttlMs > 0 && timeToLive.refreshOnRead,
    getResource: (name, type) => resources.getResource(name, type),
    longTermMemory: (context) => createLongTermMemory(setup.longTermMemory, context),
  });
  return {
    operator,
    outlet,
    keyedState,
    callLimiter,
    journal,
    resume: () => {
      for (const snapshot of restored.takeBusySnapshots()) {
        operator.resumeKey(snapshot);
      }
      for (const key of recovery?.untakenKeys() ?? []) {
        operator.expectKey(key);
      }
    },
    flushEventLog: () => eventLog.flush(),
    journaledInputs: (sourceId) => recovery?.journaledInputs(sourceId) ?? [],
    get isExpecting() {
      return recovery?.isExpecting === true;
    },
    open: async () => {
      await resources.openAll();
      await eventLog.open(jobId, plan.agentName, setup.subtaskIndex);
    },
    close: async () => {
      await eventLog.close();
      await resources.close();
    },
  };
}

async function makeExecutables(
  plan: AgentPlan,
  metrics: MetricRegistry,
): Promise<ReadonlyMap<string, ExecutableAction>> {
  const executables = new Map<string, ExecutableAction>();
  for (const action of plan.actions) {
    executables.set(action.name, await makeExecutable(action, metrics));
  }
  return executables;
}

function createMatcher(
  plan: AgentPlan,
  executables: ReadonlyMap<string, ExecutableAction>,
  logger: Logger,
): MatchActions {
  const matcher = new ActionMatcher(plan.actions, {
    strategy: plan.configuration.get(AgentExecutionOptions.conditionFailureStrategy),
    onSkipped: (error, action) => {
      logger.warn('A trigger condition could not be evaluated and counts as not met.', {
        action: action.name,
        error: error.message,
      });
    },
  });
  // The matcher answers with the same list for all events of a type, unless conditions are involved.
  const known = new WeakMap<readonly Action[], readonly ExecutableAction[]>();
  return (event: Event) => {
    const actions = matcher.match(event);
    let found = known.get(actions);
    if (found === undefined) {
      found = actions.flatMap((action) => executables.get(action.name) ?? []);
      known.set(actions, found);
    }
    return found;
  };
}

async function makeExecutable(action: Action, metrics: MetricRegistry): Promise<ExecutableAction> {
  if (!(action.exec instanceof TypeScriptFunction)) {
    throw new UnsupportedError(
      'ACTION_LANGUAGE_UNSUPPORTED',
      `The action ${JSON.stringify(action.name)} is a ${action.exec.funcType}, which this environment does not run.`,
      {
        hint: 'Use a TypeScript function, or an environment that runs that language.',
      },
    );
  }
  const metricGroup = metrics.getSubGroup('action', action.name);
  return {
    name: action.name,
    run: await action.exec.resolve(),
    config: action.config ?? noConfig,
    onError: action.onError ?? failAtOnce,
    metricGroup,
    executed: metricGroup.meter('numOfActionsExecutedPerSec', metricGroup.counter('numOfActionsExecuted')),
  };
}

function readLimits(config: ReadableConfiguration): OperatorLimits {
  const maxPendingInputs = readLimit(config, RuntimeOptions.maxPendingInputs);
  return {
    maxKeysInFlight: readLimit(config, RuntimeOptions.maxKeysInFlight),
    maxPendingInputs,
    maxPendingInputsPerKey: readLimit(config, RuntimeOptions.maxPendingInputsPerKey) ?? maxPendingInputs,
    maxWaitingOutputs: readLimit(config, RuntimeOptions.maxWaitingOutputs),
    callSettleTimeoutMs: config.get(RuntimeOptions.callSettleTimeoutMs),
  };
}

/** A limit below 1 would let nothing through, and the job would wait for ever. */
function readLimit<T extends number | undefined>(config: ReadableConfiguration, option: ConfigOption<T>): T {
  const limit = config.get(option);
  if (limit !== undefined && limit < 1) {
    throw new InvalidValueError('CONFIG_VALUE_INVALID', `The option ${option.key} is ${limit}, not a limit.`, {
      path: option.key,
      hint: 'Set it to a whole number from 1.',
    });
  }
  return limit;
}

function readTimeToLive(config: ReadableConfiguration): TimeToLive {
  return {
    ttlMs: config.get(MemoryOptions.shortTermStateTtlMs),
    refreshOnRead: config.get(MemoryOptions.shortTermStateTtlUpdateType) === 'ON_READ_AND_WRITE',
    showExpired: config.get(MemoryOptions.shortTermStateTtlVisibility) === 'RETURN_EXPIRED_IF_NOT_CLEANED_UP',
  };
}

function createLongTermMemory(factory: LongTermMemoryFactory | undefined, context: RunnerContext): LongTermMemory {
  if (factory === undefined) {
    throw new UnsupportedError('LONG_TERM_MEMORY_NOT_CONFIGURED', 'This job has no long-term memory.', {
      hint: 'Pass longTermMemory to the execution environment.',
    });
  }
  return factory(context);
}

/** The identifier of the job: configured, or made for this run of it. */
export function resolveJobId(config: ReadableConfiguration): string {
  return config.get(AgentConfigOptions.jobIdentifier) ?? crypto.randomUUID();
}
