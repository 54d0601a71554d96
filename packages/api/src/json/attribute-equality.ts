/**
 * Whether two attribute values are the same value: dates and bytes by content, arrays by order, objects regardless of the order of their members and of members that
 * are `undefined`. `1` and `1n` differ. Values that are not attribute values are equal only to themselves.
 */
export function attributeValuesEqual(a: unknown, b: unknown): boolean {
  if (a === b) {
    return true;
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return false;
  }
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) {
    return false;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element: unknown, index) => attributeValuesEqual(element, b[index]));
  }
  if (a instanceof Date && b instanceof Date) {
    return a.getTime() === b.getTime();
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    return a.length === b.length && a.every((byte, index) => byte === b[index]);
  }
  return isPlain(a) && membersEqual(a, b);
}

function membersEqual(a: object, b: object): boolean {
  const names = definedNames(a);
  return (
    names.length === definedNames(b).length &&
    names.every((name) => Object.hasOwn(b, name) && attributeValuesEqual(Reflect.get(a, name), Reflect.get(b, name)))
  );
}

function definedNames(object: object): readonly string[] {
  return Object.keys(object).filter((name) => Reflect.get(object, name) !== undefined);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
