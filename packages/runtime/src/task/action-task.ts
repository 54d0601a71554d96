import { type Attributes, type Event, IllegalStateError, type MetricGroup } from '@millrace/api';
import type { CommitCounts } from '../action-state/action-state.js';
import { CallHistory, type RecordedCall } from '../action-state/call-history.js';
import type { Timer } from '../clock.js';
import { ActionRunnerContext, type ContextOwner, type ContextServices } from '../context/action-runner-context.js';
import type { CallOutcome, PendingCall } from '../context/durable-calls.js';
import { RunningCallables } from '../context/running-callable.js';
import { NonDeterminismError } from '../errors.js';
import type { CausalId } from '../identity/causal-id.js';
import { type Linked, LinkedSet } from '../queue/linked-set.js';
import type { ExecutableAction } from './executable-action.js';
import type { Run } from './run.js';

const none: readonly never[] = Object.freeze([]);

/**
 * Where an action task is in its life:
 *
 * ```
 * queued ──▶ running ◀──▶ suspended
 *               │             │
 *               ├─────────────┴──▶ returned ──▶ completed
 *               └──▶ failed ◀──────────┘
 * ```
 *
 * A recovery moves a task that is recorded as completed from `queued` to `completed` at once. `suspended` gave its turn away in `durableExecuteAsync`; `returned` waits for calls it did not await, or for the turn in which it completes. From every state that is not final, the
 * task can be `closed`, because its run or the job ends without it.
 */
export type ActionTaskState = 'queued' | 'running' | 'suspended' | 'returned' | 'completed' | 'failed' | 'closed';

const legalMoves: Readonly<Record<ActionTaskState, readonly ActionTaskState[]>> = {
  queued: ['running', 'completed', 'closed'],
  running: ['suspended', 'returned', 'failed', 'closed'],
  suspended: ['running', 'returned', 'failed', 'closed'],
  returned: ['completed', 'failed', 'closed'],
  completed: [],
  failed: [],
  closed: [],
};

/** The outcome of a durable call that the action has not got yet. */
export interface ArrivedOutcome {
  readonly call: PendingCall;
  readonly outcome: CallOutcome;
}

/** What a task needs of the operator it belongs to. */
export interface TaskHost extends ContextServices {
  /** A durable call was made: {@link ActionTask.nextMadeCall}. */
  startCall(task: ActionTask): void;
}

/** The schedulable form of an invocation: one action applied to one event of a run. */
export class ActionTask implements ContextOwner, Linked<ActionTask> {
  readonly run: Run;
  readonly action: ExecutableAction;
  readonly event: Event;
  readonly id: CausalId;
  /** Calls that have begun and wait to be started. */
  startingCalls = 0;
  /** Whether an outcome has arrived for which the invocation is to be repeated. */
  isRepetitionDue = false;
  /** Whether the task waits for the turn of its run. */
  awaitsTurn = false;
  /** The task behind this one in the line for the turn. Belongs to the line. */
  behind: ActionTask | undefined;
  /** Tasks beside this one; belongs to the set of the run's open tasks. */
  previous: ActionTask | undefined;
  next: ActionTask | undefined;
  /** Runs while {@link awaitsUnmade}. */
  replayTimer: Timer | undefined;
  /** The round of the event loop in which the action got an outcome last. */
  servedInRound = -1;
  /** Outcomes that were delivered after the function had returned and may still have reactions to run. */
  reacting = 0;
  readonly #host: TaskHost;
  // What only durable calls need is made with the first one: many invocations make none.
  #history: CallHistory | undefined;
  #runningCalls: RunningCallables | undefined;
  /** Calls that have started and whose outcome was not delivered. */
  #openCalls: LinkedSet<PendingCall> | undefined;
  /** The first of them that has not begun; those behind it have not either. */
  #madeCall: PendingCall | undefined;
  /** New outcomes that wait until recorded ones are handed out. */
  #heldOutcomes: ArrivedOutcome[] | undefined;
  #arrived: ArrivedOutcome[] | undefined;
  #awaitingReplay: Map<number, PendingCall> | undefined;
  /** Recorded outcomes that were not handed out yet: positions, in the recorded order. */
  #replaying: readonly number[] = none;
  #state: ActionTaskState = 'queued';
  #next: ActionTask | undefined;
  #repetition: ActionTask | undefined;
  /** Outcomes that are not recorded, with how many recorded ones were there before. */
  #doubts: readonly { readonly position: number; readonly outcome: CallOutcome; readonly after: number }[] = none;
  #callsStarted = 0;
  /** Calls whose error the action was handed, and how many calls had started by then. */
  #failedCalls: { readonly position: number; readonly error: unknown; readonly startedBefore: number }[] | undefined;
  #context: ActionRunnerContext | undefined;

  constructor(run: Run, action: ExecutableAction, event: Event, id: CausalId, host: TaskHost) {
    this.run = run;
    this.action = action;
    this.event = event;
    this.id = id;
    this.#host = host;
  }

  /** The callables of this attempt, and of those before, whose outcome nobody has taken. */
  get runningCalls(): RunningCallables {
    this.#runningCalls ??= new RunningCallables();
    return this.#runningCalls;
  }

  set runningCalls(calls: RunningCallables) {
    this.#runningCalls = calls;
  }

  get state(): ActionTaskState {
    return this.#state;
  }

  /** Durable calls that this attempt has made so far. */
  get callsStarted(): number {
    return this.#callsStarted;
  }

  get actionName(): string {
    return this.action.name;
  }

  get actionConfig(): Attributes {
    return this.action.config;
  }

  get actionMetricGroup(): MetricGroup {
    return this.action.metricGroup;
  }

  get hasTurn(): boolean {
    return this.run.holder === this;
  }

  /** The context of this invocation, made when it starts. */
  get context(): ActionRunnerContext {
    this.#context ??= new ActionRunnerContext(this, this.#host);
    return this.#context;
  }

  /** What the run had committed when the invocation first started, if an earlier attempt or life has started it. */
  get startedBefore(): CommitCounts | undefined {
    return this.#history?.startedAt;
  }

  /** What the run had committed when the invocation first started. */
  get startedAt(): CommitCounts {
    return this.#history?.startedAt ?? this.context.startedAt;
  }

  /** Moves to another state. @throws IllegalStateError `TASK_TRANSITION_ILLEGAL` for a move the table does not have. */
  moveTo(state: ActionTaskState): void {
    if (!legalMoves[this.#state].includes(state)) {
      throw new IllegalStateError(
        'TASK_TRANSITION_ILLEGAL',
        `The task of action ${JSON.stringify(this.actionName)} cannot go from ${this.#state} to ${state}.`,
      );
    }
    this.#state = state;
  }

  get hasStarted(): boolean {
    return this.#context !== undefined;
  }

  /** Whether it is more than waiting for its start. */
  get hasBegun(): boolean {
    return this.#state !== 'queued';
  }

  get isOver(): boolean {
    return legalMoves[this.#state].length === 0;
  }

  /** Runs the user's function. What it throws is thrown. */
  invoke(): void | PromiseLike<void> {
    // Not earlier: calls of the attempt before may have settled while this one waited for its start.
    this.#replaying = this.#doubts.reduceRight<readonly number[]>(
      (positions, { position, after }) => positions.toSpliced(after, 0, position),
      this.#history === undefined ? none : [...this.#history.settled],
    );
    return this.action.run(this.event, this.context);
  }

  startCall(call: PendingCall): void {
    this.#callsStarted++;
    this.#openCalls ??= new LinkedSet();
    this.#openCalls.add(call);
    this.#madeCall ??= call;
    this.#host.startCall(this);
  }

  /** The task of the next attempt: the same invocation, with what is recorded of it and with the callables that still run. */
  nextAttempt(): ActionTask {
    const next = new ActionTask(this.run, this.action, this.event, this.id, this.#host);
    next.runningCalls = this.runningCalls;
    next.resume(this.history);
    this.#next = next;
    return next;
  }

  /**
   * Ends this attempt where it is, as if the process had ended there, and returns one that begins at the first line. What runs goes on, for whoever makes the same call again; nothing is handed
   * out here any more.
   */
  repeat(): ActionTask {
    const next = this.nextAttempt();
    next.#doubts = this.#doubts;
    this.#repetition = next;
    this.moveTo('closed');
    this.#context?.discard();
    this.#context?.close();
    for (const call of this.#openCalls ?? []) {
      call.stopWaiting();
    }
    this.#openCalls?.clear();
    return next;
  }

  /** The attempt that goes on in place of this one: itself unless it was repeated. */
  get repetition(): ActionTask {
    return this.#repetition?.repetition ?? this;
  }

  /** The action was told that an outcome is not known: repetitions are told the same. */
  noteDoubt(position: number, outcome: CallOutcome): void {
    this.#doubts = [...this.#doubts, { position, outcome, after: this.history.settled.length }];
  }

  doubtAt(position: number): CallOutcome | undefined {
    return this.#doubts.find((doubt) => doubt.position === position)?.outcome;
  }

  /** Whether a further attempt has begun: what calls of this one bring counts only if it claims them. */
  get isSuperseded(): boolean {
    return this.#next?.hasBegun === true;
  }

  /** Continues an invocation that the journal knows of. */
  resume(history: CallHistory): void {
    this.#history = history;
  }

  /** Forgets the recorded outcomes from a position on that were not handed out yet. */
  stopReplay(fromPosition: number): void {
    this.#replaying = this.#replaying.filter((position) => position < fromPosition);
  }

  /** A call is known to be the recorded one at its position, and waits until its outcome is next. */
  awaitReplay(call: PendingCall): void {
    this.#awaitingReplay ??= new Map();
    this.#awaitingReplay.set(call.position, call);
  }

  /** The recorded outcome at a position, if there is one, is not handed out any more. */
  skipReplay(position: number): void {
    this.#replaying = this.#replaying.filter((other) => other !== position);
  }

  /** Whether recorded outcomes are left to be handed out. */
  get isReplaying(): boolean {
    return this.#replaying.length > 0;
  }

  /** Takes any call that waits for its recorded outcome, the one that was recorded first. */
  anyReplay(): PendingCall | undefined {
    const position = this.#replaying.find((other) => this.#awaitingReplay?.has(other) === true);
    if (position === undefined) {
      return undefined;
    }
    this.#replaying = [position, ...this.#replaying.filter((other) => other !== position)];
    return this.nextReplay();
  }

  /** Whether a call waits for its recorded outcome behind those of calls that the action has not made again. */
  get awaitsUnmade(): boolean {
    return this.#awaitingReplay !== undefined && this.#awaitingReplay.size > 0;
  }

  /** Puts the recorded outcomes of calls that the action has not made again behind those that it waits for. */
  postponeUnmade(): void {
    const isMade = (position: number): boolean => this.#awaitingReplay?.has(position) === true;
    const made = this.#replaying.filter(isMade);
    this.#replaying = [...made, ...this.#replaying.filter((position) => !isMade(position))];
  }

  /** Takes the call whose recorded outcome is next, if the action has made it again. */
  nextReplay(): PendingCall | undefined {
    const [position = -1] = this.#replaying;
    const call = this.#awaitingReplay?.get(position);
    if (call !== undefined) {
      this.#awaitingReplay?.delete(position);
      this.#replaying = this.#replaying.slice(1);
    }
    return call;
  }

  /** Keeps the outcome of a call until the action has the turn. */
  outcomeArrived(call: PendingCall, outcome: CallOutcome): void {
    this.#arrived ??= [];
    this.#arrived.push({ call, outcome });
  }

  /** Whether anything is known of durable calls or attempts. */
  get hasHistory(): boolean {
    return this.#history !== undefined && !this.#history.isEmpty;
  }

  /** What is known of the durable call at a position. */
  recordedCall(position: number): RecordedCall | undefined {
    return this.#history?.call(position);
  }

  /** What the journal knows of the invocation's durable calls. */
  get history(): CallHistory {
    this.#history ??= new CallHistory();
    return this.#history;
  }

  /** Whether a call has started whose outcome was not delivered. */
  get hasOpenCalls(): boolean {
    return this.#openCalls !== undefined && this.#openCalls.size > 0;
  }

  /** Takes the first call that has not begun. */
  nextMadeCall(): PendingCall | undefined {
    const call = this.#madeCall;
    this.#madeCall = call?.next;
    return call;
  }

  /** Keeps a new outcome until the recorded ones are handed out. */
  holdOutcome(call: PendingCall, outcome: CallOutcome): void {
    this.#heldOutcomes ??= [];
    this.#heldOutcomes.push({ call, outcome });
  }

  get holdsOutcomes(): boolean {
    return this.#heldOutcomes !== undefined && this.#heldOutcomes.length > 0;
  }

  /** Takes the outcomes that were held, in their order. */
  takeHeldOutcomes(): readonly ArrivedOutcome[] {
    return this.#heldOutcomes?.splice(0) ?? [];
  }

  /** Whether an outcome waits to be handed to the action. */
  get hasArrived(): boolean {
    return this.#arrived !== undefined && this.#arrived.length > 0;
  }

  /** Hands the action the outcome that arrived first. Returns whether there was one. */
  deliverNext(): boolean {
    const arrived = this.#arrived?.shift();
    if (arrived === undefined) {
      return false;
    }
    const { call, outcome } = arrived;
    this.#openCalls?.delete(call);
    this.#context?.callAnswered(call);
    // That the code made another call than before is not the fault of the call it had made.
    if ('error' in outcome && !(outcome.error instanceof NonDeterminismError)) {
      this.#failedCalls ??= [];
      this.#failedCalls.push({ position: call.position, error: outcome.error, startedBefore: this.#callsStarted });
    }
    call.deliver(outcome);
    return true;
  }

  /**
   * The calls that a further attempt makes again after this one failed with `cause`: the call to blame, whose error escaped, and those that started after its error had reached the action.
   */
  callsToRepeat(cause: unknown): readonly number[] {
    const blamed = this.#failedCalls?.find(({ error }) => isCausedBy(cause, error));
    if (blamed === undefined) {
      return [];
    }
    const later = Array.from(
      { length: Math.max(0, this.#callsStarted - blamed.startedBefore) },
      (_, index) => blamed.startedBefore + index,
    );
    return [blamed.position, ...later];
  }

  /** Ends a task that will not complete: closes its context, aborts its signal and those of its calls, and forgets what it wrote. */
  close(reason: unknown): void {
    if (this.isOver) {
      return;
    }
    this.moveTo('closed');
    this.discard(reason);
  }

  /** Closes the context and forgets what was written and sent. */
  discard(reason: unknown): void {
    this.replayTimer?.cancel();
    this.#context?.discard();
    this.#context?.close(reason);
    for (const call of this.#openCalls ?? []) {
      call.abort(reason);
      call.deliver({ error: reason });
    }
    this.#openCalls?.clear();
  }
}

/** Whether an error is the other one, or was caused by it. */
function isCausedBy(error: unknown, cause: unknown): boolean {
  const seen = new Set<unknown>();
  for (let link: unknown = error; link !== undefined; link = link instanceof Error ? link.cause : undefined) {
    if (link === cause) {
      return true;
    }
    if (seen.has(link)) {
      return false;
    }
    seen.add(link);
  }
  return false;
}
