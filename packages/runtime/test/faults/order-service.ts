import type { AttributeValue, DurableCall } from '@millrace/api';

/** What a call of the service answers: a number for each execution, so that nobody can hide one that was one too many. */
export type Answer = { readonly call: string; readonly execution: number };

/** How a call is made. */
export interface CallPlan {
  /** Answers that the call is made of: their outcomes are durable, or the call would not be made. */
  readonly after?: readonly Answer[];
  readonly args?: AttributeValue;
  readonly reconciles?: boolean;
  readonly readOnly?: boolean;
}

/**
 * The world outside a job, which outlives it: executes calls, keeps a ledger, and notices when a job breaks a promise. What it sees of one call tells what must have been durable before: whatever
 * the job knew when it made another call, or let an output leave.
 */
export class OrderService {
  readonly problems: string[] = [];
  readonly #delay: () => Promise<void>;
  /** Numbers of executions, by call. */
  readonly #executions = new Map<string, readonly number[]>();
  /** Executions whose outcome was durable, by call. */
  readonly #durable = new Map<string, number>();
  /** In which life a call was last started, and last reconciled. */
  readonly #started = new Map<string, number>();
  readonly #reconciled = new Map<string, number>();
  #life = 0;
  #count = 0;

  constructor(delay: () => Promise<void>) {
    this.#delay = delay;
  }

  /** The same world, for another future: the job has died and is started again. */
  afterCrash(): OrderService {
    const copy = new OrderService(this.#delay);
    for (const [from, to] of [
      [this.#executions, copy.#executions],
      [this.#durable, copy.#durable],
      [this.#started, copy.#started],
      [this.#reconciled, copy.#reconciled],
    ] as readonly (readonly [Map<string, unknown>, Map<string, unknown>])[]) {
      for (const [call, value] of from) {
        to.set(call, value);
      }
    }
    copy.problems.push(...this.problems);
    copy.#life = this.#life + 1;
    copy.#count = this.#count;
    return copy;
  }

  /** The job goes on in the same process, from its newest checkpoint. */
  restart(): void {
    this.#life++;
  }

  /** Whether any call was ever started. */
  get isUsed(): boolean {
    return this.#started.size > 0;
  }

  /** How often a call was executed. */
  executionsOf(call: string): number {
    return this.#executions.get(call)?.length ?? 0;
  }

  call(call: string, { after = [], args, reconciles = false, readOnly = false }: CallPlan = {}): DurableCall<Answer> {
    return {
      id: call,
      readOnly,
      ...(args === undefined ? {} : { args }),
      call: async () => {
        this.#start(call, reconciles);
        if (!readOnly) {
          this.witness(after);
        }
        await this.#delay();
        const execution = this.#count++;
        this.#executions.set(call, [...(this.#executions.get(call) ?? []), execution]);
        return { call, execution };
      },
      ...(reconciles
        ? {
            reconcile: async () => {
              this.#reconciled.set(call, this.#life);
              await this.#delay();
              const execution = this.#executions.get(call)?.at(-1);
              return execution === undefined ? ('not-executed' as const) : { value: { call, execution } };
            },
          }
        : {}),
    };
  }

  /** Answers have had an effect outside the job, so their calls must never be made again. */
  witness(answers: readonly Answer[]): void {
    for (const { call, execution } of answers) {
      if (!(this.#executions.get(call) ?? []).includes(execution)) {
        this.problems.push(`${call} never answered ${execution}`);
      }
      const known = this.#durable.get(call);
      if (known !== undefined && known !== execution) {
        this.problems.push(`${call} had the durable outcome ${known}, and has ${execution} now`);
      }
      this.#durable.set(call, execution);
    }
  }

  #start(call: string, reconciles: boolean): void {
    if (this.#durable.has(call)) {
      this.problems.push(`${call} has a durable outcome and is started again`);
    }
    if (this.#started.get(call) === this.#life) {
      this.problems.push(`${call} is started twice in one life`);
    }
    if (reconciles && this.#started.has(call) && this.#reconciled.get(call) !== this.#life) {
      this.problems.push(`${call} was in doubt and is started again without being asked for`);
    }
    this.#started.set(call, this.#life);
  }
}
