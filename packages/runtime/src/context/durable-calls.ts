import {
  type AttributeValue,
  copyAttributeValue,
  type DurableCall,
  type DurableCallContext,
  InvalidValueError,
} from '@millrace/api';
import type { CallIdentity } from '../action-state/action-state.js';
import { canonicalText } from '../action-state/value-text.js';
import type { Clock, Timer } from '../clock.js';
import { DurableCallTimeoutError, UnknownOutcomeError } from '../errors.js';
import { digestHex } from '../identity/digest.js';
import type { Linked } from '../queue/linked-set.js';
import { CallPromise, type RejectionListener } from './call-promise.js';

/** Hexadecimal digits of the digest of a call's arguments. */
const argsDigestLength = 32;

/** Whether the invocation keeps its turn while the call runs. */
export type TurnMode = 'keep' | 'yield';

/** How a call ended. */
export type CallOutcome = { readonly value: AttributeValue | undefined } | { readonly error: unknown };

/** The invocation that makes a call. */
export interface CallOwner extends RejectionListener {
  idempotencyKey(callPosition: number): string;
  /** The synchronous part of a callable begins: the use of the context is refused until {@link leaveCallable}. */
  enterCallable(): void;
  leaveCallable(): void;
}

/** Whoever runs a call. */
export interface CallListener {
  /** Called once. */
  ended(outcome: CallOutcome): void;
}

/**
 * One durable call of an invocation, from its start to the delivery of its outcome.
 *
 * The operator drives it: {@link run} starts the user's callable, {@link deliver} settles the promise the action waits for. Between the two the outcome is only
 * known to the operator.
 */
export class PendingCall implements CallIdentity, Linked<PendingCall> {
  /** Ordinal of the call's start in its invocation, from 0. */
  readonly position: number;
  readonly call: DurableCall<unknown>;
  readonly mode: TurnMode;
  readonly promise: CallPromise<unknown>;
  /** Calls of the same invocation beside this one; belongs to the set of those that are open. */
  previous: PendingCall | undefined;
  next: PendingCall | undefined;
  readonly #owner: CallOwner;
  #context: CallContext | undefined;
  #argsDigest: string | undefined;
  #listener: CallListener | undefined;
  #timer: Timer | undefined;
  #waiting: Timer | undefined;
  #resolve: (value: unknown) => void = ignore;
  #reject: (reason: unknown) => void = ignore;

  constructor(position: number, call: DurableCall<unknown>, mode: TurnMode, owner: CallOwner) {
    this.position = position;
    this.call = call;
    this.mode = mode;
    this.#owner = owner;
    this.promise = CallPromise.tracked<unknown>(owner, (resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get callId(): string {
    return this.call.id;
  }

  get argsDigest(): string {
    this.#argsDigest ??=
      this.call.args === undefined ? '' : digestHex(canonicalText(this.call.args)).slice(0, argsDigestLength);
    return this.#argsDigest;
  }

  /** Whether this is the same call of the same invocation, or a record of it. */
  isSameAs({ callId, argsDigest }: CallIdentity): boolean {
    return callId === this.callId && argsDigest === this.argsDigest;
  }

  /** Runs the callable, or asks `reconcile` first whether it ran before a crash. The listener is not told before this returns. */
  run(how: 'call' | 'reconcile', clock: Clock, listener: CallListener): void {
    this.#listener = listener;
    this.#context ??= new CallContext(this.#owner, this.position);
    const { id, timeoutMs } = this.call;
    if (timeoutMs !== undefined) {
      this.#timer = clock.setTimer(timeoutMs, () => {
        const error = new DurableCallTimeoutError(id, timeoutMs);
        this.#context?.abort(error);
        this.#end({ error });
      });
    }
    if (how === 'call') {
      this.#invoke(this.#context);
    } else {
      void this.#reconcile(this.#context);
    }
  }

  /** Waits for a callable that an earlier attempt has started, no longer than the call may take. */
  waitForOther(clock: Clock, timedOut: (outcome: CallOutcome) => void): void {
    const { id, timeoutMs } = this.call;
    if (timeoutMs !== undefined) {
      this.#waiting = clock.setTimer(timeoutMs, () => timedOut({ error: new DurableCallTimeoutError(id, timeoutMs) }));
    }
  }

  /** Nobody waits here any more. A callable that this call has started goes on. */
  stopWaiting(): void {
    this.#waiting?.cancel();
  }

  deliver(outcome: CallOutcome): void {
    this.stopWaiting();
    if ('error' in outcome) {
      this.promise.noteRejection();
      this.#reject(outcome.error);
    } else {
      this.#resolve(outcome.value);
    }
  }

  /** Nobody waits for the outcome any more, and no timer keeps the process alive for it. */
  abort(reason: unknown): void {
    this.#timer?.cancel();
    this.#context?.abort(reason);
  }

  async #reconcile(context: CallContext): Promise<void> {
    let answer: CallOutcome | undefined;
    try {
      const { reconcile } = this.call;
      const found = reconcile === undefined ? undefined : await this.#enter(reconcile, context);
      if (found !== undefined && found !== 'not-executed') {
        answer = 'error' in found ? { error: found.error } : { value: this.#storable(found.value) };
      }
    } catch (cause) {
      answer = { error: new UnknownOutcomeError(this.call.id, cause) };
    }
    if (answer !== undefined) {
      this.#end(answer);
    } else if (this.#listener !== undefined) {
      // Started when the time is up, it would take effect beside whoever reconciles it next.
      this.#invoke(context);
    }
  }

  #invoke(context: CallContext): void {
    let result: unknown;
    try {
      result = this.#enter(this.call.call, context);
    } catch (error) {
      result = Promise.reject(error);
    }
    Promise.resolve(result).then(
      (value) => this.#end(this.#outcomeOf(value)),
      (error: unknown) => this.#end({ error }),
    );
  }

  /** Calls a function of the user's and refuses the use of the invocation's context as long as it runs synchronously. */
  #enter<T>(callable: (context: DurableCallContext) => T, context: CallContext): T {
    this.#owner.enterCallable();
    try {
      return callable.call(this.call, context);
    } finally {
      this.#owner.leaveCallable();
    }
  }

  #outcomeOf(result: unknown): CallOutcome {
    try {
      return { value: this.#storable(result) };
    } catch (error) {
      return { error };
    }
  }

  #storable(result: unknown): AttributeValue | undefined {
    return result === undefined ? undefined : copyAttributeValue(result, `result of ${this.call.id}`);
  }

  #end(outcome: CallOutcome): void {
    const listener = this.#listener;
    this.#listener = undefined;
    this.#timer?.cancel();
    listener?.ended(outcome);
  }
}

/** Checks what an action passes to `durableExecute`. */
export function checkDurableCall(call: DurableCall<unknown>): void {
  if (typeof call.id !== 'string' || call.id === '') {
    throw new InvalidValueError('DURABLE_CALL_INVALID', 'A durable call needs an id that is not empty.', {
      path: 'id',
      hint: 'Name it after what it does.',
    });
  }
  if (typeof call.call !== 'function') {
    throw new InvalidValueError(
      'DURABLE_CALL_INVALID',
      `The durable call ${JSON.stringify(call.id)} has nothing to call.`,
      { path: 'call', hint: 'Pass a function.' },
    );
  }
  if (call.timeoutMs !== undefined && !(call.timeoutMs > 0)) {
    throw new InvalidValueError(
      'DURABLE_CALL_INVALID',
      `The durable call ${JSON.stringify(call.id)} cannot time out after ${call.timeoutMs} ms.`,
      {
        path: 'timeoutMs',
        hint: 'Use a positive number of milliseconds.',
      },
    );
  }
  if (call.args !== undefined) {
    copyAttributeValue(call.args, 'args');
  }
}

/** What a callable is handed. Makes what few ask for only when they ask for it. */
class CallContext implements DurableCallContext {
  readonly #owner: CallOwner;
  readonly #position: number;
  #controller: AbortController | undefined;
  #aborted: { readonly reason: unknown } | undefined;

  constructor(owner: CallOwner, position: number) {
    this.#owner = owner;
    this.#position = position;
  }

  get idempotencyKey(): string {
    return this.#owner.idempotencyKey(this.#position);
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#aborted !== undefined) {
        this.#controller.abort(this.#aborted.reason);
      }
    }
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    this.#aborted ??= { reason };
    this.#controller?.abort(reason);
  }
}

function ignore(): void {}
