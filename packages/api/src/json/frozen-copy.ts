/** A class whose constructor gives back the object it is handed: the private fields of a subclass become fields of that object. */
class Handed {
  constructor(object: object) {
    return object;
  }
}

/**
 * How much is known of a value for good, each more than the one before: that it may change (`open`), that no part of it can (`frozen`), that it is its own JSON encoding, too (`json`).
 *
 * Numbers, because of the parts of a whole the least counts.
 */
export const Known = { open: 0, frozen: 1, json: 2 } as const;
export type Known = (typeof Known)[keyof typeof Known];

/**
 * The mark of objects and arrays that were copied here and are frozen throughout: they never need to be copied, frozen or searched again.
 *
 * It is a private field, which nobody else can set, see or copy, on an object that is as plain as before. A `WeakSet` would say the same, but costs more than the copy itself.
 */
class FrozenThroughout extends Handed {
  readonly #known: Known;

  constructor(object: object, known: Known) {
    super(object);
    this.#known = known;
  }

  static knownOf(object: object): Known {
    return #known in object ? object.#known : Known.open;
  }
}

/**
 * Freezes an object or array that nobody else has seen.
 *
 * @param parts what is known of all its parts: the least that {@link knownOf} says of any.
 */
export function freezeCopy<T extends object>(copy: T, parts: Known): Readonly<T> {
  if (parts !== Known.open) {
    // Before it is frozen: a later version of the language may add no private fields to what is.
    new FrozenThroughout(copy, parts);
  }
  return Object.freeze(copy);
}

/** What is known of a value: of a scalar what it is, of an object what {@link freezeCopy} was told, of any other object nothing. */
export function knownOf(value: unknown): Known {
  if (typeof value === 'object' && value !== null) {
    return FrozenThroughout.knownOf(value);
  }
  return typeof value === 'bigint' ? Known.frozen : Known.json;
}

/** Whether no part of a value can ever change, as far as is known. */
export function isFrozenThroughout(value: unknown): boolean {
  return knownOf(value) !== Known.open;
}

/** What is known of a whole with one more part. */
export function knownWith(known: Known, part: Known): Known {
  return part < known ? part : known;
}
