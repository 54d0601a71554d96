import { type AttributeReader, MemberReader } from '../json/attribute-reader.js';
import type { Event } from './event.js';

// Typed accessors of event classes. They read the attributes each time, since an event that was restored has nothing but its attributes.

/** @throws InvalidValueError `ATTRIBUTE_INVALID` with the path of what is missing or malformed. */
export function requiredAttribute<T>(event: Event, name: string, read: AttributeReader<T>): T {
  return new MemberReader(event.attributes, 'attributes').required(name, read);
}

/** As {@link requiredAttribute}, but `undefined` for an attribute that is absent or null. */
export function optionalAttribute<T>(event: Event, name: string, read: AttributeReader<T>): T | undefined {
  return new MemberReader(event.attributes, 'attributes').optional(name, read);
}
