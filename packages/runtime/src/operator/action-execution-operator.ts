import {
  type AttributeValue,
  decodeKey,
  type Event,
  InputEvent,
  type Key,
  type KeyIdentity,
  type Logger,
  type LongTermMemory,
  type MetricGroup,
  MillraceError,
  type ReadableConfiguration,
  type ResourceOf,
  type ResourceType,
  type RunnerContext,
} from '@millrace/api';
import type { RecordedRun } from '../action-state/recorded-run.js';
import { textToValue } from '../action-state/value-text.js';
import type { Clock } from '../clock.js';
import type { CallLimiter } from '../context/call-limiter.js';
import type { HandedOverCalls } from '../context/handed-over-calls.js';
import type { ActionExecutionError, InputPosition } from '../errors.js';
import { type CausalId, inputEventId } from '../identity/causal-id.js';
import { type KeySnapshot, keyOf, restoreInput } from '../keyed-state/key-snapshot.js';
import type { ArrivedInput, KeyState } from '../keyed-state/key-state.js';
import type { KeyedState } from '../keyed-state/keyed-state.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import { abandonedRunLetter } from '../output/dead-letter.js';
import type { Outlet } from '../output/outlet.js';
import { LinkedSet } from '../queue/linked-set.js';
import { SegmentedQueue } from '../queue/segmented-queue.js';
import { ActionTask, type TaskHost } from '../task/action-task.js';
import { Run } from '../task/run.js';
import { type DurableExecution, inputDigest } from './durable-execution.js';
import type { EventRouter } from './event-router.js';
import { afterCallsSettled } from './failed-attempts.js';
import { Invocations } from './invocations.js';
import type { OperatorMetrics } from './operator-metrics.js';
import { OperatorTurns } from './operator-turns.js';
import { type PendingInputLimits, PendingInputs } from './pending-inputs.js';
import type { Recovery } from './recovery.js';
import { type RecoveringOperator, replayRun, restoreRun } from './run-recovery.js';

/** One record on its way into the operator. */
export interface InputRecord {
  readonly key: Key;
  readonly value: AttributeValue;
  readonly timestamp?: number | undefined;
  readonly position: InputPosition;
  /** Whether its source does not bring it again after a crash. Default `false`. */
  readonly isUnrepeatable?: boolean | undefined;
}

/** How much work the operator takes on. */
export interface OperatorLimits extends PendingInputLimits {
  readonly maxKeysInFlight: number;
  readonly maxWaitingOutputs: number;
  /** How long an ended attempt waits for its running durable calls. */
  readonly callSettleTimeoutMs: number;
}

/** What an operator is made of. It chooses nothing itself; `createOperator` supplies the parts. */
export interface OperatorParts {
  readonly jobId: string;
  readonly config: ReadableConfiguration;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly mailbox: Mailbox;
  readonly keyedState: KeyedState;
  readonly router: EventRouter;
  readonly outlet: Outlet;
  readonly callLimiter: CallLimiter;
  readonly limits: OperatorLimits;
  /** Makes what actions do survive a crash, where there is a journal. */
  readonly durable: DurableExecution;
  /** Calls that outlived the attempt at the job before, and where those of this one are left; absent: nobody takes them over. */
  readonly handedOver: HandedOverCalls | undefined;
  /** What a recovered operator still expects; absent: nothing. */
  readonly recovery: Recovery | undefined;
  readonly metrics: OperatorMetrics;
  readonly agentMetricGroup: MetricGroup;
  readonly readsRefreshMemory: boolean;
  getResource<T extends ResourceType>(name: string, type: T): ResourceOf<T>;
  longTermMemory(context: RunnerContext): LongTermMemory;
  /** There may be room for an input again, or nothing is left to do. */
  readonly onProgress: () => void;
  /** An action failed; the operator takes no more turns. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Runs the actions of an agent over the records of one subtask. The way of an event:
 *
 * {@link processElement} wraps a record into an input event. If its key is idle a run starts, else the input waits for the run before it. Every event of the run is routed: outputs
 * leave, other events become action tasks. Tasks of a run take turns: one invocation proceeds at a time, and only `durableExecuteAsync` lets another one in before the end
 * ({@link Invocations}). When no task is left `#endRun` closes the run, on every path.
 *
 * Only the mailbox calls in here, so nothing interleaves within a method, and nothing waits except for the promises of user code.
 */
export class ActionExecutionOperator implements TaskHost {
  readonly jobId: string;
  readonly config: ReadableConfiguration;
  readonly logger: Logger;
  readonly agentMetricGroup: MetricGroup;
  readonly readsRefreshMemory: boolean;
  readonly #parts: OperatorParts;
  readonly #queue = new SegmentedQueue<KeyIdentity>();
  readonly #runs = new LinkedSet<Run>();
  readonly #pending: PendingInputs;
  readonly #turns: OperatorTurns;
  readonly #invocations: Invocations;
  readonly #recovering: RecoveringOperator;
  /** Keys whose run has ended and whose next input waits for the turn on which it starts. */
  #keysBetweenRuns = 0;
  #finishedInputs = 0;

  constructor(parts: OperatorParts) {
    this.#parts = parts;
    this.jobId = parts.jobId;
    this.config = parts.config;
    this.logger = parts.logger;
    this.agentMetricGroup = parts.agentMetricGroup;
    this.readsRefreshMemory = parts.readsRefreshMemory;
    this.#pending = new PendingInputs(parts.limits, parts.metrics);
    this.#turns = new OperatorTurns(parts.mailbox);
    this.#invocations = new Invocations({
      logger: parts.logger,
      clock: parts.clock,
      turns: this.#turns,
      callLimiter: parts.callLimiter,
      durable: parts.durable,
      metrics: parts.metrics,
      callSettleTimeoutMs: parts.limits.callSettleTimeoutMs,
      route: (event, run, cause, emissionIndex) => this.#route(event, run, cause, emissionIndex),
      taskEnded: (run) => this.#endRunIfDone(run),
      abandon: (run, error) => this.#abandon(run, error),
      fail: (error) => this.#fail(error),
    });
    this.#recovering = {
      durable: parts.durable,
      router: parts.router,
      tasks: this,
      addTask: (task) => this.#addTask(task),
      route: (event, run, cause, emissionIndex) => this.#route(event, run, cause, emissionIndex),
    };
  }

  /** Takes one record. The caller asks {@link hasRoom} first. */
  processElement(record: InputRecord): void {
    const { keyedState, metrics } = this.#parts;
    this.sourceAdvanced(record.position.sourceId, record.position.position, record.key);
    const keyState = keyedState.of(record.key);
    if (record.isUnrepeatable === true) {
      this.#parts.durable.recordInput(keyState, record.position, record.value, record.timestamp);
    }
    const arrived = this.#arrive(keyState, record);
    metrics.inputs.markEvent();
    if (keyState.run === undefined && keyState.pending.length === 0 && keyState.recorded.length === 0) {
      this.#startRun(keyState, keyState.nextRunNumber, arrived);
    } else {
      this.#pending.add(keyState, arrived);
      if (keyState.run === undefined) {
        this.#beginNext(keyState);
      }
    }
  }

  /** Resumes a key of a restored checkpoint: its unfinished run, and the inputs that wait. Called before the first record, once per key. */
  resumeKey(snapshot: KeySnapshot): void {
    const { keyedState } = this.#parts;
    const keyState = keyedState.of(keyOf(snapshot));
    // What the journal adds to the checkpoint has to be part of the next one.
    keyedState.touch(keyState);
    if (snapshot.run !== undefined) {
      const { number, input, startedAtMs } = snapshot.run;
      const run = new Run(keyState, number, this.#arrive(keyState, restoreInput(input)), startedAtMs, {
        isRecorded: true,
      });
      this.#enterRun(run);
      restoreRun(run, snapshot.run, this.#recovering);
      const [recorded] = keyState.recorded;
      if (recorded?.number === number) {
        keyState.recorded = keyState.recorded.slice(1);
        this.#replay(run, recorded);
      }
      this.#endRunIfDone(run);
    }
    for (const input of snapshot.pending) {
      this.#pending.add(keyState, this.#arrive(keyState, restoreInput(input)));
    }
    if (keyState.run === undefined) {
      this.#beginNext(keyState);
    }
  }

  /** Keeps what the journal knows of a key until its inputs come again: the next checkpoint contains it, because nothing before that is read again. */
  expectKey(key: Key): void {
    const { keyedState } = this.#parts;
    keyedState.touch(keyedState.of(key));
  }

  /** Takes a watermark: it leaves when every input that arrived before it is finished. */
  processWatermark(watermarkMs: number): void {
    this.#queue.addWatermark(watermarkMs);
    this.#releaseWatermarks();
  }

  /** Whether another record may be given to {@link processElement}. Turns true again with `onProgress`. */
  get hasRoom(): boolean {
    const { limits, outlet, keyedState, durable } = this.#parts;
    return (
      this.#keysInFlight < limits.maxKeysInFlight &&
      // Inputs may wait for one that the source has yet to deliver again: stopping the source would stop them for ever.
      ((this.#pending.hasRoom && !keyedState.isFull && durable.hasRoom) ||
        this.#parts.recovery?.isExpecting === true) &&
      outlet.length < limits.maxWaitingOutputs
    );
  }

  /** Whether nothing is in progress and nothing waits to leave. */
  get isIdle(): boolean {
    return this.#runs.size === 0 && this.#pending.count === 0 && this.#parts.outlet.length === 0;
  }

  get #keysInFlight(): number {
    return this.#runs.size + this.#keysBetweenRuns;
  }

  /** Runs in progress, in the order in which they started. */
  get runs(): Pick<LinkedSet<Run>, 'size' | typeof Symbol.iterator> {
    return this.#runs;
  }

  /** Inputs that wait for an earlier input of their key. */
  get pendingInputs(): number {
    return this.#pending.count;
  }

  /** Inputs whose run has ended. */
  get finishedInputs(): number {
    return this.#finishedInputs;
  }

  /** What holds watermarks back. */
  get queue(): Pick<SegmentedQueue<KeyIdentity>, 'segments' | 'watermarks'> {
    return this.#queue;
  }

  getResource<T extends ResourceType>(name: string, type: T): ResourceOf<T> {
    return this.#parts.getResource(name, type);
  }

  longTermMemory(context: RunnerContext): LongTermMemory {
    return this.#parts.longTermMemory(context);
  }

  startCall(task: ActionTask): void {
    this.#invocations.startCall(task);
  }

  /** Closes every task that is not completed. What they wrote and sent is forgotten. */
  close(reason: unknown): void {
    this.#end();
    for (const run of this.#runs) {
      for (const task of run.openTasks) {
        task.close(reason);
        this.#parts.handedOver?.keep(task);
      }
    }
  }

  // A run: start, events, end.

  #arrive(keyState: KeyState, { value, timestamp, position }: Omit<InputRecord, 'key'>): ArrivedInput {
    const { jobId } = this;
    const event = new InputEvent(value, { id: () => inputEventId(jobId, position.sourceId, position.position) });
    event.markSent({ sourceTimestamp: timestamp, upstreamEvent: undefined, upstreamActionName: undefined });
    this.#parts.keyedState.touch(keyState);
    return { event, position, segment: this.#queue.addKeyToLastSegment(keyState.identity) };
  }

  #startRun(
    keyState: KeyState,
    number: number,
    arrived: ArrivedInput,
    recorded?: RecordedRun,
    startedAtMs = recorded?.header?.startedAtMs ?? this.#parts.clock.now(),
  ): void {
    const run = new Run(keyState, number, arrived, startedAtMs, { isRecorded: recorded !== undefined });
    keyState.nextRunNumber = number + 1;
    this.#enterRun(run);
    this.#route(arrived.event, run, run.id, 0);
    if (recorded !== undefined) {
      this.#replay(run, recorded);
    }
    this.#endRunIfDone(run);
  }

  #enterRun(run: Run): void {
    run.keyState.run = run;
    this.#parts.keyedState.touch(run.keyState);
    this.#runs.add(run);
    this.#parts.metrics.keysInFlight.update(this.#keysInFlight);
  }

  /** Sends an event on its way; the actions it triggers queue up behind those that wait for the turn of the run. */
  #route(event: Event, run: Run, cause: CausalId, emissionIndex: number): void {
    for (const action of this.#parts.router.route(event, run, cause, emissionIndex)) {
      this.#addTask(new ActionTask(run, action, event, cause.ofInvocation(emissionIndex, action.name), this));
    }
  }

  #addTask(task: ActionTask): void {
    this.#parts.handedOver?.restore(task);
    task.run.openTasks.add(task);
    this.#invocations.request(task);
  }

  #replay(run: Run, recorded: RecordedRun): void {
    replayRun(run, recorded, this.#recovering);
    if (recorded.letter !== undefined) {
      this.#giveUp(run, textToValue(recorded.letter), new MillraceError('RUN_ABANDONED', 'The run was given up.'));
    }
  }

  #endRunIfDone(run: Run): void {
    if (run.openTasks.size === 0 && !run.isAbandoned) {
      this.#endRun(run);
    }
  }

  #endRun(run: Run): void {
    const { keyState } = run;
    const { clock, keyedState, metrics, onProgress, mailbox } = this.#parts;
    keyedState.touch(keyState);
    if (!run.isAbandoned) {
      keyState.memory.fold(run.operations, run.readPaths, run.startedAtMs);
      for (const output of run.heldOutputs) {
        this.#parts.outlet.addOutput(output, keyState.journal.inFlight);
      }
    }
    this.#queue.removeKey(keyState.identity, run.arrived.segment);
    this.#runs.delete(run);
    this.#finishedInputs++;
    run.hasEnded = true;
    if (!run.isRecorded) {
      // Else the time would count in which nobody worked on it.
      metrics.runEnded(clock.now() - run.startedAtMs);
    }
    keyedState.sweepSome(run.startedAtMs);
    this.#releaseWatermarks();
    if (keyState.pending.length > 0) {
      // A turn of its own: a long queue of inputs that trigger nothing must not nest. The key stays busy until then.
      this.#keysBetweenRuns++;
      mailbox.post({ takeTurn: () => this.#startNext(keyState) });
    } else {
      keyState.run = undefined;
      keyedState.settled(keyState);
    }
    metrics.keysInFlight.update(this.#keysInFlight);
    onProgress();
  }

  #startNext(keyState: KeyState): void {
    if (this.#turns.haveEnded) {
      // The input stays pending: it counts as abandoned.
      return;
    }
    keyState.run = undefined;
    this.#keysBetweenRuns--;
    this.#beginNext(keyState);
    this.#parts.onProgress();
  }

  /** Starts the next run of an idle key, if its input is there. Recorded runs start in recorded order, whatever order their inputs come in. */
  #beginNext(keyState: KeyState): void {
    const [recorded] = keyState.recorded;
    if (recorded === undefined) {
      const next = this.#pending.poll(keyState);
      if (next !== undefined) {
        this.#startRun(keyState, keyState.nextRunNumber, next);
      }
      return;
    }
    const expected = this.#pending.poll(keyState, (input) => isInputOf(recorded, input));
    if (expected !== undefined && recorded.header?.inputDigest === inputDigest(expected)) {
      keyState.recorded = keyState.recorded.slice(1);
      this.#startRun(keyState, recorded.number, expected, recorded);
    } else if (expected !== undefined) {
      this.#invalidate(keyState, recorded, 'delivers another record at a position that was processed before');
      this.#startRun(keyState, recorded.number, expected);
    } else if (keyState.nextRunNumber < recorded.number) {
      // A run that left no record came in between: one of an input that triggers nothing. Another input must not overtake the recorded ones.
      const unrecorded = this.#pending.poll(keyState, ({ event }) => !this.#parts.router.triggers(event));
      if (unrecorded !== undefined) {
        // At the time of the recorded run, not now: what that run saw in memory must not expire before it.
        this.#startRun(keyState, keyState.nextRunNumber, unrecorded, undefined, recorded.header?.startedAtMs);
      }
    }
  }

  /** A source goes to a position, or has no more records (`undefined`): what this subtask still expected before does not come any more. */
  sourceAdvanced(sourceId: string, position: number | undefined, key?: Key): void {
    for (const missing of this.#parts.recovery?.sourceAdvanced(sourceId, position, key) ?? []) {
      const keyState = this.#parts.keyedState.of(decodeKey(missing.encodedKey));
      if (keyState.recorded.includes(missing.run)) {
        this.#invalidate(keyState, missing.run, 'does not deliver a record any more that was processed before');
        if (keyState.run === undefined) {
          this.#beginNext(keyState);
        }
      }
    }
  }

  /** Forgets what is recorded of a key from a run on. */
  #invalidate(keyState: KeyState, from: RecordedRun, problem: string): void {
    const { durable, keyedState, recovery } = this.#parts;
    keyedState.touch(keyState);
    const dropped = keyState.recorded.filter((run) => run.number >= from.number);
    keyState.recorded = keyState.recorded.filter((run) => run.number < from.number);
    recovery?.warnInvalidated(keyState.key, from.header, problem, dropped);
    durable.invalidateRuns(keyState, from.number);
  }

  #releaseWatermarks(): void {
    for (
      let watermark = this.#queue.popOldestWatermark();
      watermark !== undefined;
      watermark = this.#queue.popOldestWatermark()
    ) {
      // What it promises has to hold after a crash, too: the runs it waited for must not begin again and put something out behind it.
      this.#parts.outlet.addWatermark(watermark, this.#parts.durable.inFlight);
    }
  }

  /** Gives a run up: nothing of it counts, and its input becomes a dead letter. */
  #abandon(run: Run, error: ActionExecutionError): void {
    const letter = abandonedRunLetter(run, error);
    this.logger.warn('A run was given up; its input goes to the dead-letter sink.', { error: error.message });
    this.#parts.durable.abandon(run, letter);
    this.#giveUp(run, letter, error);
  }

  #giveUp(run: Run, letter: AttributeValue, reason: unknown): void {
    const { clock, limits, metrics, outlet } = this.#parts;
    const tasks = [...run.openTasks];
    run.isAbandoned = true;
    metrics.abandonedRuns.inc();
    for (const task of tasks) {
      task.close(reason);
    }
    run.openTasks.clear();
    outlet.addDeadLetter(
      { value: letter, key: run.key, timestamp: run.arrived.event.sourceTimestamp, outputId: run.id.toString() },
      run.keyState.journal.inFlight,
    );
    afterCallsSettled(tasks, clock, limits.callSettleTimeoutMs, () => this.#turns.post(() => this.#endRun(run)));
  }

  #fail(error: ActionExecutionError): void {
    this.#end();
    this.#parts.onFailure(error);
  }

  #end(): void {
    this.#turns.end();
    this.#parts.callLimiter.abandonWaiting();
  }
}

function isInputOf({ header }: RecordedRun, { position }: ArrivedInput): boolean {
  return header?.sourceId === position.sourceId && header.position === position.position;
}
