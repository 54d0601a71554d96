import type { Event } from '../event/event.js';
import type { EventClass } from '../event/event-class.js';
import type { EventContext } from './event-context.js';

/** Decides whether an event is logged. */
export type EventFilter = (event: Event, context: EventContext) => boolean;

/** Logs everything. */
export const acceptAllEvents: EventFilter = () => true;

/** Logs nothing. */
export const rejectAllEvents: EventFilter = () => false;

/** Logs events of the given types or classes only. */
export function acceptEventTypes(...types: readonly (string | EventClass)[]): EventFilter {
  const accepted = new Set(types.map((type) => (typeof type === 'string' ? type : type.type)));
  return (event) => accepted.has(event.type);
}
