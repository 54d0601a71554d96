import {
  type Agent,
  AgentConfiguration,
  type Attributes,
  checkResource,
  type EventListener,
  type EventLogger,
  type EventLoggerFactory,
  IllegalStateError,
  InvalidValueError,
  type Key,
  type Logger,
  type Resource,
  type ResourceDeclaration,
  type ResourceDescriptor,
  type ResourceType,
} from '@millrace/api';
import { AgentPlan } from '@millrace/plan';
import type { JournalDurability } from '../action-state/journal-durability.js';
import { type Clock, systemClock } from '../clock.js';
import { defaultLogger } from '../logging/pino-logger.js';
import type { LongTermMemoryFactory } from '../operator/operator-factory.js';
import { FanOutSink } from '../output/fan-out-sink.js';
import { ListSink } from '../output/list-sink.js';
import type { Output, Sink } from '../output/sink.js';
import { IterableSource } from '../source/iterable-source.js';
import type { Source } from '../source/source.js';
import type { SourceBinding } from '../source/source-pump.js';
import type { WatermarkStrategy } from '../source/watermark-strategy.js';
import { type AgentProgram, loadAgentModule } from './agent-module.js';
import type { DurableStores } from './durable-state.js';
import { Job } from './job.js';
import type { JobBeginning, JobReport } from './job-report.js';
import { ProcessSignals } from './process-signals.js';
import { checkSavepointName, jobNotRunning, type Savepoint, savepointsUnsupported } from './savepoint.js';
import { openStateDirectory } from './state-directory.js';
import { threadsOf } from './threads-of.js';

/** An event logger, or how to make one when the job starts. */
export type EventLoggerChoice = EventLogger | EventLoggerFactory;

/** What an environment can be given; everything has a default. */
export interface EnvironmentOptions {
  /** Configuration of the agent and of the job: nested objects or dotted keys. */
  readonly config?: AgentConfiguration | Attributes;
  /** Logs every event: a logger, how to make one, or several of these; one that fails keeps none of the others from logging. Default: events are not logged. */
  readonly eventLogger?: EventLoggerChoice | readonly EventLoggerChoice[];
  /** Hear of every event. */
  readonly listeners?: readonly EventListener[];
  /** Diagnostics. Default: warnings and errors as JSON lines on standard error. */
  readonly logger?: Logger;
  /** Makes the long-term memory of each invocation. Default: there is none. */
  readonly longTermMemory?: LongTermMemoryFactory;
  /** Directory in which the state of the job survives a crash; made when it is missing. Default: none; everything is kept in memory. */
  readonly stateDir?: string;
  /** What the journal in the state directory survives. Default `sync`: a crash of the machine. */
  readonly journalDurability?: JournalDurability;
  /**
   * Name of the savepoint to go on from; see {@link AgentsExecutionEnvironment.savepoint}. If it is not the newest state of the job, a new branch begins there, and what came after it is
   * discarded; leave the option out to go on with that branch. Default: the job goes on from its newest checkpoint.
   */
  readonly resumeFrom?: string;
  /** Discards the state that is there, also that of an unfinished job, and begins a new job. Default `false`: an unfinished job goes on. */
  readonly fresh?: boolean;
  /** Stores of your own, instead of a state directory. */
  readonly stores?: DurableStores;
  /**
   * For tests: whenever the outcome of a durable call arrives, the invocation is closed where it is and replayed from its first line with the outcomes it has got, as after a crash. An action that
   * makes other calls then fails the job with a `NonDeterminismError`, whatever its error policy. No call is made twice because of it. Default `false`.
   */
  readonly alwaysReplay?: boolean;
  /** Error classes of yours that replayed durable calls throw again as what they are. */
  readonly errorClasses?: readonly { readonly name: string; readonly prototype: Error }[];
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

/** How records of a source are understood. */
export interface StreamOptions<T> {
  /** Event time of a record in milliseconds since the epoch, instead of what the source says. */
  readonly timestampOf?: (value: T) => number | undefined;
  /** How watermarks follow from timestamps. Default: there are none. */
  readonly watermarks?: WatermarkStrategy;
}

/** How a job is ended from outside. */
export interface ExecuteOptions {
  /** Stops the job gracefully when aborted. */
  readonly signal?: AbortSignal;
  /** Name of the savepoint that is taken when the job is stopped. Default: one is taken under a name with the time, and removed when newer ones are there: `savepoints.retained`. */
  readonly savepointOnStop?: string;
  /** Whether SIGINT and SIGTERM stop the job gracefully, a second one the process at once. Default `true`. */
  readonly handleSignals?: boolean;
  /** Told where the job begins, before its sinks are opened; again each time it is restarted in this process. */
  readonly onBegin?: (beginning: JobBeginning) => void;
}

/**
 * Where a program says what to run: sources, key, agent, sinks.
 *
 * ```ts
 * const env = new AgentsExecutionEnvironment();
 * const outputs = env.fromList(orders).keyBy((order) => order.customer).apply(agent).toList();
 * await env.execute();
 * ```
 *
 * An environment runs one agent, once.
 */
export class AgentsExecutionEnvironment {
  /** Configuration of the agent and of the job; may be changed until {@link execute}. */
  readonly config: AgentConfiguration;
  readonly #options: EnvironmentOptions;
  readonly #resources: ResourceDeclaration[] = [];
  #job: Job | undefined;
  #applied: AgentStream | undefined;
  #executed = false;

  constructor(options: EnvironmentOptions = {}) {
    this.#options = options;
    this.config =
      options.config instanceof AgentConfiguration ? options.config : new AgentConfiguration(options.config ?? {});
  }

  /** Adds a resource for agents that do not declare one of this type and name themselves. */
  addResource(name: string, type: ResourceType, resource: Resource | ResourceDescriptor): this {
    this.#resources.push(checkResource(name, type, resource));
    return this;
  }

  /** A stream of the elements of an array, iterable or async iterable. @param options.id names the source; default `list`. */
  fromList<T>(
    elements: Iterable<T> | AsyncIterable<T>,
    options: StreamOptions<T> & { readonly id?: string } = {},
  ): DataStream<T> {
    return this.fromSource(new IterableSource(elements, options.id), options);
  }

  /** A stream of the records of a source. */
  fromSource<T>(source: Source<T>, options: StreamOptions<T> = {}): DataStream<T> {
    return new DataStream<T>([{ source, ...options }], (stream) => {
      this.#apply(stream);
    });
  }

  /**
   * Runs the agent over its input. Resolves when all input is processed, or when the job was stopped and has ended in good order.
   *
   * @throws MillraceError what failed: the plan, an action (`ActionExecutionError`), a source or a sink. Everything is closed then.
   */
  async execute(options: ExecuteOptions = {}): Promise<JobReport> {
    const applied = this.#applied;
    if (applied === undefined || this.#executed) {
      throw new IllegalStateError(
        'ENVIRONMENT_NOT_EXECUTABLE',
        applied === undefined ? 'No agent was applied to a stream.' : 'This environment was executed before.',
        {
          hint: applied === undefined ? 'Call fromList(…).keyBy(…).apply(agent) first.' : 'Make a new environment.',
        },
      );
    }
    this.#executed = true;
    const { resumeFrom } = this.#options;
    const { savepointOnStop } = options;
    checkSavepointOptions({ ...this.#options, resumeFrom, savepointOnStop });
    const program = await loadProgram(applied.agent);
    const plan = await AgentPlan.compile(program.agent, { configuration: this.config, resources: this.#resources });
    const threads = threadsOf(applied.agent, plan.configuration, this.#options, this.#resources);
    const {
      eventLogger,
      listeners = [],
      logger = defaultLogger(),
      longTermMemory = program.longTermMemory,
      errorClasses = [],
      clock = systemClock,
    } = this.#options;
    const job = new Job({
      plan,
      sources: applied.bindings,
      sink: applied.sink,
      deadLetterSink: applied.deadLetterSink,
      eventLoggers: [program.createEventLoggers, ...[eventLogger ?? []].flat().map(asFactory)],
      listeners,
      longTermMemory,
      durability: await this.#openStores(),
      fresh: this.#options.fresh ?? false,
      resumeFrom,
      savepointOnStop,
      alwaysReplay: this.#options.alwaysReplay,
      onBegin: options.onBegin,
      errorClasses: [...program.errorClasses, ...errorClasses],
      threads,
      logger,
      clock,
    });
    this.#job = job;
    return await runUntilStopped(job, options);
  }

  /**
   * Keeps what the job has done up to now, under a name, to go on from there some other time: see {@link EnvironmentOptions.resumeFrom}. Called while the job runs; it goes on meanwhile.
   * Savepoints stay until somebody removes them, also when the job has finished.
   *
   * @throws InvalidValueError `SAVEPOINT_NAME_INVALID`
   * @throws IllegalStateError `JOB_NOT_RUNNING`, `SAVEPOINT_EXISTS`
   * @throws UnsupportedError `SAVEPOINTS_UNSUPPORTED` without a state directory.
   */
  async savepoint(name: string): Promise<Savepoint> {
    checkSavepointName(name, 'name');
    if (this.#job === undefined) {
      throw jobNotRunning();
    }
    return await this.#job.savepoint(name);
  }

  async #openStores(): Promise<DurableStores | undefined> {
    const { stores, stateDir, journalDurability } = this.#options;
    return stores ?? (stateDir === undefined ? undefined : await openStateDirectory(stateDir, journalDurability));
  }

  #apply(stream: AgentStream): void {
    if (this.#applied !== undefined) {
      throw new IllegalStateError('ENVIRONMENT_ALREADY_APPLIED', 'This environment has an agent already.', {
        hint: 'Make an environment per agent.',
      });
    }
    this.#applied = stream;
  }
}

function checkSavepointOptions(options: {
  readonly resumeFrom: string | undefined;
  readonly savepointOnStop: string | undefined;
  readonly fresh?: boolean;
  readonly stateDir?: string;
  readonly stores?: DurableStores;
}): void {
  const { resumeFrom, savepointOnStop, fresh, stateDir, stores } = options;
  for (const [path, name] of Object.entries({ resumeFrom, savepointOnStop })) {
    if (name === undefined) {
      continue;
    }
    checkSavepointName(name, path);
    if (stores === undefined ? stateDir === undefined : stores.savepoints === undefined) {
      throw savepointsUnsupported();
    }
  }
  if (resumeFrom !== undefined && fresh === true) {
    throw new InvalidValueError('RESUME_FROM_WITH_FRESH', 'A fresh job does not go on from a savepoint.', {
      path: 'resumeFrom',
      hint: 'Leave one of resumeFrom and fresh out.',
    });
  }
}

async function loadProgram(agent: Agent | URL): Promise<AgentProgram> {
  return agent instanceof URL
    ? await loadAgentModule(agent)
    : { agent, createEventLoggers: () => [], longTermMemory: undefined, errorClasses: [] };
}

function asFactory(eventLogger: EventLoggerChoice): EventLoggerFactory {
  return typeof eventLogger === 'function' ? eventLogger : () => eventLogger;
}

interface StreamInput<T> extends StreamOptions<T> {
  readonly source: Source<T>;
}

/** Records of one or more sources, without a key yet. */
export class DataStream<T> {
  readonly #inputs: readonly StreamInput<T>[];
  readonly #onApply: (stream: AgentStream) => void;

  constructor(inputs: readonly StreamInput<T>[], onApply: (stream: AgentStream) => void) {
    this.#inputs = inputs;
    this.#onApply = onApply;
  }

  /**
   * The records of both streams; watermarks advance with the slower one.
   * @throws IllegalStateError `SOURCE_ID_DUPLICATE`
   */
  union(other: DataStream<T>): DataStream<T> {
    const inputs = [...this.#inputs, ...other.#inputs];
    const ids = inputs.map(({ source }) => source.id);
    const duplicate = ids.find((id, index) => ids.indexOf(id) !== index);
    if (duplicate !== undefined) {
      throw new IllegalStateError('SOURCE_ID_DUPLICATE', `Two sources are called ${JSON.stringify(duplicate)}.`, {
        path: 'id',
        hint: 'Give each source an id of its own.',
      });
    }
    return new DataStream(inputs, this.#onApply);
  }

  /** Says what the key of a record is. Records of one key are processed one after another, in order. */
  keyBy(keyOf: (value: T) => Key): KeyedStream<T> {
    return new KeyedStream(this.#inputs, keyOf, this.#onApply);
  }
}

/** Records with a key. */
export class KeyedStream<T> {
  readonly #inputs: readonly StreamInput<T>[];
  readonly #keyOf: (value: T) => Key;
  readonly #onApply: (stream: AgentStream) => void;

  constructor(inputs: readonly StreamInput<T>[], keyOf: (value: T) => Key, onApply: (stream: AgentStream) => void) {
    this.#inputs = inputs;
    this.#keyOf = keyOf;
    this.#onApply = onApply;
  }

  /**
   * Turns the stream into the agent's.
   *
   * @param agent the agent; or the URL of a module that makes it, see {@link AgentModule}: with `parallelism` above 1 each subtask then runs in a thread of its own. Subtasks of an agent that
   * is passed itself all run on this thread, which uses one core only.
   * @throws IllegalStateError `ENVIRONMENT_ALREADY_APPLIED`
   */
  apply(agent: Agent | URL): AgentStream {
    const keyOf = this.#keyOf;
    const bindings = this.#inputs.map(
      ({ source, timestampOf, watermarks }): SourceBinding => ({
        source,
        watermarks,
        // A stream of T only ever sees values of its own sources, which deliver T.
        keyOf: (value) => keyOf(value as T),
        timestampOf: timestampOf === undefined ? undefined : (value) => timestampOf(value as T),
      }),
    );
    const stream = new AgentStream(agent, bindings);
    this.#onApply(stream);
    return stream;
  }
}

/** The outputs of an agent. */
export class AgentStream {
  /** The agent, or the URL of a module that makes it. */
  readonly agent: Agent | URL;
  readonly bindings: readonly SourceBinding[];
  readonly #sinks: Sink[] = [];
  readonly #deadLetterSinks: Sink[] = [];

  constructor(agent: Agent | URL, bindings: readonly SourceBinding[]) {
    this.agent = agent;
    this.bindings = bindings;
  }

  /** An array that fills with the outputs while the job runs. It has no bound. */
  toList(): readonly Output[] {
    const sink = new ListSink();
    this.sinkTo(sink);
    return sink.outputs;
  }

  /** Writes the outputs to a sink. May be called for several; each gets all outputs. */
  sinkTo(sink: Sink): this {
    this.#sinks.push(sink);
    return this;
  }

  /** Writes inputs that cannot be processed to a sink, as `DeadLetter`s. Without one such an input fails the job. May be called for several; each gets all of them. */
  deadLettersTo(sink: Sink): this {
    this.#deadLetterSinks.push(sink);
    return this;
  }

  get sink(): Sink {
    return oneSink(this.#sinks);
  }

  get deadLetterSink(): Sink | undefined {
    return this.#deadLetterSinks.length === 0 ? undefined : oneSink(this.#deadLetterSinks);
  }
}

function oneSink(sinks: readonly Sink[]): Sink {
  const [first] = sinks;
  return first !== undefined && sinks.length === 1 ? first : new FanOutSink(sinks);
}

async function runUntilStopped(job: Job, { signal, handleSignals = true }: ExecuteOptions): Promise<JobReport> {
  const stop = (): void => {
    job.stop();
  };
  const signals = handleSignals ? new ProcessSignals(stop) : undefined;
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted === true) {
    stop();
  }
  try {
    return await job.run();
  } finally {
    signal?.removeEventListener('abort', stop);
    signals?.release();
  }
}
