import {
  type AttributeValue,
  decodeAttributeValue,
  encodeAttributeValue,
  type JsonObject,
  type JsonValue,
} from '@millrace/api';

/** Up to so many names are sorted where they are. */
const fewNames = 16;

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
  for (const name of sortedNames(json)) {
    text += `${text === '{' ? '' : ','}${JSON.stringify(name)}:${textOf(json[name] ?? null)}`;
  }
  return `${text}}`;
}

/** Objects have few members, and `sort` takes two kilobytes of memory for the smallest of arrays. */
function sortedNames(object: JsonObject): readonly string[] {
  const names = Object.keys(object);
  if (names.length > fewNames) {
    return names.sort();
  }
  for (let sorted = 1; sorted < names.length; sorted++) {
    const name = names[sorted] ?? '';
    let place = sorted;
    for (let before = names[place - 1]; before !== undefined && before > name; before = names[place - 1]) {
      names[place--] = before;
    }
    names[place] = name;
  }
  return names;
}

/** `Array.isArray` does not narrow read-only arrays out of a union. */
function isArray(json: JsonValue): json is readonly JsonValue[] {
  return Array.isArray(json);
}
