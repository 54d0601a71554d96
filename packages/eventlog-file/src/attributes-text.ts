import { type Attributes, type AttributeValue, encodeAttributeValue, isAttributes } from '@millrace/api';
import { JsonTruncator, type TruncationLimits } from './json-truncator.js';

/** Writes attributes as JSON text, cut to limits. */
export class AttributesText {
  readonly #maxStringLength: number;
  readonly #maxArrayElements: number;
  readonly #maxDepth: number;
  readonly #truncator: JsonTruncator;
  #cuts = 0;

  constructor(limits: TruncationLimits) {
    this.#maxStringLength = limits.maxStringLength || Number.POSITIVE_INFINITY;
    this.#maxArrayElements = limits.maxArrayElements || Number.POSITIVE_INFINITY;
    this.#maxDepth = limits.maxDepth || Number.POSITIVE_INFINITY;
    this.#truncator = new JsonTruncator(limits);
  }

  /** How often something had to be cut. */
  get cuts(): number {
    return this.#cuts;
  }

  of(attributes: Attributes): string {
    // Nearly all attributes are plain and small: to see that takes a fraction of the time to make another form of them.
    if (this.#isPlainAndSmall(attributes, 1)) {
      return JSON.stringify(attributes);
    }
    const kept = this.#truncator.truncate(attributes);
    if (kept !== attributes) {
      this.#cuts++;
    }
    return JSON.stringify(encodeAttributeValue(kept));
  }

  /** Whether a value is within the limits and its own encoding. Says no where that takes a closer look. */
  #isPlainAndSmall(value: AttributeValue | undefined, depth: number): boolean {
    switch (typeof value) {
      case 'string':
        return value.length <= this.#maxStringLength;
      case 'bigint':
        return false;
      case 'object':
        return value === null || (depth <= this.#maxDepth && this.#holdsPlainAndSmall(value, depth));
      default:
        return true;
    }
  }

  #holdsPlainAndSmall(value: AttributeValue, depth: number): boolean {
    if (isArray(value)) {
      return value.length <= this.#maxArrayElements && this.#hasPlainAndSmallElements(value, depth);
    }
    return isAttributes(value) && this.#hasPlainAndSmallMembers(value, depth + 1);
  }

  #hasPlainAndSmallElements(array: readonly AttributeValue[], depth: number): boolean {
    for (const element of array) {
      if (!this.#isPlainAndSmall(element, isArray(element) ? depth + 1 : depth)) {
        return false;
      }
    }
    return true;
  }

  #hasPlainAndSmallMembers(object: Attributes, depth: number): boolean {
    for (const name in object) {
      // Alone, such a name would be read back as the tag of an encoded value.
      if (name.startsWith('$') || !this.#isPlainAndSmall(object[name], depth)) {
        return false;
      }
    }
    return true;
  }
}

/** `Array.isArray` does not narrow read-only arrays out of a union. */
function isArray(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value);
}
