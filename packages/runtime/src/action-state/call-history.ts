import { IllegalStateError } from '@millrace/api';
import type {
  AttemptFailedRecord,
  CallIdentity,
  CallPendingRecord,
  CallSettledRecord,
  CallsTruncatedRecord,
  CommitCounts,
  RecordedOutcome,
} from './action-state.js';

/** One durable call as the journal knows it. Without an outcome it is pending. */
export interface RecordedCall extends CallIdentity {
  readonly hasIntent: boolean;
  readonly outcome: RecordedOutcome | undefined;
}

/** A {@link CallHistory} as plain data. */
export interface CallHistorySnapshot {
  readonly startedAt: CommitCounts | undefined;
  readonly failedAttempts: number;
  readonly calls: readonly RecordedCall[];
  readonly settled: readonly number[];
}

/**
 * The durable calls of one invocation: what a new attempt of it replays. The same for an invocation that runs, one that is restored from a checkpoint, and one that is rebuilt from
 * the journal.
 */
export class CallHistory {
  /** What the run had committed when the invocation first started; `undefined` before its first record. */
  startedAt: CommitCounts | undefined;
  failedAttempts = 0;
  /** By position. */
  readonly #calls: (RecordedCall | undefined)[] = [];
  /** Positions of the calls with an outcome, in the order of the outcomes. */
  readonly #settled: number[] = [];

  static restore(snapshot: CallHistorySnapshot): CallHistory {
    const history = new CallHistory();
    history.startedAt = snapshot.startedAt;
    history.failedAttempts = snapshot.failedAttempts;
    for (const call of snapshot.calls) {
      history.#calls[call.position] = call;
    }
    history.#settled.push(...snapshot.settled);
    return history;
  }

  /** @param startedAt what the run had committed when the invocation started, if it has. */
  snapshot(startedAt: CommitCounts | undefined): CallHistorySnapshot {
    return {
      startedAt: this.startedAt ?? startedAt,
      failedAttempts: this.failedAttempts,
      calls: this.callsFrom(0),
      settled: [...this.#settled],
    };
  }

  get isEmpty(): boolean {
    return this.failedAttempts === 0 && this.#calls.every((call) => call === undefined);
  }

  get calls(): Iterable<RecordedCall> {
    return this.callsFrom(0);
  }

  /** Positions of settled calls in the order in which their outcomes were recorded. */
  get settled(): readonly number[] {
    return this.#settled;
  }

  call(position: number): RecordedCall | undefined {
    return this.#calls[position];
  }

  pending({
    position,
    callId,
    argsDigest,
    startedAt,
  }: Omit<CallPendingRecord, 'kind' | 'run' | 'header' | 'invocation'>): void {
    this.startedAt ??= startedAt;
    this.#calls[position] = { position, callId, argsDigest, hasIntent: true, outcome: undefined };
  }

  settle({
    position,
    callId,
    argsDigest,
    hasIntent,
    startedAt,
    outcome,
  }: Omit<CallSettledRecord, 'kind' | 'run' | 'header' | 'invocation'>): void {
    if (this.#calls[position]?.outcome !== undefined) {
      throw new IllegalStateError(
        'CALL_SETTLED_TWICE',
        `The durable call ${JSON.stringify(callId)} at position ${position} has an outcome already.`,
      );
    }
    this.startedAt ??= startedAt;
    this.#calls[position] = { position, callId, argsDigest, hasIntent, outcome };
    this.#settled.push(position);
  }

  callsFrom(position: number): readonly RecordedCall[] {
    return this.#calls.slice(position).filter((call) => call !== undefined);
  }

  /** Forgets the calls from a position on. */
  truncate({ fromPosition }: Pick<CallsTruncatedRecord, 'fromPosition'>): void {
    this.#drop(this.callsFrom(fromPosition).map(({ position }) => position));
  }

  /** Notes a failed attempt; the calls that run again in the next one are forgotten. Those that are pending are not: whether they took effect has to be found out first, whatever attempt asks. */
  attemptFailed({ failedAttempts, dropped }: Pick<AttemptFailedRecord, 'failedAttempts' | 'dropped'>): void {
    this.failedAttempts = failedAttempts;
    this.#drop(dropped.filter((position) => this.#calls[position]?.outcome !== undefined));
  }

  #drop(positions: readonly number[]): void {
    for (const position of positions) {
      this.#calls[position] = undefined;
      const index = this.#settled.indexOf(position);
      if (index !== -1) {
        this.#settled.splice(index, 1);
      }
    }
  }
}
