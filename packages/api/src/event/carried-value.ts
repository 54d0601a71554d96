import { unexpected } from '../json/attribute-reader.js';
import type { AttributeValue } from '../json/attribute-value.js';

/**
 * The value an event of one value carries. Whether it can be sent is checked when the event is.
 *
 * @throws InvalidValueError `ATTRIBUTE_INVALID` for `undefined`, which would leave an event without its value.
 */
export function carriedValue(name: string, value: unknown): AttributeValue {
  if (value === undefined) {
    throw unexpected(value, `attributes.${name}`, 'a value');
  }
  return value as AttributeValue;
}
