import type { AttributeValue } from '../json/attribute-value.js';

/** What a durable callable is handed. */
export interface DurableCallContext {
  /** Aborted when the call times out, its invocation fails, or the job stops. Pass it on to whatever can be cancelled. */
  readonly signal: AbortSignal;
  /** Equal on every execution of the same call, also after a crash. Hand it to the service that is called, so that it can recognise a repetition. */
  readonly idempotencyKey: string;
}

/**
 * The work of a durable call. It must not touch memory or send events; what it returns is journaled.
 */
export type DurableCallable<T> = (context: DurableCallContext) => T | PromiseLike<T>;

/** What `reconcile` found out about a call that was in doubt. `'not-executed'` starts it again. */
export type Reconciliation<T> = { readonly value: T } | { readonly error: unknown } | 'not-executed';

/**
 * A durable call: a call inside an action whose outcome is journaled, so that a recovered action gets the recorded outcome instead of calling again.
 *
 * At most one committed result per durable call; a call in doubt at a crash is reconciled, retried or surfaced, as you chose.
 */
export interface DurableCall<T> {
  /** Names the call for people and for the check that a replayed action makes the same calls. Need not be unique: position in the invocation tells calls apart. */
  readonly id: string;
  readonly call: DurableCallable<T>;
  /** What the call depends on. Its digest is compared on replay; a difference means the action is not deterministic. */
  readonly args?: AttributeValue;
  /** Asked instead of calling again when a crash left the call in doubt. */
  readonly reconcile?: (context: DurableCallContext) => Reconciliation<T> | PromiseLike<Reconciliation<T>>;
  /** `'fail'`: a call in doubt surfaces as `UnknownOutcomeError` instead of running again. */
  readonly onUnknown?: 'fail';
  /** The call changes nothing outside (a model, a lookup), so it may start before earlier records are durable. Default `false`. */
  readonly readOnly?: boolean;
  /** Calls of one resource share a limit of concurrent executions. Default: one limit for all calls that name no resource. */
  readonly resource?: string;
  /** Fails the call with `DURABLE_CALL_TIMEOUT` and aborts its signal after this long. Default: no limit. */
  readonly timeoutMs?: number;
}
