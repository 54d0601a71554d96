import type { AttributeValue } from '../json/attribute-value.js';
import { carriedValue } from './carried-value.js';
import { Event, type EventInit } from './event.js';
import { EventType } from './event-type.js';

/** Carries a value out of the agent, to the sink. It triggers no actions. */
export class OutputEvent<T = AttributeValue> extends Event {
  static readonly type: string = EventType.OutputEvent;

  /** @throws InvalidValueError `ATTRIBUTE_INVALID` for `undefined`. */
  constructor(output: T, init: EventInit = {}) {
    super(OutputEvent.type, { output: carriedValue('output', output) }, init);
  }

  /** The value for the sink. */
  get output(): T {
    // The type is what the constructor was given, or the reader's statement about an event that was restored.
    return this.attribute('output') as T;
  }
}
