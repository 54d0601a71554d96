import { type AttributeValue, copyAttributeValue } from './attribute-value.js';
import { isFrozenThroughout } from './frozen-copy.js';

/**
 * `value` as it may be handed to several readers: itself where the language can freeze all of it, else a copy, because dates and bytes cannot be frozen and a change made to them by one reader would
 * be seen by the others.
 */
export function unsharedValue(value: AttributeValue): AttributeValue {
  return holdsDateOrBytes(value) ? copyAttributeValue(value, 'value') : value;
}

function holdsDateOrBytes(value: AttributeValue | undefined): boolean {
  if (typeof value !== 'object' || value === null || isFrozenThroughout(value)) {
    return false;
  }
  return value instanceof Date || value instanceof Uint8Array || Object.values(value).some(holdsDateOrBytes);
}
