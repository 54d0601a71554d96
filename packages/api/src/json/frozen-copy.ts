/** A class whose constructor gives back the object it is handed: the private fields of a subclass become fields of that object. */
class Handed {
  constructor(object: object) {
    return object;
  }
}

/**
 * The mark of objects and arrays that were copied here and are frozen throughout: they never need to be copied, frozen or searched again.
 *
 * It is a private field, which nobody else can set, see or copy, on an object that is as plain as before. A `WeakSet` would say the same, but costs more than the copy itself.
 */
class FrozenThroughout extends Handed {
  readonly #mark = true;

  static has(object: object): boolean {
    return #mark in object && object.#mark;
  }
}

/**
 * Freezes an object or array that nobody else has seen.
 *
 * @param isThroughout whether all its parts are {@link isFrozenThroughout}: else dates or bytes are somewhere in it, which the language cannot freeze.
 */
export function freezeCopy<T extends object>(copy: T, isThroughout: boolean): Readonly<T> {
  if (isThroughout) {
    // Before it is frozen: a later version of the language may add no private fields to what is.
    new FrozenThroughout(copy);
  }
  return Object.freeze(copy);
}

/** Whether no part of a value can ever change, as far as is known: it is a scalar, or has passed {@link freezeCopy}. */
export function isFrozenThroughout(value: unknown): boolean {
  return typeof value !== 'object' || value === null || FrozenThroughout.has(value);
}
