import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Attributes } from '../json/attribute-value.js';
import { Event, type EventInit } from './event.js';

/**
 * A class of events: any `class X extends Event` with a static `type`, or what `defineEvent` returns. With a `schema`, attributes read from outside are
 * checked against it.
 */
export interface EventClass<E extends Event = Event> {
  /** The type every event of this class has. */
  readonly type: string;
  /** Checks attributes that come from outside; absent for classes that accept anything. */
  readonly schema?: StandardSchemaV1<unknown, Attributes>;
  readonly prototype: E;
}

/**
 * An instance of `eventClass` with attributes that are known to be good, for example because they were journaled: the class's own constructor and its schema
 * are bypassed.
 */
export function restoreEvent<E extends Event>(eventClass: EventClass<E>, attributes: Attributes, init: EventInit): E {
  // Runs Event's constructor with the prototype of the subclass: accessors work, private fields exist, the subclass's constructor never sees wire data.
  const event = Reflect.construct(
    Event,
    [eventClass.type, attributes, init],
    eventClass as EventClass<E> & (new () => E),
  ) as E;
  return Object.freeze(event);
}
