import {
  type AttributeValue,
  type Event,
  type EventContext,
  EventType,
  formatKey,
  type Key,
  type Meter,
  type MetricGroup,
} from '@millrace/api';
import type { Clock } from '../clock.js';
import type { EventLogWriter } from '../event-log/event-log-writer.js';
import type { CausalId } from '../identity/causal-id.js';
import { ownKey } from '../identity/own-key.js';
import type { Outlet } from '../output/outlet.js';
import type { Output } from '../output/sink.js';
import type { ExecutableAction } from '../task/executable-action.js';
import type { Run } from '../task/run.js';

/** Finds the actions an event triggers, in plan order. */
export type MatchActions = (event: Event) => readonly ExecutableAction[];

/** What the router is made of. */
export interface EventRouterParts {
  readonly match: MatchActions;
  action(name: string): ExecutableAction | undefined;
  readonly eventLog: EventLogWriter;
  readonly outlet: Outlet;
  readonly clock: Clock;
  readonly metrics: MetricGroup;
  /** How often the job was restored before. */
  readonly attempt: number;
  /** Whether outputs wait for the end of their run, because runs can be given up. */
  readonly holdsOutputs: boolean;
}

const noActions: readonly ExecutableAction[] = [];

/**
 * Decides where an event goes: first the event log, the listeners and the metrics hear of it; then an output leaves through the outlet, and anything else triggers actions.
 *
 * Holds nothing of its own; the operator turns the actions into tasks.
 */
export class EventRouter {
  readonly #parts: EventRouterParts;
  readonly #processed: Meter;
  readonly #outputs: Meter;
  readonly #untriggered: Meter;
  #timestampMs = Number.NaN;
  #timestamp = '';

  constructor(parts: EventRouterParts) {
    this.#parts = parts;
    const counted = (name: string): Meter => parts.metrics.meter(`${name}PerSec`, parts.metrics.counter(name));
    this.#processed = counted('numOfEventProcessed');
    this.#outputs = counted('numOfOutputs');
    this.#untriggered = counted('numOfEventsWithoutAction');
  }

  /** The action of a name, if the plan has it. */
  action(name: string): ExecutableAction | undefined {
    return this.#parts.action(name);
  }

  /** Whether an event that is not an output has any action to run. */
  triggers(event: Event): boolean {
    return this.#parts.match(event).length > 0;
  }

  /**
   * @param cause id of what sent the event: an invocation, or the run itself for its input.
   * @param emissionIndex index of the event among those the cause sent.
   * @returns the actions to run, in plan order.
   */
  route(event: Event, run: Run, cause: CausalId, emissionIndex: number): readonly ExecutableAction[] {
    const { eventLog, outlet, match } = this.#parts;
    if (eventLog.isNeeded) {
      eventLog.append(this.#describe(event, run, cause, emissionIndex), event);
    }
    this.#processed.markEvent();
    // By type, not by class: an output may come from another language as a plain event.
    if (event.type === EventType.OutputEvent) {
      this.#outputs.markEvent();
      const output = new RunOutput(event, run.key, cause, emissionIndex);
      if (this.#parts.holdsOutputs) {
        run.holdOutput(output);
      } else {
        // An output leaves when everything that the key has journaled before it is durable.
        outlet.addOutput(output, run.keyState.journal.inFlight);
      }
      return noActions;
    }
    const actions = match(event);
    if (actions.length === 0) {
      this.#untriggered.markEvent();
    }
    return actions;
  }

  #describe(event: Event, run: Run, cause: CausalId, emissionIndex: number): EventContext {
    return {
      eventType: event.type,
      timestamp: this.#now(),
      key: formatKey(run.key),
      runNumber: run.number,
      causalPosition: causalPosition(cause, emissionIndex),
      attempt: this.#parts.attempt,
    };
  }

  /** Formatting a date costs more than all else here, and many events share a millisecond. */
  #now(): string {
    const nowMs = this.#parts.clock.now();
    if (nowMs !== this.#timestampMs) {
      this.#timestampMs = nowMs;
      this.#timestamp = new Date(nowMs).toISOString();
    }
    return this.#timestamp;
  }
}

/** The output of a run. Its id is a digest, computed for sinks that ask. */
class RunOutput implements Output {
  readonly value: AttributeValue;
  readonly key: Key;
  readonly timestamp: number | undefined;
  readonly #cause: CausalId;
  readonly #emissionIndex: number;

  constructor(event: Event, key: Key, cause: CausalId, emissionIndex: number) {
    this.value = event.attribute('output') ?? null;
    this.key = ownKey(key);
    this.timestamp = event.sourceTimestamp;
    this.#cause = cause;
    this.#emissionIndex = emissionIndex;
  }

  get outputId(): string {
    return causalPosition(this.#cause, this.#emissionIndex);
  }
}

/** Where an event was caused, as text. */
export function causalPosition(cause: CausalId, emissionIndex: number): string {
  return `${cause.toString()}/${emissionIndex}`;
}
