import {
  type Agent,
  AgentConfiguration,
  type Attributes,
  type AttributeValue,
  copyAttributeValue,
  type Event,
  type EventContext,
  type EventListener,
  type EventLogger,
  type Key,
  keyIdentity,
  type Logger,
  type ResourceDeclaration,
} from '@millrace/api';
import { AgentPlan } from '@millrace/plan';
import { Mailbox } from '../mailbox/mailbox.js';
import { nestedObject } from '../memory/memory-tree.js';
import { MetricRegistry, type MetricSnapshot } from '../metrics/metric-registry.js';
import { type AssembledOperator, createOperator, type LongTermMemoryFactory } from '../operator/operator-factory.js';
import type { Output } from '../output/sink.js';
import type { ActionTaskState } from '../task/action-task.js';
import { ManualClock } from './manual-clock.js';
import { SeededRandom } from './seeded-random.js';

/** What a harness can be given; everything has a default. */
export interface OperatorHarnessOptions {
  readonly config?: AgentConfiguration | Attributes;
  readonly resources?: readonly ResourceDeclaration[];
  /** Default: a clock that stands at the epoch. */
  readonly clock?: ManualClock;
  /** Part of ids of input events and idempotency keys. Default `test-job`. */
  readonly jobId?: string;
  /** Takes waiting turns in an order that depends on this seed. Default: oldest first. */
  readonly turnSeed?: number;
  /** Replays an invocation from its first line whenever the outcome of a durable call arrives, and fails when it makes other calls then. Default `false`. */
  readonly alwaysReplay?: boolean;
  readonly eventLogger?: EventLogger;
  readonly listeners?: readonly EventListener[];
  readonly longTermMemory?: LongTermMemoryFactory;
  /** Default: diagnostics are kept in {@link OperatorHarness.diagnostics}. */
  readonly logger?: Logger;
}

/** An event as the operator processed it. */
export interface ProcessedEvent {
  readonly event: Event;
  readonly context: EventContext;
}

/** One line of diagnostics. */
export interface Diagnostic {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const sourceId = 'harness';

/**
 * Drives one operator by hand: give it records and watermarks, take turns one by one or until everything waits, move the clock, and look at what came of it.
 *
 * ```ts
 * const harness = await OperatorHarness.create(agent);
 * harness.process({ text: 'hello' }, { key: 'alice' });
 * await harness.settle();
 * expect(harness.outputs).toHaveLength(1);
 * await harness.close();
 * ```
 */
export class OperatorHarness {
  readonly clock: ManualClock;
  /** Outputs that have left, in order. */
  readonly outputs: readonly Output[];
  /** Dead letters of runs that were given up, in order. */
  readonly deadLetters: readonly Output[];
  /** Watermarks that have left, in order. */
  readonly watermarks: readonly number[];
  /** Every event that was processed, in order. */
  readonly events: readonly ProcessedEvent[];
  readonly diagnostics: readonly Diagnostic[];
  readonly #assembled: AssembledOperator;
  readonly #mailbox: Mailbox;
  readonly #metrics: MetricRegistry;
  readonly #wake: WakeUp;
  readonly #failure: { error?: unknown };
  #nextPosition = 0;

  private constructor(parts: {
    readonly clock: ManualClock;
    readonly outputs: readonly Output[];
    readonly deadLetters: readonly Output[];
    readonly watermarks: readonly number[];
    readonly events: readonly ProcessedEvent[];
    readonly diagnostics: readonly Diagnostic[];
    readonly assembled: AssembledOperator;
    readonly mailbox: Mailbox;
    readonly metrics: MetricRegistry;
    readonly wake: WakeUp;
    readonly failure: { error?: unknown };
  }) {
    this.clock = parts.clock;
    this.outputs = parts.outputs;
    this.deadLetters = parts.deadLetters;
    this.watermarks = parts.watermarks;
    this.events = parts.events;
    this.diagnostics = parts.diagnostics;
    this.#assembled = parts.assembled;
    this.#mailbox = parts.mailbox;
    this.#metrics = parts.metrics;
    this.#wake = parts.wake;
    this.#failure = parts.failure;
  }

  /** Compiles the agent, makes an operator for it and opens it. @throws what the plan or a resource refuses. */
  static async create(agent: Agent, options: OperatorHarnessOptions = {}): Promise<OperatorHarness> {
    const { config = {}, resources = [], clock = new ManualClock(), jobId = 'test-job' } = options;
    const configuration = config instanceof AgentConfiguration ? config : new AgentConfiguration(config);
    const plan = await AgentPlan.compile(agent, { configuration, resources });
    const wake = new WakeUp();
    const failure: { error?: unknown } = {};
    const fail = (error: unknown): void => {
      failure.error ??= error;
      wake.now();
    };
    const random = options.turnSeed === undefined ? undefined : new SeededRandom(options.turnSeed);
    const mailbox = new Mailbox({
      wake: () => wake.now(),
      onError: fail,
      ...(random === undefined ? {} : { order: (waiting: number) => random.below(waiting) }),
    });
    const metrics = new MetricRegistry(clock);
    const outputs: Output[] = [];
    const deadLetters: Output[] = [];
    const watermarks: number[] = [];
    const events: ProcessedEvent[] = [];
    const diagnostics: Diagnostic[] = [];
    const assembled = await createOperator({
      plan,
      jobId,
      subtaskIndex: 0,
      logger: options.logger ?? collectingLogger(diagnostics),
      clock,
      mailbox,
      metrics,
      eventLoggers: options.eventLogger === undefined ? [] : [options.eventLogger],
      listeners: [
        { onEventProcessed: (context, event) => events.push({ context, event }) },
        ...(options.listeners ?? []),
      ],
      longTermMemory: options.longTermMemory,
      sink: {
        write: (output) => void outputs.push(output),
        writeWatermark: (watermarkMs) => void watermarks.push(watermarkMs),
      },
      deadLetterSink: { write: (letter) => void deadLetters.push(letter) },
      durability: undefined,
      alwaysReplay: options.alwaysReplay,
      onProgress: () => wake.now(),
      onFailure: fail,
    });
    await assembled.open();
    return new OperatorHarness({
      clock,
      outputs,
      deadLetters,
      watermarks,
      events,
      diagnostics,
      assembled,
      mailbox,
      metrics,
      wake,
      failure,
    });
  }

  /** Gives the operator a record, as a source would. The position counts up from 0. */
  process(value: AttributeValue, options: { readonly key: Key; readonly timestamp?: number }): void {
    this.#assembled.operator.processElement({
      key: options.key,
      value: copyAttributeValue(value, 'record'),
      timestamp: options.timestamp,
      position: { sourceId, position: this.#nextPosition++ },
    });
  }

  /** Gives the operator a watermark. */
  processWatermark(watermarkMs: number): void {
    this.#assembled.operator.processWatermark(watermarkMs);
  }

  /** Takes one turn. `false` when none waits. What actions await is settled only after the caller awaits something, for example {@link settle}. */
  step(): boolean {
    return this.#mailbox.takeNext();
  }

  /**
   * Takes turns until none is left and everything that goes on waits for something outside: the clock, I/O, a promise of the test.
   * @throws what failed: an `ActionExecutionError`, for example.
   */
  async settle(): Promise<void> {
    do {
      while (this.step());
      // Two rounds of the event loop: promises that are resolved already have run their reactions then, whatever they chain.
      await nextRound();
      await nextRound();
    } while (this.#mailbox.length > 0);
    this.#throwFailure();
  }

  /**
   * Takes turns until every input is finished and every output has left, however long the actions wait for I/O.
   * @throws what failed.
   */
  async finish(): Promise<void> {
    while (this.#failure.error === undefined) {
      while (this.step());
      if (this.#assembled.operator.isIdle) {
        return;
      }
      await this.#wake.next();
    }
    this.#throwFailure();
  }

  /** Closes everything. What is unfinished is abandoned. */
  async close(): Promise<void> {
    this.#assembled.operator.close(new Error('The harness was closed.'));
    await this.#assembled.close();
  }

  /** What failed, if something did. */
  get failure(): unknown {
    return this.#failure.error;
  }

  /** Turns that wait to be taken. */
  get waitingTurns(): number {
    return this.#mailbox.length;
  }

  /** Whether every input is finished and every output has left. */
  get isIdle(): boolean {
    return this.#assembled.operator.isIdle;
  }

  /** Whether a source would be asked for another record now. */
  get hasRoom(): boolean {
    return this.#assembled.operator.hasRoom;
  }

  /** Inputs that wait for an earlier input of their key: of one key, or of all. */
  pendingInputs(key?: Key): number {
    return key === undefined
      ? this.#assembled.operator.pendingInputs
      : (this.#assembled.keyedState.peek(key)?.pending.length ?? 0);
  }

  /** The tasks of the run of a key that are not completed, in the order in which they were triggered. */
  tasks(key: Key): readonly { readonly action: string; readonly state: ActionTaskState }[] {
    const run = this.#assembled.keyedState.peek(key)?.run;
    return run === undefined ? [] : [...run.openTasks].map((task) => ({ action: task.actionName, state: task.state }));
  }

  /** Keys with a run in progress. */
  get keysInFlight(): readonly Key[] {
    return [...this.#assembled.operator.runs].map((run) => run.key);
  }

  /** The segments of unfinished inputs between watermarks that are held back, oldest first: per segment, how many inputs of `key` it holds. */
  segments(key: Key): readonly number[] {
    return this.#assembled.operator.queue.segments.map((segment) => segment.count(keyIdentity(key)));
  }

  /** Watermarks that are held back, oldest first. */
  get heldWatermarks(): readonly number[] {
    return this.#assembled.operator.queue.watermarks;
  }

  /** The short-term memory of a key between runs: every value by its path, without what has expired by now. */
  shortTermMemory(key: Key): Readonly<Record<string, AttributeValue>> {
    const view = this.#assembled.keyedState.peek(key)?.memory.viewAt(this.clock.now());
    const values: Record<string, AttributeValue> = {};
    const collect = (path: string): void => {
      for (const name of view?.names(path) ?? []) {
        const child = path === '' ? name : `${path}.${name}`;
        const item = view?.lookup(child);
        if (item === nestedObject) {
          collect(child);
        } else if (item !== undefined) {
          values[child] = item;
        }
      }
    };
    collect('');
    return values;
  }

  get metrics(): MetricSnapshot {
    return this.#metrics.snapshot();
  }

  #throwFailure(): void {
    if (this.#failure.error !== undefined) {
      throw this.#failure.error;
    }
  }
}

/** Lets somebody wait until something has happened. */
class WakeUp {
  #happened = false;
  #listener: (() => void) | undefined;

  now(): void {
    this.#happened = true;
    this.#listener?.();
  }

  async next(): Promise<void> {
    if (!this.#happened) {
      await new Promise<void>((resolve) => {
        this.#listener = resolve;
      });
    }
    this.#happened = false;
    this.#listener = undefined;
  }
}

function nextRound(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function collectingLogger(diagnostics: Diagnostic[]): Logger {
  const at =
    (level: Diagnostic['level']) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      diagnostics.push({ level, message, fields });
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
