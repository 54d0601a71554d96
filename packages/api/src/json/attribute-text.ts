import { encodeAttributeValue } from './attribute-codec.js';
import { type AttributeValue, nameOf } from './attribute-value.js';

/**
 * An attribute value as people and models read it: text as it is, numbers and bigints as digits, dates as ISO 8601, everything else as JSON. Not a wire form: types
 * are lost.
 */
export function attributeText(value: AttributeValue): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value instanceof Date) {
    return value.toISOString();
  }
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value, plain);
}

/** An attribute value for an error message: short, with its kind visible. */
export function describeValue(value: AttributeValue): string {
  if (value === null || value instanceof Date || typeof value !== 'object') {
    return typeof value === 'string' ? JSON.stringify(cut(value)) : attributeText(value);
  }
  return nameOf(value);
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** What `JSON.stringify` cannot write, or would write as an index of bytes. Dates were made text before it is asked. */
function plain(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') {
    return value.toString();
  }
  return value instanceof Uint8Array ? encodeAttributeValue(value) : value;
}
