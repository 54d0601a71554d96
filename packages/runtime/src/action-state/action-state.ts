import type { RecordedOperation } from './recorded-operation.js';

/**
 * What is journaled of a run, in the order in which it happened. Every record names the run; the first one of a run carries its header. Records name invocations by their causal id.
 */
export type ActionStateRecord =
  | CallPendingRecord
  | CallSettledRecord
  | CallsTruncatedRecord
  | AttemptFailedRecord
  | CompletedRecord
  | AbandonedRecord
  | RunsInvalidatedRecord;

/** What a journal holds of a key. */
export type JournalRecord = ActionStateRecord | InputRecord;

/** An input of a source that cannot be read again, as it arrived: it comes again from here. */
export interface InputRecord {
  readonly kind: 'input';
  readonly sourceId: string;
  readonly position: number;
  /** JSON text, typed values encoded. */
  readonly value: string;
  readonly timestamp?: number | undefined;
}

/** Which input a run belongs to, and when it began. */
export interface RunHeader {
  readonly sourceId: string;
  readonly position: number;
  /** Digest of value and timestamp, hexadecimal: tells whether the source delivers the same record again. */
  readonly inputDigest: string;
  readonly startedAtMs: number;
}

/** What every record of a run says. */
export interface RecordOfRun {
  readonly run: number;
  /** Only in the first record of the run. */
  readonly header?: RunHeader | undefined;
}

/** What every record of an invocation says. */
export interface RecordOfInvocation extends RecordOfRun {
  /** Hexadecimal causal id. */
  readonly invocation: string;
}

/** What identifies a durable call within its invocation. */
export interface CallIdentity {
  /** Ordinal of its start. */
  readonly position: number;
  readonly callId: string;
  /** Digest of its arguments; empty when it has none. */
  readonly argsDigest: string;
}

interface RecordOfCall extends RecordOfInvocation, CallIdentity {
  /** How many memory operations of each memory the run had committed when the invocation started. */
  readonly startedAt: CommitCounts;
}

/** How much the run had committed at some moment: number of operations in short-term and in sensory memory. */
export interface CommitCounts {
  readonly shortTerm: number;
  readonly sensory: number;
}

/** A call with an intent is about to start. */
export interface CallPendingRecord extends RecordOfCall {
  readonly kind: 'call-pending';
}

/** A call has an outcome. */
export interface CallSettledRecord extends RecordOfCall {
  readonly kind: 'call-settled';
  /** Whether a pending record went before. */
  readonly hasIntent: boolean;
  readonly outcome: RecordedOutcome;
}

/** A replay made other calls: what was recorded from this position on does not count any more. */
export interface CallsTruncatedRecord extends RecordOfInvocation {
  readonly kind: 'calls-truncated';
  readonly fromPosition: number;
}

/** An attempt failed, and another one follows. The calls at `dropped` run again in it, all others replay. */
export interface AttemptFailedRecord extends RecordOfInvocation {
  readonly kind: 'attempt-failed';
  /** Number of failed attempts, this one included. */
  readonly failedAttempts: number;
  readonly dropped: readonly number[];
}

/** The invocation completed: its effects, to be applied again instead of running it. */
export interface CompletedRecord extends RecordOfInvocation {
  readonly kind: 'completed';
  readonly shortTerm: readonly RecordedOperation[];
  readonly sensory: readonly RecordedOperation[];
  readonly readPaths: readonly string[];
  readonly events: readonly RecordedEvent[];
}

/** The run was given up: nothing of it counts. */
export interface AbandonedRecord extends RecordOfRun {
  readonly kind: 'abandoned';
  /** The dead letter, as JSON text. */
  readonly letter: string;
}

/** The source does not deliver what this run and later ones of the key were made of: what was recorded of them before does not count any more. */
export interface RunsInvalidatedRecord extends RecordOfRun {
  readonly kind: 'runs-invalidated';
}

/** An event as it is journaled: type and attributes, and the id if somebody had asked for it before it was sent. */
export interface RecordedEvent {
  readonly type: string;
  /** JSON text of the attributes, typed values encoded. */
  readonly attributes: string;
  readonly id: string | undefined;
}

/** How a call ended. `value` is JSON text; absent for `undefined`. */
export type RecordedOutcome = { readonly value: string | undefined } | { readonly error: string };
