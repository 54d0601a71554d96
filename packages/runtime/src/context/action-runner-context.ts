import {
  type Attributes,
  type DurableCall,
  type DurableCallable,
  type Event,
  errorMessage,
  formatKey,
  IllegalStateError,
  type Key,
  type Logger,
  type LongTermMemory,
  type MemoryObject,
  type MetricGroup,
  type ReadableConfiguration,
  type ResourceOf,
  type ResourceType,
  type RunnerContext,
} from '@millrace/api';
import type { CommitCounts } from '../action-state/action-state.js';
import { type CausalId, idempotencyKey, sentEventId } from '../identity/causal-id.js';
import { ownKey } from '../identity/own-key.js';
import { ReplayableRandom } from '../identity/replayable-random.js';
import { InvocationMemory } from '../memory/invocation-memory.js';
import type { PreparedCommit } from '../memory/run-memory.js';
import { StoredMemoryObject } from '../memory/stored-memory-object.js';
import type { Run } from '../task/run.js';
import { type LateRejectionListener, UnhandledRejections } from './call-promise.js';
import { type CallOwner, checkDurableCall, PendingCall, type TurnMode } from './durable-calls.js';
import { withFields } from './invocation-logger.js';

/** What all invocations of an operator share. */
export interface ContextServices {
  readonly jobId: string;
  readonly config: ReadableConfiguration;
  readonly agentMetricGroup: MetricGroup;
  readonly logger: Logger;
  readonly readsRefreshMemory: boolean;
  getResource<T extends ResourceType>(name: string, type: T): ResourceOf<T>;
  longTermMemory(context: RunnerContext): LongTermMemory;
}

/** An event of an outbox. */
export interface SentEvent {
  readonly event: Event;
  /** Its id, if somebody had asked for it before it was sent; else the id derives from the causal position. */
  readonly assignedId: string | undefined;
}

const nothingSent: readonly SentEvent[] = Object.freeze([]);

/** What an invocation wrote, ready to become part of the run. `undefined`: it did not use that memory. */
export interface ContextCommit {
  readonly shortTerm: PreparedCommit | undefined;
  readonly sensory: PreparedCommit | undefined;
  /** Paths of the short-term memory that it read, if reads are tracked. */
  readonly readPaths: Iterable<string>;
}

/** The invocation a context belongs to, as far as the context needs to know it. */
export interface ContextOwner {
  readonly run: Run;
  readonly actionName: string;
  readonly actionConfig: Attributes;
  readonly actionMetricGroup: MetricGroup;
  readonly event: Event;
  readonly id: CausalId;
  /** Whether the invocation holds the turn of its run now. */
  readonly hasTurn: boolean;
  /** What the run had committed when the invocation first started, if this is not its first start. */
  readonly startedBefore: CommitCounts | undefined;
  /** Told of every durable call the action makes, before the call starts. */
  startCall(call: PendingCall): void;
}

/**
 * The {@link RunnerContext} of one invocation: its outbox, its view of the memories, its durable calls.
 *
 * Owned by the action task, which closes it exactly once. What the invocation wrote is taken out by {@link prepareCommit}.
 */
export class ActionRunnerContext implements RunnerContext, CallOwner, LateRejectionListener {
  readonly key: Key;
  readonly runNumber: number;
  /** What the run had committed when the invocation first started. */
  readonly startedAt: CommitCounts;
  readonly #owner: ContextOwner;
  readonly #services: ContextServices;
  // What an invocation does not use is not made: there are many invocations.
  #outbox: SentEvent[] | undefined;
  #rejections: UnhandledRejections | undefined;
  #hasCommitted = false;
  #sensory: InvocationMemory | undefined;
  #shortTerm: InvocationMemory | undefined;
  #sensoryRoot: StoredMemoryObject | undefined;
  #shortTermRoot: StoredMemoryObject | undefined;
  #logger: Logger | undefined;
  #random: ReplayableRandom | undefined;
  #controller: AbortController | undefined;
  #callsStarted = 0;
  /** Calls of `durableExecute` that have not been answered yet. */
  #keptCalls = 0;
  /** Whether the synchronous part of a callable runs. What it does later cannot be told apart from the action. */
  #insideCall = false;
  #closed: { readonly reason: unknown } | undefined;

  constructor(owner: ContextOwner, services: ContextServices) {
    this.#owner = owner;
    this.#services = services;
    this.key = ownKey(owner.run.key);
    this.runNumber = owner.run.number;
    this.startedAt = owner.startedBefore ?? owner.run.committed;
  }

  /** The events that were sent, in order. */
  get outbox(): readonly SentEvent[] {
    return this.#outbox ?? nothingSent;
  }

  get sensoryMemory(): MemoryObject {
    if (this.#sensoryRoot === undefined) {
      this.#sensory = new InvocationMemory('sensory', this.#owner.run.sensory, () => this.#checkUsable(), {
        startedAt: this.startedAt.sensory,
      });
      this.#sensoryRoot = new StoredMemoryObject(this.#sensory);
    }
    return this.#sensoryRoot;
  }

  get shortTermMemory(): MemoryObject {
    if (this.#shortTermRoot === undefined) {
      this.#shortTerm = new InvocationMemory('short_term', this.#owner.run.shortTerm, () => this.#checkUsable(), {
        startedAt: this.startedAt.shortTerm,
        tracksReads: this.#services.readsRefreshMemory,
      });
      this.#shortTermRoot = new StoredMemoryObject(this.#shortTerm);
    }
    return this.#shortTermRoot;
  }

  get longTermMemory(): LongTermMemory {
    return this.#services.longTermMemory(this);
  }

  get agentMetricGroup(): MetricGroup {
    return this.#services.agentMetricGroup;
  }

  get actionMetricGroup(): MetricGroup {
    return this.#owner.actionMetricGroup;
  }

  get config(): ReadableConfiguration {
    return this.#services.config;
  }

  get actionConfig(): Attributes {
    return this.#owner.actionConfig;
  }

  get logger(): Logger {
    this.#logger ??= withFields(this.#services.logger, {
      action: this.#owner.actionName,
      key: formatKey(this.key),
      runNumber: this.runNumber,
    });
    return this.#logger;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#closed !== undefined) {
        this.#controller.abort(this.#closed.reason);
      }
    }
    return this.#controller.signal;
  }

  sendEvent(event: Event): void {
    this.#checkUsable();
    const { event: upstreamEvent, actionName, id } = this.#owner;
    const { assignedId } = event;
    this.#outbox ??= [];
    const index = this.#outbox.length;
    event.markSent({
      sourceTimestamp: upstreamEvent.sourceTimestamp,
      upstreamEvent,
      upstreamActionName: actionName,
      makeId: () => sentEventId(id, index),
    });
    this.#outbox.push({ event, assignedId });
  }

  getResource<T extends ResourceType>(name: string, type: T): ResourceOf<T> {
    return this.#services.getResource(name, type);
  }

  durableExecute<T>(idOrCall: string | DurableCall<T>, callable?: DurableCallable<T>): Promise<T> {
    return this.#start(idOrCall, callable, 'keep');
  }

  durableExecuteAsync<T>(idOrCall: string | DurableCall<T>, callable?: DurableCallable<T>): Promise<T> {
    return this.#start(idOrCall, callable, 'yield');
  }

  now(): number {
    return this.#owner.run.startedAtMs;
  }

  random(): number {
    return this.#replayable().number();
  }

  uuid(): string {
    return this.#replayable().uuid();
  }

  idempotencyKey(callPosition: number): string {
    const { run, id } = this.#owner;
    return idempotencyKey(this.#services.jobId, run.input, id, callPosition);
  }

  enterCallable(): void {
    this.#insideCall = true;
  }

  leaveCallable(): void {
    this.#insideCall = false;
  }

  /** A promise of one of its durable calls is rejected. */
  noteRejection(reason: unknown, handled: () => boolean): void {
    if (this.#rejections === undefined) {
      this.#rejections = new UnhandledRejections(this);
      if (this.#hasCommitted) {
        this.#rejections.end();
      }
    }
    this.#rejections.noteRejection(reason, handled);
  }

  /** The first rejection of what was made of durable calls that nobody has handled so far. */
  get unhandledRejection(): { readonly reason: unknown } | undefined {
    return this.#rejections?.first();
  }

  /** What was written, ready to become part of the run. Throws what a change threw. */
  prepareCommit(): ContextCommit {
    const shortTerm = this.#shortTerm?.prepare();
    return { shortTerm, sensory: this.#sensory?.prepare(), readPaths: this.#shortTerm?.readPaths ?? [] };
  }

  /** Makes what was written part of the run. The invocation has completed. */
  applyCommit({ shortTerm, sensory }: ContextCommit): void {
    if (shortTerm !== undefined) {
      this.#shortTerm?.apply(shortTerm);
    }
    if (sensory !== undefined) {
      this.#sensory?.apply(sensory);
    }
    this.#hasCommitted = true;
    this.#rejections?.end();
  }

  /** Forgets what was written. */
  discard(): void {
    this.#sensory?.discard();
    this.#shortTerm?.discard();
  }

  /** The operator has taken the outcome of a `durableExecute`: memory and events may be used again. */
  callAnswered(call: PendingCall): void {
    if (call.mode === 'keep') {
      this.#keptCalls--;
    }
  }

  /** Whatever was chained to a call and not awaited has gone wrong, and nobody else would say so. */
  rejectedLate(reason: unknown): void {
    this.logger.error('What was chained to a durable call failed after the invocation had completed.', {
      error: errorMessage(reason),
      hint: 'Await every promise before the action returns.',
    });
  }

  /** Whether a `durableExecute` is unanswered, so that the turn has to be kept. */
  get keepsTurn(): boolean {
    return this.#keptCalls > 0;
  }

  /** Ends the use of this context. @param reason what `signal` is aborted with; absent when the invocation completed. */
  close(reason?: unknown): void {
    if (this.#closed === undefined) {
      this.#closed = { reason };
      if (reason !== undefined) {
        this.#controller?.abort(reason);
      }
    }
  }

  #start<T>(idOrCall: string | DurableCall<T>, callable: DurableCallable<T> | undefined, mode: TurnMode): Promise<T> {
    this.#checkOutsideCall('started a durable call');
    const call = typeof idOrCall === 'string' ? ({ id: idOrCall, call: callable } as DurableCall<T>) : idOrCall;
    checkDurableCall(call);
    const position = this.#callsStarted++;
    const pending = new PendingCall(position, call, mode, this);
    if (mode === 'keep') {
      this.#keptCalls++;
    }
    this.#owner.startCall(pending);
    // A replay gives the same: a copy of what the callable returned.
    return pending.promise as Promise<T>;
  }

  #replayable(): ReplayableRandom {
    this.#checkOutsideCall('drew a random number');
    this.#random ??= new ReplayableRandom(this.#owner.id);
    return this.#random;
  }

  #checkUsable(): void {
    this.#checkOutsideCall('used memory or sendEvent');
    if (this.#keptCalls > 0) {
      throw this.#inDurableCall('used memory or sendEvent');
    }
    if (!this.#owner.hasTurn) {
      throw new IllegalStateError(
        'CONTEXT_NOT_IN_TURN',
        `The action ${JSON.stringify(this.#owner.actionName)} used memory or sendEvent after it gave its turn away.`,
        {
          hint: 'Await the promise of durableExecuteAsync first; do not use the context inside the call.',
        },
      );
    }
  }

  /** A replay does not run the callable again, so whatever it did with the context would be missing then. */
  #checkOutsideCall(what: string): void {
    this.#checkOpen();
    if (this.#insideCall) {
      throw this.#inDurableCall(what);
    }
  }

  #inDurableCall(what: string): IllegalStateError {
    return new IllegalStateError(
      'CONTEXT_IN_DURABLE_CALL',
      `The action ${JSON.stringify(this.#owner.actionName)} ${what} while a durable call runs.`,
      {
        hint: 'Return what you need from the durable call, and use the context after awaiting it.',
      },
    );
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) {
      throw new IllegalStateError(
        'CONTEXT_CLOSED',
        `The action ${JSON.stringify(this.#owner.actionName)} used its context after the invocation had ended.`,
        {
          hint: 'Await every promise before the action returns.',
        },
      );
    }
  }
}
