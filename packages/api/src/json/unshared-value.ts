import { type AttributeValue, copyAttributeValue } from './attribute-value.js';
import { isFrozenThroughout } from './frozen-copy.js';

/**
 * `value` as it may be handed to several readers: itself where all of it is frozen, else a copy, because dates and bytes cannot be frozen and a change made to them by one reader would be seen by the
 * others.
 */
export function unsharedValue(value: AttributeValue): AttributeValue {
  return isFrozenThroughout(value) ? value : copyAttributeValue(value, 'value');
}
