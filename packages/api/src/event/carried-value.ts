import { unexpected } from '../json/attribute-reader.js';
import type { Attributes } from '../json/attribute-value.js';

/**
 * The attributes of an event that carries one value of the author's. Whether the value can be sent is checked when the event is.
 *
 * @throws InvalidValueError `ATTRIBUTE_INVALID` for `undefined`, which would leave an event without its value.
 */
export function carriedValue(name: string, value: unknown): Attributes {
  if (value === undefined) {
    throw unexpected(value, `attributes.${name}`, 'a value');
  }
  return { [name]: value as Attributes[string] };
}
