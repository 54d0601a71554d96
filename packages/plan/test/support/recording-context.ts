import {
  AgentConfiguration,
  type Attributes,
  copyAttributeValue,
  type DurableCall,
  type DurableCallable,
  type Event,
  type Key,
  type Logger,
  type LongTermMemory,
  type MemoryObject,
  type ReadableConfiguration,
  type ResourceContext,
  type ResourceOf,
  type ResourceType,
  type RunnerContext,
  UnsupportedError,
} from '@millrace/api';
import { InMemoryMetricGroup } from './in-memory-metric-group.js';
import { MapMemory } from './map-memory.js';

/** One durable call that was made, and whether the turn was given away for it. */
export interface RecordedCall extends DurableCall<unknown> {
  readonly gaveTurnAway: boolean;
}

export interface RecordingContextInit {
  /** The event the invocation is about; events that are sent descend from it. */
  readonly event: Event;
  readonly resources: ResourceContext;
  readonly configuration?: AgentConfiguration | undefined;
  /** Memory of the run, when several invocations share it. Default: empty. */
  readonly sensoryMemory?: MemoryObject | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A context for one invocation that keeps the contract as far as one invocation can see it: memory holds copies, durable calls hand out frozen copies, sent events
 * are checked and frozen.
 */
export class RecordingContext implements RunnerContext {
  readonly key: Key = 'key';
  readonly runNumber: number = 0;
  readonly sensoryMemory: MemoryObject;
  readonly shortTermMemory: MemoryObject = new MapMemory('short_term');
  readonly agentMetricGroup: InMemoryMetricGroup = new InMemoryMetricGroup();
  readonly actionMetricGroup: InMemoryMetricGroup = new InMemoryMetricGroup();
  readonly config: ReadableConfiguration;
  readonly actionConfig: Attributes = {};
  readonly signal: AbortSignal;
  readonly sent: Event[] = [];
  readonly calls: RecordedCall[] = [];
  readonly warnings: string[] = [];
  readonly logger: Logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: (message) => {
      this.warnings.push(message);
    },
    error: () => undefined,
  };
  readonly #event: Event;
  readonly #resources: ResourceContext;
  #callsStarted = 0;
  #uuids = 0;

  constructor(init: RecordingContextInit) {
    this.#event = init.event;
    this.#resources = init.resources;
    this.config = init.configuration ?? new AgentConfiguration();
    this.sensoryMemory = init.sensoryMemory ?? new MapMemory('sensory');
    this.signal = init.signal ?? new AbortController().signal;
  }

  get longTermMemory(): LongTermMemory {
    throw new UnsupportedError('LONG_TERM_MEMORY_NOT_CONFIGURED', 'There is none here.');
  }

  sendEvent(event: Event): void {
    event.markSent({ sourceTimestamp: undefined, upstreamEvent: this.#event, upstreamActionName: 'action' });
    this.sent.push(event);
  }

  getResource<T extends ResourceType>(name: string, type: T): ResourceOf<T> {
    return this.#resources.getResource(name, type);
  }

  durableExecute<T>(idOrCall: string | DurableCall<T>, callable?: DurableCallable<T>): Promise<T> {
    return this.#execute(idOrCall, callable, false);
  }

  durableExecuteAsync<T>(idOrCall: string | DurableCall<T>, callable?: DurableCallable<T>): Promise<T> {
    return this.#execute(idOrCall, callable, true);
  }

  now(): number {
    return 1_700_000_000_000;
  }

  random(): number {
    return 0.5;
  }

  uuid(): string {
    this.#uuids += 1;
    return `${this.#event.id}/uuid-${this.#uuids}`;
  }

  async #execute<T>(
    idOrCall: string | DurableCall<T>,
    callable: DurableCallable<T> | undefined,
    gaveTurnAway: boolean,
  ): Promise<T> {
    const call = typeof idOrCall === 'string' ? { id: idOrCall, call: callable as DurableCallable<T> } : idOrCall;
    this.#callsStarted += 1;
    const idempotencyKey = `call-${this.#callsStarted}`;
    if (call.args !== undefined) {
      copyAttributeValue(call.args, 'args');
    }
    this.calls.push({ ...call, gaveTurnAway });
    const result = await call.call({ signal: this.signal, idempotencyKey });
    return (result === undefined ? undefined : copyAttributeValue(result, 'result')) as T;
  }
}
