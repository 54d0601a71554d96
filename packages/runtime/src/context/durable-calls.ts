import {
  type AttributeValue,
  copyAttributeValue,
  type DurableCall,
  type DurableCallContext,
  InvalidValueError,
  type Reconciliation,
} from '@millrace/api';
import type { Clock, Timer } from '../clock.js';
import { DurableCallTimeoutError, UnknownOutcomeError } from '../errors.js';
import { CallPromise, type UnhandledRejections } from './call-promise.js';

/** Whether the invocation keeps its turn while the call runs. */
export type TurnMode = 'keep' | 'yield';

/** How a call ended. */
export type CallOutcome = { readonly value: AttributeValue | undefined } | { readonly error: unknown };

/** The invocation that makes a call. */
export interface CallOwner {
  readonly rejections: UnhandledRejections;
  readonly idempotencyKey: () => string;
  /** Calls the user's callable, and refuses the use of the context as long as it runs synchronously. */
  readonly enter: <T>(callable: () => T) => T;
}

/**
 * One durable call of an invocation, from its start to the delivery of its outcome.
 *
 * The operator drives it: {@link run} starts the user's callable, {@link deliver} settles the promise the action waits for. Between the two the outcome is only
 * known to the operator.
 */
export class PendingCall {
  /** Ordinal of the call's start in its invocation, from 0. */
  readonly position: number;
  readonly call: DurableCall<unknown>;
  readonly mode: TurnMode;
  readonly promise: Promise<unknown>;
  readonly #context: CallContext;
  readonly #enter: CallOwner['enter'];
  #timer: Timer | undefined;
  #waiting: Timer | undefined;
  #resolve: (value: unknown) => void = () => undefined;
  #reject: (reason: unknown) => void = () => undefined;

  constructor(position: number, call: DurableCall<unknown>, mode: TurnMode, owner: CallOwner) {
    this.position = position;
    this.call = call;
    this.mode = mode;
    this.#enter = owner.enter;
    this.#context = new CallContext(owner.idempotencyKey);
    this.promise = CallPromise.tracked<unknown>(owner.rejections, (resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /**
   * Runs the callable, or asks `reconcile` first whether it ran before a crash; `settled` is called exactly once, never before this returns.
   */
  run(how: 'call' | 'reconcile', clock: Clock, settled: (outcome: CallOutcome) => void): void {
    let open = true;
    const settle = (outcome: CallOutcome): void => {
      if (open) {
        open = false;
        this.#timer?.cancel();
        settled(outcome);
      }
    };
    const { id, timeoutMs } = this.call;
    if (timeoutMs !== undefined) {
      this.#timer = clock.setTimer(timeoutMs, () => {
        const error = new DurableCallTimeoutError(id, timeoutMs);
        this.#context.abort(error);
        settle({ error });
      });
    }
    void (how === 'call' ? this.#invoke() : this.#reconcile(() => open)).then(settle);
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
      this.#reject(outcome.error);
    } else {
      this.#resolve(outcome.value);
    }
  }

  /** Nobody waits for the outcome any more, and no timer keeps the process alive for it. */
  abort(reason: unknown): void {
    this.#timer?.cancel();
    this.#context.abort(reason);
  }

  /** @param isAwaited whether somebody still waits for the outcome. */
  async #reconcile(isAwaited: () => boolean): Promise<CallOutcome> {
    let found: Reconciliation<unknown> | undefined;
    try {
      found = await this.#enter(() => this.call.reconcile?.(this.#context));
    } catch (cause) {
      return { error: new UnknownOutcomeError(this.call.id, cause) };
    }
    if (found === undefined || found === 'not-executed') {
      // Started when the time is up, it would take effect beside whoever reconciles it next.
      return isAwaited() ? await this.#invoke() : { error: new UnknownOutcomeError(this.call.id) };
    }
    return 'error' in found ? { error: found.error } : { value: this.#storable(found.value) };
  }

  #storable(result: unknown): AttributeValue | undefined {
    return result === undefined ? undefined : copyAttributeValue(result, `result of ${this.call.id}`);
  }

  async #invoke(): Promise<CallOutcome> {
    try {
      const result = await this.#enter(() => this.call.call(this.#context));
      return { value: this.#storable(result) };
    } catch (error) {
      return { error };
    }
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

/** Makes what few callables ask for only when they ask for it. */
class CallContext implements DurableCallContext {
  readonly #makeIdempotencyKey: () => string;
  #idempotencyKey: string | undefined;
  #controller: AbortController | undefined;
  #aborted: { readonly reason: unknown } | undefined;

  constructor(makeIdempotencyKey: () => string) {
    this.#makeIdempotencyKey = makeIdempotencyKey;
  }

  get idempotencyKey(): string {
    this.#idempotencyKey ??= this.#makeIdempotencyKey();
    return this.#idempotencyKey;
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
