import type { AttributeValue, DurableCall, DurableCallContext, Reconciliation } from '@millrace/api';
import type { Clock } from '../../src/clock.js';
import type { SimulatedIo } from '../../src/testing/simulated-io.js';
import type { CallPlan } from './program.js';
import { hash, valueFrom } from './program-agent.js';

/** How a simulated service refuses. Registered, so that it replays as what it is. */
export class RefusedError extends Error {
  override readonly name: string = 'RefusedError';
  readonly reason: number;

  constructor(reason: number) {
    super(`refused ${reason}`);
    this.reason = reason;
  }
}

/** Something that happened between the job and the service. */
export interface LedgerEntry {
  readonly kind: 'started' | 'reconciled';
  readonly life: number;
  /** How many attempts at the job, in this life and earlier ones, had ended. */
  readonly cut: number;
  /** Whether an earlier start of the same call has not ended. */
  readonly isRunning: boolean;
  readonly idempotencyKey: string;
  readonly plan: CallPlan;
  readonly args: number;
}

type Outcome = { readonly value: AttributeValue | undefined } | { readonly error: RefusedError };

/**
 * The service that the durable calls of a program reach. It outlives the job, keeps a ledger of what it was asked, and answers every execution differently, so that nobody can hide one that was one
 * too many.
 */
export class ExternalService {
  readonly ledger: LedgerEntry[] = [];
  readonly #executed = new Map<string, Outcome>();
  readonly #clock: Clock;
  readonly #onEntry: (entry: LedgerEntry) => void;
  #io: SimulatedIo | undefined;
  #life = -1;
  #cut = -1;
  readonly #running = new Map<string, number>();
  #executions = 0;

  /** @param onEntry told of each entry at the moment it is made. */
  constructor(clock: Clock, onEntry: (entry: LedgerEntry) => void) {
    this.#clock = clock;
    this.#onEntry = onEntry;
  }

  /** A new life of the job begins. */
  connect(io: SimulatedIo): void {
    this.#io = io;
    this.#life++;
    this.#cut++;
    this.#running.clear();
  }

  /** The job begins another attempt. */
  restarted(): void {
    this.#cut++;
  }

  get life(): number {
    return this.#life;
  }

  /** The durable call of a plan. */
  readonly makeCall = (plan: CallPlan, args: number): DurableCall<AttributeValue | undefined> => {
    const { id, intent, readOnly, timeoutMs } = plan;
    return {
      id,
      args,
      readOnly,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      call: (context) => this.#execute(plan, args, context),
      ...(intent === 'reconcile' || intent === 'both'
        ? { reconcile: (context) => this.#reconcile(plan, args, context) }
        : {}),
      ...(intent === 'onUnknown' || intent === 'both' ? { onUnknown: 'fail' } : {}),
    };
  };

  async #execute(
    plan: CallPlan,
    args: number,
    { idempotencyKey }: DurableCallContext,
  ): Promise<AttributeValue | undefined> {
    const io = this.#enter('started', plan, args, idempotencyKey);
    try {
      await this.#think(plan);
      return await io.perform('call', () => {
        const outcome = this.#outcome(plan, idempotencyKey);
        this.#executed.set(idempotencyKey, outcome);
        if ('error' in outcome) {
          throw outcome.error;
        }
        return outcome.value;
      });
    } finally {
      this.#left(idempotencyKey);
    }
  }

  async #reconcile(
    plan: CallPlan,
    args: number,
    { idempotencyKey }: DurableCallContext,
  ): Promise<Reconciliation<AttributeValue | undefined>> {
    const io = this.#enter('reconciled', plan, args, idempotencyKey);
    try {
      return await io.perform('reconcile', () => {
        if (plan.reconcileFails && this.#executions++ % 2 === 0) {
          throw new Error('The service cannot say.');
        }
        return this.#executed.get(idempotencyKey) ?? 'not-executed';
      });
    } finally {
      this.#left(idempotencyKey);
    }
  }

  #enter(kind: LedgerEntry['kind'], plan: CallPlan, args: number, idempotencyKey: string): SimulatedIo {
    const io = this.#io;
    if (io === undefined) {
      throw new Error('No job is connected.');
    }
    if (io.crashedAt === undefined) {
      const running = this.#running.get(idempotencyKey) ?? 0;
      const isRunning = running > 0;
      this.#running.set(idempotencyKey, running + 1);
      const entry: LedgerEntry = { kind, life: this.#life, cut: this.#cut, isRunning, idempotencyKey, plan, args };
      this.ledger.push(entry);
      this.#onEntry(entry);
    }
    return io;
  }

  async #think({ thinksMs }: CallPlan): Promise<void> {
    if (thinksMs !== undefined) {
      await new Promise<void>((resolve) => {
        this.#clock.setTimer(thinksMs, resolve);
      });
    }
  }

  #left(idempotencyKey: string): void {
    this.#running.set(idempotencyKey, (this.#running.get(idempotencyKey) ?? 1) - 1);
  }

  #outcome(plan: CallPlan, idempotencyKey: string): Outcome {
    const number = hash(this.#executions++, idempotencyKey);
    if (number % 10 < plan.failsOfTen) {
      return { error: new RefusedError(number) };
    }
    return { value: number % 11 === 0 ? undefined : valueFrom(number) };
  }
}
