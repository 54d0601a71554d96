import type { Event } from '../event/event.js';
import type { EventContext } from './event-context.js';

/**
 * Hears of every event, after it was logged and before its actions run, on the runtime's own loop: return quickly.
 *
 * A listener that throws is counted and warned about; it never fails the job and never keeps others from hearing.
 */
export interface EventListener {
  onEventProcessed(context: EventContext, event: Event): void;
}
