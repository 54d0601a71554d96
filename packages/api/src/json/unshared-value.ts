import { type AttributeValue, copyAttributeValue } from './attribute-value.js';

/**
 * `value` as it may be handed to several readers: itself where the language has frozen all of it, else a copy, because dates and bytes cannot be frozen and a change made to them by one reader would
 * be seen by the others.
 */
export function unsharedValue(value: AttributeValue): AttributeValue {
  return holdsDateOrBytes(value) ? copyAttributeValue(value, 'value') : value;
}

/** Whether something in `value` cannot be frozen. */
export function holdsDateOrBytes(value: AttributeValue | undefined): boolean {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  return value instanceof Date || value instanceof Uint8Array || Object.values(value).some(holdsDateOrBytes);
}
