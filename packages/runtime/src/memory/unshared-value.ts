import { type AttributeValue, copyAttributeValue } from '@millrace/api';

/**
 * `value` as it may be handed out of memory: itself where the language has frozen all of it, else a copy, because dates and bytes cannot be frozen and a change made to
 * them would change the memory without anybody's commit.
 */
export function unsharedValue(value: AttributeValue): AttributeValue {
  return hasDateOrBytes(value) ? copyAttributeValue(value, 'value') : value;
}

function hasDateOrBytes(value: AttributeValue | undefined): boolean {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  return value instanceof Date || value instanceof Uint8Array || Object.values(value).some(hasDateOrBytes);
}
