import { IllegalStateError, InvalidValueError } from '../errors.js';
import type { JsonObject } from '../json/attribute-codec.js';
import { encodeAttributeValue } from '../json/attribute-codec.js';
import { type Attributes, copyAttributes } from '../json/attribute-value.js';
import { unsharedValue } from '../json/unshared-value.js';

/** What an event can be given besides its type and attributes. All of it is normally left to the runtime. */
export interface EventInit {
  /** The id, or how to make it when it is first asked for. Default: a random version 4 UUID. */
  readonly id?: string | (() => string) | undefined;
  /** Event time of the input that caused this event, in milliseconds since the epoch. */
  readonly sourceTimestamp?: number | undefined;
  /** Id of the event whose action sent this one. */
  readonly upstreamEventId?: string | undefined;
  /** Name of the action that sent this event. */
  readonly upstreamActionName?: string | undefined;
}

/** Where a sent event comes from: the runtime stamps it in {@link Event.markSent}. */
export interface EventLineage {
  readonly sourceTimestamp: number | undefined;
  /** The event that triggered the action. `undefined` for an input. */
  readonly upstreamEvent: Event | undefined;
  readonly upstreamActionName: string | undefined;
  /** How to make the id of an event that has none yet. Default: a random version 4 UUID. */
  readonly makeId?: (() => string) | undefined;
}

/** The wire form of an event. Attributes are encoded as described at {@link encodeAttributeValue}. */
export interface EventJson {
  readonly id: string;
  readonly type: string;
  readonly attributes: JsonObject;
  readonly upstreamEventId?: string;
  readonly upstreamActionName?: string;
}

/**
 * An immutable fact that flows inside an agent.
 *
 * Everything an event says is in `attributes`; subclasses only add typed accessors over them, so that any event can be logged, journaled, sent to another
 * language and read back. Create one with its attributes and hand it to `RunnerContext.sendEvent`; from then on it is frozen and belongs to the run.
 */
export class Event<A extends Attributes = Attributes> {
  /** What actions are triggered by. Never empty. */
  readonly type: string;
  #id: string | (() => string) | undefined;
  #attributes: A;
  #sourceTimestamp: number | undefined;
  #upstream: string | Event | undefined;
  #upstreamActionName: string | undefined;
  #sent = false;

  /**
   * @param type the event type, a non-empty string.
   * @param attributes what the event says. Checked and copied when the event is sent.
   * @throws InvalidValueError `EVENT_TYPE_INVALID` when `type` is empty.
   */
  constructor(type: string, attributes: A, init: EventInit = {}) {
    if (typeof type !== 'string' || type === '') {
      throw new InvalidValueError('EVENT_TYPE_INVALID', 'An event needs a type that is not empty.', {
        path: 'type',
        hint: 'Pass the type as the first argument.',
      });
    }
    this.type = type;
    this.#attributes = attributes;
    this.#id = init.id;
    this.#sourceTimestamp = init.sourceTimestamp;
    this.#upstream = init.upstreamEventId;
    this.#upstreamActionName = init.upstreamActionName;
  }

  /** Unique identifier. Random unless it was given, except that the id of an input event derives from its source position. */
  get id(): string {
    if (typeof this.#id !== 'string') {
      this.#id = this.#id?.() ?? crypto.randomUUID();
    }
    return this.#id;
  }

  /** The id, if it was given or somebody has asked for it. */
  get assignedId(): string | undefined {
    return typeof this.#id === 'string' ? this.#id : undefined;
  }

  /** What the event says. Deeply frozen once the event is sent; with dates or bytes in it, which cannot be frozen, every reader gets a copy. */
  get attributes(): A {
    // The copy is structurally what was passed in.
    return this.#isFact ? (copyAttributes(this.#attributes, 'attributes') as A) : this.#attributes;
  }

  /** Event time of the input that caused this event, in milliseconds since the epoch. `undefined` when the source has no timestamps. */
  get sourceTimestamp(): number | undefined {
    return this.#sourceTimestamp;
  }

  /** Id of the event whose action sent this one; `undefined` for inputs and for events that were not sent yet. */
  get upstreamEventId(): string | undefined {
    return typeof this.#upstream === 'object' ? this.#upstream.id : this.#upstream;
  }

  /** Name of the action that sent this event; `undefined` for inputs and for events that were not sent yet. */
  get upstreamActionName(): string | undefined {
    return this.#upstreamActionName;
  }

  /**
   * Turns this event into a fact: checks and deeply copies its attributes, stamps where it comes from and freezes it. The runtime calls it once, in
   * `sendEvent`; nothing is changed when it throws.
   *
   * @throws InvalidValueError `VALUE_NOT_SERIALIZABLE` naming the path inside the event, or `EVENT_ID_REUSED` when the event has the id of the event that
   * triggered it.
   * @throws IllegalStateError `EVENT_ALREADY_SENT` when this instance was sent before.
   */
  markSent(lineage: EventLineage): void {
    if (this.#sent) {
      throw new IllegalStateError('EVENT_ALREADY_SENT', `This ${this.type} event was sent before.`, {
        hint: 'Create a new event for each send.',
      });
    }
    if (this.#id !== undefined && lineage.upstreamEvent !== undefined && this.id === lineage.upstreamEvent.id) {
      throw new InvalidValueError(
        'EVENT_ID_REUSED',
        `This ${this.type} event has the id of the event that triggered the action.`,
        {
          path: 'id',
          hint: 'Leave the id out, a new one is made.',
        },
      );
    }
    // The copy is structurally what was passed in; only its identity changed.
    this.#attributes = copyAttributes(this.#attributes, 'attributes') as A;
    this.#sourceTimestamp = lineage.sourceTimestamp;
    this.#upstream = lineage.upstreamEvent;
    this.#upstreamActionName = lineage.upstreamActionName;
    this.#id ??= lineage.makeId;
    this.#sent = true;
    Object.freeze(this);
  }

  /** The wire form. */
  toJSON(): EventJson {
    const upstreamEventId = this.upstreamEventId;
    return {
      id: this.id,
      type: this.type,
      attributes: encodeAttributeValue(copyAttributes(this.#attributes, 'attributes')) as JsonObject,
      ...(upstreamEventId === undefined ? {} : { upstreamEventId }),
      ...(this.#upstreamActionName === undefined ? {} : { upstreamActionName: this.#upstreamActionName }),
    };
  }

  /** One attribute by name, untyped: for events whose class is not known here. */
  attribute(name: string): Attributes[string] {
    const value = Object.hasOwn(this.#attributes, name) ? this.#attributes[name] : undefined;
    return value === undefined || !this.#isFact ? value : unsharedValue(value);
  }

  /** Whether the event was sent, or restored: its attributes are a frozen copy then. */
  get #isFact(): boolean {
    return Object.isFrozen(this.#attributes);
  }

  toString(): string {
    return `${this.type}(${this.id})`;
  }
}
