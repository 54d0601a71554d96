import type { AttributeValue } from '../json/attribute-value.js';
import { carriedValue } from './carried-value.js';
import { Event, type EventInit } from './event.js';
import { EventType } from './event-type.js';

/** Starts a run: carries the value of one record of the input stream. */
export class InputEvent<T = AttributeValue> extends Event {
  static readonly type: string = EventType.InputEvent;

  /** @throws InvalidValueError `ATTRIBUTE_INVALID` for `undefined`. */
  constructor(input: T, init: EventInit = {}) {
    super(InputEvent.type, { input: carriedValue('input', input) }, init);
  }

  /** The value of the record. */
  get input(): T {
    // The type is the author's statement about the stream; nothing checks it.
    return this.attribute('input') as T;
  }
}
