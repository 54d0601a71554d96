import type { ReadableConfiguration } from '../config/agent-configuration.js';
import type { Event } from '../event/event.js';
import type { Attributes } from '../json/attribute-value.js';
import type { Key } from '../key/key.js';
import type { LongTermMemory } from '../memory/long-term-memory.js';
import type { MemoryObject } from '../memory/memory-object.js';
import type { MetricGroup } from '../metrics/metric-group.js';
import type { ResourceOf } from '../resource/resource-of.js';
import type { ResourceType } from '../resource/resource-type.js';
import type { DurableCall, DurableCallable } from './durable-call.js';
import type { Logger } from './logger.js';

/**
 * What an action is given besides its event. Each invocation has its own.
 *
 * An invocation is all or nothing: events it sent and memory it wrote become visible when it completes, together; one that fails or is interrupted leaves
 * nothing. Long-term memory is the exception: its operations are durable calls.
 *
 * Using a context after its invocation ended throws `IllegalStateError` `CONTEXT_CLOSED` (usually a forgotten `await`). While a durable call of
 * {@link durableExecute} runs, memory and `sendEvent` throw `CONTEXT_IN_DURABLE_CALL`. After {@link durableExecuteAsync} the invocation has given its turn away until
 * the promise settles; using memory or `sendEvent` meanwhile, past the current synchronous stretch of code, throws `CONTEXT_NOT_IN_TURN`.
 */
export interface RunnerContext {
  /** Key of the record that caused this run. */
  readonly key: Key;
  /** How many runs of this key came before: 0, 1, 2 … */
  readonly runNumber: number;

  /** Memory of this run: empty when the run starts, cleared when it ends. */
  readonly sensoryMemory: MemoryObject;
  /** Memory of this key: kept from run to run, subject to the configured time to live. */
  readonly shortTermMemory: MemoryObject;
  /** Semantic memory. @throws UnsupportedError `LONG_TERM_MEMORY_NOT_CONFIGURED` */
  readonly longTermMemory: LongTermMemory;

  /** Metrics shared by all actions of the agent. */
  readonly agentMetricGroup: MetricGroup;
  /** Metrics of this action. */
  readonly actionMetricGroup: MetricGroup;

  /** Configuration of the agent. */
  readonly config: ReadableConfiguration;
  /** What was passed as `config` when this action was added; empty when nothing was. */
  readonly actionConfig: Attributes;

  /** Diagnostics that already carry agent, action, key and run. */
  readonly logger: Logger;
  /** Aborted when the attempt ends before the action does: failure of the run, stop of the job. */
  readonly signal: AbortSignal;

  /**
   * Hands an event to the run. It is checked, copied and frozen now, and routed when this invocation completes.
   *
   * @throws InvalidValueError `VALUE_NOT_SERIALIZABLE` naming the path inside the event; the event is not sent.
   * @throws IllegalStateError `EVENT_ALREADY_SENT`
   */
  sendEvent(event: Event): void;

  /**
   * A resource of the agent, created and opened before the first record, the same instance on every call.
   *
   * @throws NotFoundError `RESOURCE_NOT_FOUND` naming it and those of its type that exist.
   */
  getResource<T extends ResourceType>(name: string, type: T): ResourceOf<T>;

  /**
   * Makes a durable call and keeps the turn: no other invocation of this run proceeds meanwhile, other keys do.
   *
   * The result is what a replay would give: a frozen copy, class instances taken through `toJSON`. A call that throws rejects with what it threw.
   */
  durableExecute<T>(id: string, call: DurableCallable<T>): Promise<T>;
  durableExecute<T>(call: DurableCall<T>): Promise<T>;

  /**
   * Like {@link durableExecute}, but gives the turn away until the call settles: other invocations of this run proceed, and several calls can run side by side.
   */
  durableExecuteAsync<T>(id: string, call: DurableCallable<T>): Promise<T>;
  durableExecuteAsync<T>(call: DurableCall<T>): Promise<T>;

  /** Wall-clock time at which this run began, in milliseconds since the epoch. Constant within a run and equal on replay. */
  now(): number;
  /** A number in [0, 1), equal on replay. Not for cryptography. */
  random(): number;
  /** A version 4 UUID, equal on replay. */
  uuid(): string;
}
