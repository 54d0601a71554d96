import { type AttributeValue, decodeAttributeValue, encodeAttributeValue, type JsonValue } from '@millrace/api';

/**
 * A value as JSON text with its types encoded. Inside the binary records of journal and checkpoint values stay text, because text keeps what binary encodings of JavaScript
 * values lose: lone surrogates, bigints of any size, the name `__proto__`.
 */
export function valueToText(value: AttributeValue): string {
  return JSON.stringify(encodeAttributeValue(value));
}

/** The inverse of {@link valueToText}: frozen. */
export function textToValue(text: string): AttributeValue {
  return decodeAttributeValue(JSON.parse(text) as JsonValue);
}

/** Equal text for values that are equal, whatever the order of their fields: for digests. */
export function canonicalText(value: AttributeValue): string {
  return textOf(encodeAttributeValue(value));
}

function textOf(json: JsonValue): string {
  if (typeof json !== 'object' || json === null) {
    return typeof json === 'string' ? JSON.stringify(json) : String(json);
  }
  if (isArray(json)) {
    return `[${json.map(textOf).join(',')}]`;
  }
  let text = '{';
  for (const name of Object.keys(json).sort()) {
    text += `${text === '{' ? '' : ','}${JSON.stringify(name)}:${textOf(json[name] ?? null)}`;
  }
  return `${text}}`;
}

/** `Array.isArray` does not narrow read-only arrays out of a union. */
function isArray(json: JsonValue): json is readonly JsonValue[] {
  return Array.isArray(json);
}
