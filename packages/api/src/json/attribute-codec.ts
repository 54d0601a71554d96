import { InvalidValueError } from '../errors.js';
import { type AttributeValue, isAttributes, knownOfMember, setMember } from './attribute-value.js';
import { freezeCopy, Known, knownOf, knownWith } from './frozen-copy.js';

/** What `JSON.parse` returns and `JSON.stringify` takes. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** A JSON object. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/**
 * Attribute values as JSON, with their types kept: a bigint is `{"$bigint":"1"}`, a date `{"$date":"2026-01-01T00:00:00.000Z"}`, bytes
 * `{"$bytes":"base64"}`. A user's object that has exactly one of these names is wrapped in `{"$plain":{…}}`, so that it reads back as itself.
 *
 * What is known to be JSON already, because it was copied when it was sent or stored, is returned as it is.
 *
 * Law: `decodeAttributeValue(encodeAttributeValue(v))` equals `v` for every {@link AttributeValue}.
 */
export function encodeAttributeValue(value: AttributeValue): JsonValue {
  switch (typeof value) {
    case 'bigint':
      return { $bigint: value.toString() };
    case 'object':
      return value === null ? null : encodeObject(value);
    default:
      return value;
  }
}

/**
 * The inverse of {@link encodeAttributeValue}, for any JSON value.
 *
 * @throws InvalidValueError `VALUE_ENCODING_INVALID` for a tag whose content is not what the tag announces; `path` names it.
 */
export function decodeAttributeValue(json: JsonValue, path = 'value'): AttributeValue {
  if (typeof json !== 'object' || json === null) {
    return json;
  }
  if (isJsonArray(json)) {
    const elements = json.map((element, index) => decodeAttributeValue(element, `${path}[${index}]`));
    return freezeCopy(elements, elements.map(knownOf).reduce(knownWith, Known.json));
  }
  const tag = tagOf(json);
  return tag === undefined ? decodeMembers(json, path) : decodeTagged(tag, json[tag], path);
}

const tags = ['$bigint', '$date', '$bytes', '$plain'] as const;
type Tag = (typeof tags)[number];

function encodeObject(value: object & AttributeValue): JsonValue {
  if (knownOf(value) === Known.json) {
    return value as JsonValue;
  }
  if (Array.isArray(value)) {
    return value.map((element: AttributeValue) => encodeAttributeValue(element));
  }
  if (value instanceof Date) {
    return { $date: value.toISOString() };
  }
  if (value instanceof Uint8Array) {
    return { $bytes: encodeBase64(value) };
  }
  if (!isAttributes(value)) {
    return null;
  }
  const encoded: { [name: string]: JsonValue } = {};
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (member !== undefined) {
      setMember(encoded, name, encodeAttributeValue(member));
    }
  }
  return tagOf(encoded) === undefined ? encoded : { $plain: encoded };
}

function decodeTagged(tag: Tag, content: JsonValue | undefined, path: string): AttributeValue {
  if (tag === '$plain') {
    if (typeof content === 'object' && content !== null && !isJsonArray(content)) {
      return decodeMembers(content, path);
    }
    throw misencoded(tag, path);
  }
  if (typeof content !== 'string') {
    throw misencoded(tag, path);
  }
  switch (tag) {
    case '$bigint':
      if (!/^-?\d+$/.test(content)) {
        throw misencoded(tag, path);
      }
      return BigInt(content);
    case '$date': {
      const date = new Date(content);
      if (Number.isNaN(date.getTime())) {
        throw misencoded(tag, path);
      }
      return date;
    }
    case '$bytes':
      return decodeBase64(content, path);
  }
}

function decodeMembers(json: JsonObject, path: string): AttributeValue {
  const decoded: { [name: string]: AttributeValue } = {};
  let known: Known = Known.json;
  for (const name of Object.keys(json)) {
    const member = json[name];
    if (member !== undefined) {
      const value = decodeAttributeValue(member, `${path}.${name}`);
      known = knownWith(known, knownOfMember(name, value));
      setMember(decoded, name, value);
    }
  }
  return freezeCopy(decoded, known);
}

function tagOf(json: JsonObject): Tag | undefined {
  const names = Object.keys(json);
  return names.length === 1 ? tags.find((tag) => tag === names[0]) : undefined;
}

/** `Array.isArray` does not narrow read-only arrays out of a union. */
function isJsonArray(json: JsonValue): json is readonly JsonValue[] {
  return Array.isArray(json);
}

function encodeBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary);
}

function decodeBase64(text: string, path: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw misencoded('$bytes', path, cause);
  }
}

function misencoded(tag: Tag, path: string, cause?: unknown): InvalidValueError {
  return new InvalidValueError('VALUE_ENCODING_INVALID', `The content of ${tag} is not what the tag announces.`, {
    path,
    hint: 'Wrap a plain object that happens to have this name as {"$plain": {…}}.',
    cause,
  });
}
