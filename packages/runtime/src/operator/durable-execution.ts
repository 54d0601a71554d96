import {
  type AttributeValue,
  type DurableCall,
  type Event,
  type EventCodec,
  encodeKey,
  type Logger,
  MillraceError,
} from '@millrace/api';
import type {
  ActionStateRecord,
  CallIdentity,
  CallSettledRecord,
  CompletedRecord,
  RecordedEvent,
  RecordOfInvocation,
  RecordOfRun,
  RunHeader,
} from '../action-state/action-state.js';
import type { RecordedCall } from '../action-state/call-history.js';
import { type ErrorClasses, errorToText, textToError } from '../action-state/error-text.js';
import { recordOperations } from '../action-state/recorded-operation.js';
import { canonicalText, textToValue, valueToText } from '../action-state/value-text.js';
import type { ContextCommit } from '../context/action-runner-context.js';
import type { CallOutcome, PendingCall } from '../context/durable-calls.js';
import { DurableCallTimeoutError, type InputPosition, NonDeterminismError, UnknownOutcomeError } from '../errors.js';
import { sentEventId } from '../identity/causal-id.js';
import { digestHex } from '../identity/digest.js';
import type { EventSnapshot } from '../keyed-state/key-snapshot.js';
import type { ArrivedInput, KeyState } from '../keyed-state/key-state.js';
import type { ActionTask } from '../task/action-task.js';
import type { Run } from '../task/run.js';
import type { Journal } from './journal.js';

const noCalls: readonly RecordedCall[] = Object.freeze([]);

/** What to do about a durable call that an action makes. */
export type CallDecision =
  /** Its outcome is recorded: it is delivered in the recorded order, and nothing is called. */
  | { readonly kind: 'replay' }
  /** It is called. */
  | { readonly kind: 'call' }
  /** It may have been called before a crash: `reconcile` is asked. */
  | { readonly kind: 'reconcile' }
  /** It may have been called before, and nobody can be asked. */
  | { readonly kind: 'in-doubt' }
  /** It has this outcome without being called. */
  | { readonly kind: 'answer'; readonly outcome: CallOutcome };

const toCall: CallDecision = { kind: 'call' };

/**
 * What makes invocations durable: writes what they do to the journal, and answers from the journal what they did before a crash.
 *
 * Knows the rules of records; the operator knows when. Holds nothing of its own: what is known of an invocation is with its task.
 */
export class DurableExecution {
  /** Whether invocations are repeated whenever an outcome arrives, and other calls than before are always an error. */
  readonly alwaysReplay: boolean;
  /** Absent: nothing survives the process, and only what a further attempt needs is kept. */
  readonly #journal: Journal | undefined;
  readonly #codec: EventCodec;
  readonly #errorClasses: ErrorClasses;
  readonly #logger: Logger;

  constructor(
    journal: Journal | undefined,
    codec: EventCodec,
    errorClasses: ErrorClasses,
    logger: Logger,
    options: { readonly alwaysReplay?: boolean } = {},
  ) {
    this.alwaysReplay = options.alwaysReplay === true;
    this.#journal = journal;
    this.#codec = codec;
    this.#errorClasses = errorClasses;
    this.#logger = logger;
  }

  /** Whether more may be journaled before the next checkpoint is complete. */
  get hasRoom(): boolean {
    return this.#journal?.isFull !== true;
  }

  /**
   * A call begins. Matched with the record at its position, by id and digest of the arguments; recorded as pending when it has an intent and is new.
   *
   * @throws NonDeterminismError when it is another one, where that is always an error.
   */
  beginCall(task: ActionTask, call: PendingCall): CallDecision {
    const recorded = task.recordedCall(call.position);
    if (recorded === undefined) {
      return this.#beginNew(task, call);
    }
    if (call.isSameAs(recorded)) {
      return this.#beginRecorded(task, call, recorded);
    }
    if (this.alwaysReplay) {
      throw new NonDeterminismError(task.actionName, recorded, call);
    }
    return this.#beginOther(task, call, recorded);
  }

  /** An input that its source does not bring again: recorded before anything is done about it. */
  recordInput(
    keyState: KeyState,
    { sourceId, position }: InputPosition,
    value: AttributeValue,
    timestamp: number | undefined,
  ): void {
    this.#journal?.append(encodeKey(keyState.key), keyState.journal, {
      kind: 'input',
      sourceId,
      position,
      value: valueToText(value),
      timestamp,
    });
  }

  /** A call has ended. Records the outcome and returns what the action gets. A call with an intent that timed out stays in doubt. */
  settleCall(task: ActionTask, call: PendingCall, outcome: CallOutcome): CallOutcome {
    if ('error' in outcome && hasIntent(call.call) && leavesDoubt(outcome.error)) {
      const { error } = outcome;
      return { error: error instanceof UnknownOutcomeError ? error : new UnknownOutcomeError(call.call.id, error) };
    }
    if (this.#journal === undefined && task.action.onError.attempts === 1 && !this.alwaysReplay) {
      return outcome;
    }
    const { run } = task;
    const record: CallSettledRecord = {
      kind: 'call-settled',
      run: run.number,
      header: this.#takeHeader(run),
      invocation: task.id.hex,
      position: call.position,
      callId: call.callId,
      argsDigest: call.argsDigest,
      startedAt: task.startedAt,
      hasIntent: hasIntent(call.call),
      outcome:
        'error' in outcome
          ? { error: errorToText(outcome.error) }
          : { value: outcome.value === undefined ? undefined : valueToText(outcome.value) },
    };
    task.history.settle(record);
    this.#append(run, record);
    return outcome;
  }

  /** The recorded outcome of a call. */
  recordedOutcome(task: ActionTask, position: number): CallOutcome {
    const doubt = task.doubtAt(position);
    if (doubt !== undefined) {
      return doubt;
    }
    const outcome = task.history.call(position)?.outcome;
    if (outcome === undefined) {
      throw new MillraceError(
        'CALL_OUTCOME_MISSING',
        `The call at position ${position} of ${task.actionName} has no recorded outcome.`,
      );
    }
    if ('error' in outcome) {
      return { error: textToError(outcome.error, this.#errorClasses) };
    }
    return { value: outcome.value === undefined ? undefined : textToValue(outcome.value) };
  }

  /**
   * Where that is always an error: that a repetition makes another call than the one that runs.
   *
   * @throws NonDeterminismError
   */
  expectSameRunning(task: ActionTask, call: PendingCall): void {
    const other = this.alwaysReplay ? task.runningCalls.callAt(call.position) : undefined;
    if (other !== undefined && !call.isSameAs(other)) {
      throw new NonDeterminismError(task.actionName, other, call);
    }
  }

  /** An invocation completes: what it did is recorded before anybody can see it. */
  complete(task: ActionTask, { shortTerm, sensory, readPaths }: ContextCommit): void {
    if (this.#journal === undefined) {
      return;
    }
    this.#append(task.run, {
      kind: 'completed',
      ...this.#invocationOf(task),
      shortTerm: recordOperations(shortTerm?.operations ?? []),
      sensory: recordOperations(sensory?.operations ?? []),
      readPaths: [...readPaths],
      events: task.context.outbox.map(
        ({ event, assignedId }): RecordedEvent => ({
          type: event.type,
          attributes: valueToText(event.attributes),
          id: assignedId,
        }),
      ),
    });
  }

  /**
   * An invocation is about to complete. Returns what it fails with instead, because a call that it had made before, and that may have taken effect, would be forgotten.
   */
  unmadeCall(task: ActionTask): NonDeterminismError | undefined {
    const unmade = task.hasHistory ? task.history.callsFrom(task.callsStarted) : noCalls;
    const lost: CallIdentity | undefined = this.alwaysReplay
      ? (unmade[0] ?? task.runningCalls.callFrom(task.callsStarted))
      : unmade.find(mayHaveTakenEffect);
    if (lost === undefined && unmade.length > 0) {
      this.#logger.warn(
        'An action ended without making all durable calls that it had made before; these do not count.',
        {
          action: task.actionName,
          recorded: unmade.map(({ callId }) => callId),
        },
      );
    }
    return lost === undefined ? undefined : new NonDeterminismError(task.actionName, lost, undefined);
  }

  /** An attempt has failed and another one follows. */
  attemptFailed(task: ActionTask, failedAttempts: number, dropped: readonly number[]): void {
    task.history.attemptFailed({ failedAttempts, dropped });
    this.#append(task.run, { kind: 'attempt-failed', ...this.#invocationOf(task), failedAttempts, dropped });
  }

  /** A run is given up. */
  abandon(run: Run, letter: AttributeValue): void {
    this.#append(run, { kind: 'abandoned', ...this.#runOf(run), letter: valueToText(letter) });
  }

  /** Resolves when everything journaled so far, of all keys, is durable; `undefined` when it is. */
  get inFlight(): Promise<void> | undefined {
    return this.#journal?.inFlight;
  }

  /** What the source delivers is not what was recorded of these runs: they begin anew, and what the journal has of them does not count any more. */
  invalidateRuns(keyState: KeyState, fromRun: number): void {
    this.#journal?.append(encodeKey(keyState.key), keyState.journal, { kind: 'runs-invalidated', run: fromRun });
  }

  /** The event of a task that a checkpoint kept. */
  restoreEvent({ type, attributes, ...init }: EventSnapshot, run: Run): Event {
    return this.#codec.restore(type, textToValue(attributes), {
      ...init,
      sourceTimestamp: run.arrived.event.sourceTimestamp,
    });
  }

  /** The events of a recorded invocation, as it sent them. */
  restoreEvents(task: ActionTask, record: CompletedRecord): readonly Event[] {
    return record.events.map(({ type, attributes, id }, index) =>
      this.#codec.restore(type, textToValue(attributes), {
        id: id ?? (() => sentEventId(task.id, index)),
        sourceTimestamp: task.event.sourceTimestamp,
        upstreamEventId: task.event.id,
        upstreamActionName: task.actionName,
      }),
    );
  }

  #beginNew(task: ActionTask, call: PendingCall): CallDecision {
    if (hasIntent(call.call)) {
      const { position, callId, argsDigest } = call;
      const identity = { position, callId, argsDigest, startedAt: task.startedAt };
      task.history.pending(identity);
      this.#append(task.run, { kind: 'call-pending', ...this.#invocationOf(task), ...identity });
    }
    return toCall;
  }

  #beginRecorded(task: ActionTask, call: PendingCall, recorded: RecordedCall): CallDecision {
    if (recorded.outcome !== undefined || task.doubtAt(call.position) !== undefined) {
      return { kind: 'replay' };
    }
    // Pending: it may have been executed.
    if (call.call.reconcile !== undefined) {
      return { kind: 'reconcile' };
    }
    return { kind: 'in-doubt' };
  }

  #beginOther(task: ActionTask, call: PendingCall, recorded: RecordedCall): CallDecision {
    if (task.history.callsFrom(call.position).some(mayHaveTakenEffect)) {
      return { kind: 'answer', outcome: { error: new NonDeterminismError(task.actionName, recorded, call) } };
    }
    this.#logger.warn(
      'An action made other durable calls than before; the recorded ones from here on do not count, and the calls are made again.',
      {
        action: task.actionName,
        position: call.position,
        recorded: `${recorded.callId} ${recorded.argsDigest}`,
        made: `${call.callId} ${call.argsDigest}`,
      },
    );
    task.history.truncate({ fromPosition: call.position });
    task.stopReplay(call.position);
    this.#append(task.run, { kind: 'calls-truncated', ...this.#invocationOf(task), fromPosition: call.position });
    return this.#beginNew(task, call);
  }

  #invocationOf({ run, id }: ActionTask): RecordOfInvocation {
    return { run: run.number, header: this.#takeHeader(run), invocation: id.hex };
  }

  #runOf(run: Run): RecordOfRun {
    return { run: run.number, header: this.#takeHeader(run) };
  }

  #takeHeader(run: Run): RunHeader | undefined {
    return this.#journal === undefined ? undefined : run.takeHeader(headerOf);
  }

  #append(run: Run, record: ActionStateRecord): void {
    this.#journal?.append(run.encodedKey, run.keyState.journal, record);
  }
}

/** Whether to forget a recorded call would be to forget something that may have happened outside: it is pending, or it succeeded and had said that this matters. */
function mayHaveTakenEffect({ hasIntent, outcome }: RecordedCall): boolean {
  return outcome === undefined || (hasIntent && !('error' in outcome));
}

/** Whether it is unknown, after this error, if the call took effect. */
function leavesDoubt(error: unknown): boolean {
  return error instanceof DurableCallTimeoutError || error instanceof UnknownOutcomeError;
}

/** A call with an intent is recorded before it starts. */
export function hasIntent(call: DurableCall<unknown>): boolean {
  return call.reconcile !== undefined || call.onUnknown === 'fail';
}

/** Tells whether a source delivers the same record again. */
export function inputDigest({ event }: ArrivedInput): string {
  return digestHex(canonicalText(event.attribute('input') ?? null), String(event.sourceTimestamp)).slice(0, 32);
}

function headerOf(run: Run): RunHeader {
  return {
    sourceId: run.input.sourceId,
    position: run.input.position,
    inputDigest: inputDigest(run.arrived),
    startedAtMs: run.startedAtMs,
  };
}
