import { type Event, type EventClass, restoreEvent } from '@millrace/api';

/** The event with the accessors of its class, also when it was created as a plain event of that type; `undefined` for an event of another type. */
export function eventAs<E extends Event>(eventClass: EventClass<E>, event: Event): E | undefined {
  if (event.type !== eventClass.type) {
    return undefined;
  }
  return isInstance(event, eventClass) ? event : restoreEvent(eventClass, event.attributes, { id: event.id });
}

function isInstance<E extends Event>(event: Event, eventClass: EventClass<E>): event is E {
  return Object.prototype.isPrototypeOf.call(eventClass.prototype, event);
}
