import { type Attributes, type AttributeValue, isAttributes, type JsonObject, type JsonValue } from '@millrace/api';

/** How much of an event's attributes is kept. 0 means no limit. */
export interface TruncationLimits {
  /** Characters (UTF-16 units) of a string, digits of a bigint, base64 characters of bytes. */
  readonly maxStringLength: number;
  readonly maxArrayElements: number;
  /** Levels of objects and arrays; the attributes themselves are level 1, elements that are objects share the level of their array. */
  readonly maxDepth: number;
}

export const noLimits: TruncationLimits = { maxStringLength: 0, maxArrayElements: 0, maxDepth: 0 };

/** What stands in the place of a value that was cut, and how much of it is missing. */
const marks = [
  ['truncatedString', 'omittedChars'],
  ['truncatedList', 'omittedElements'],
  ['truncatedObject', 'omittedFields'],
] as const;

/**
 * Cuts attributes to limits, so that one large event cannot flood a log. It works on values before they are encoded: an encoding cut in the middle could not be
 * read back.
 *
 * - A long string becomes `{"truncatedString": "first characters...", "omittedChars": n}`.
 * - A long array becomes `{"truncatedList": [first elements], "omittedElements": n}`; the dropped tail is not looked at.
 * - An object at the deepest level that holds objects or arrays becomes `{"truncatedObject": {its scalars}, "omittedFields": n}`; an array below that level
 *   that holds some becomes a `truncatedList` of its scalars.
 */
export class JsonTruncator {
  readonly #maxStringLength: number;
  readonly #maxArrayElements: number;
  readonly #maxDepth: number;

  constructor(limits: TruncationLimits) {
    this.#maxStringLength = limits.maxStringLength || Number.POSITIVE_INFINITY;
    this.#maxArrayElements = limits.maxArrayElements || Number.POSITIVE_INFINITY;
    this.#maxDepth = limits.maxDepth || Number.POSITIVE_INFINITY;
  }

  /** `attributes` cut to the limits; the very same object when nothing had to be cut. */
  truncate(attributes: Attributes): Attributes {
    // Nearly all attributes are small: to see that takes a fraction of the time to go through them piece by piece.
    return this.#isSmall(attributes, 1) ? attributes : this.#truncateObject(attributes, 1);
  }

  /** Whether a value is within the limits. Says no where that takes a closer look. */
  #isSmall(value: AttributeValue | undefined, depth: number): boolean {
    switch (typeof value) {
      case 'string':
        return value.length <= this.#maxStringLength;
      case 'bigint':
        return false;
      case 'object':
        return value === null || (depth <= this.#maxDepth && this.#hasSmallParts(value, depth));
      default:
        return true;
    }
  }

  #hasSmallParts(value: AttributeValue, depth: number): boolean {
    if (isArray(value)) {
      return value.length <= this.#maxArrayElements && this.#hasSmallElements(value, depth);
    }
    return isAttributes(value) && this.#hasSmallMembers(value, depth + 1);
  }

  #hasSmallElements(array: readonly AttributeValue[], depth: number): boolean {
    for (const element of array) {
      if (!this.#isSmall(element, isArray(element) ? depth + 1 : depth)) {
        return false;
      }
    }
    return true;
  }

  #hasSmallMembers(object: Attributes, depth: number): boolean {
    for (const name in object) {
      if (!this.#isSmall(object[name], depth)) {
        return false;
      }
    }
    return true;
  }

  #truncateValue(value: AttributeValue, depth: number): AttributeValue {
    if (Array.isArray(value)) {
      return this.#truncateArray(value, depth);
    }
    return isAttributes(value) ? this.#truncateObject(value, depth) : this.#truncateScalar(value);
  }

  #truncateObject(object: Attributes, depth: number): Attributes {
    if (depth >= this.#maxDepth) {
      return this.#keepScalarMembers(object);
    }
    const kept: [string, AttributeValue][] = [];
    let isCut = false;
    for (const [name, value] of membersOf(object)) {
      const truncated = this.#truncateValue(value, depth + 1);
      isCut ||= truncated !== value;
      kept.push([name, truncated]);
    }
    return isCut ? Object.fromEntries(kept) : object;
  }

  #keepScalarMembers(object: Attributes): Attributes {
    const members = membersOf(object);
    const scalars = members.filter(([, value]) => isScalar(value));
    const kept = scalars.map(([name, value]) => [name, this.#truncateScalar(value)] as const);
    if (scalars.length < members.length) {
      return { truncatedObject: Object.fromEntries(kept), omittedFields: members.length - scalars.length };
    }
    return kept.some(([, value], index) => value !== scalars[index]?.[1]) ? Object.fromEntries(kept) : object;
  }

  #truncateArray(array: readonly AttributeValue[], depth: number): AttributeValue {
    const head = array.length > this.#maxArrayElements ? array.slice(0, this.#maxArrayElements) : array;
    // Arrays of arrays are levels, too; without an end to them the limit would not bound anything.
    const reachable = depth > this.#maxDepth ? head.filter(isScalar) : head;
    const kept = reachable.map((element) => this.#truncateValue(element, Array.isArray(element) ? depth + 1 : depth));
    if (kept.length < array.length) {
      return { truncatedList: kept, omittedElements: array.length - kept.length };
    }
    return kept.some((element, index) => element !== array[index]) ? kept : array;
  }

  #truncateScalar(value: AttributeValue): AttributeValue {
    if (typeof value === 'string') {
      return this.#truncateText(value, value);
    }
    if (typeof value === 'bigint') {
      return this.#truncateText(value.toString(), value);
    }
    return value instanceof Uint8Array ? this.#truncateBytes(value) : value;
  }

  #truncateText(text: string, value: AttributeValue): AttributeValue {
    if (text.length <= this.#maxStringLength) {
      return value;
    }
    // Half of a surrogate pair is not a character.
    const length = splitsPair(text, this.#maxStringLength) ? this.#maxStringLength - 1 : this.#maxStringLength;
    return { truncatedString: `${text.slice(0, length)}...`, omittedChars: text.length - length };
  }

  #truncateBytes(bytes: Uint8Array): AttributeValue {
    const encodedLength = 4 * Math.ceil(bytes.length / 3);
    if (encodedLength <= this.#maxStringLength) {
      return bytes;
    }
    const head = Buffer.from(bytes.subarray(0, this.#maxStringLength))
      .toString('base64')
      .slice(0, this.#maxStringLength);
    return { truncatedString: `${head}...`, omittedChars: encodedLength - this.#maxStringLength };
  }
}

/** Whether anything in logged attributes stands for a value that was cut. */
export function hasTruncation(json: JsonValue): boolean {
  if (typeof json !== 'object' || json === null) {
    return false;
  }
  if (!isArray(json) && isMark(json)) {
    return true;
  }
  return Object.values<JsonValue>(json).some(hasTruncation);
}

function membersOf(object: Attributes): readonly (readonly [string, AttributeValue])[] {
  return Object.entries(object).filter((member): member is [string, AttributeValue] => member[1] !== undefined);
}

function isScalar(value: AttributeValue): boolean {
  return !Array.isArray(value) && !isAttributes(value);
}

function splitsPair(text: string, at: number): boolean {
  return isSurrogate(text, at - 1, 0xd800) && isSurrogate(text, at, 0xdc00);
}

function isSurrogate(text: string, at: number, first: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === first;
}

function isMark(json: JsonObject): boolean {
  return (
    Object.keys(json).length === 2 &&
    marks.some(([kept, omitted]) => Object.hasOwn(json, kept) && typeof json[omitted] === 'number')
  );
}

/** `Array.isArray` does not narrow read-only arrays out of a union. */
function isArray<T>(value: T): value is Extract<T, readonly unknown[]> {
  return Array.isArray(value);
}
