import { type AttributeValue, isAttributes } from '@millrace/api';

/** A value as the CEL library represents it: int64 is `bigint`, double is `number`, a map is a `Map` (so that no member name has a meaning of its own). */
export type CelValue =
  | null
  | boolean
  | string
  | bigint
  | number
  | Date
  | Uint8Array
  | readonly CelValue[]
  | ReadonlyMap<string, CelValue>;

const int64End = 2 ** 63;

/** Numbers without fraction become int64, other numbers and integers beyond int64 become double; CEL compares the two by value. */
export function toCelValue(value: AttributeValue): CelValue {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) && value >= -int64End && value < int64End ? BigInt(value) : value;
    case 'bigint':
      return BigInt.asIntN(64, value) === value ? value : Number(value);
    case 'object':
      return value === null ? null : toCelObject(value);
    default:
      return value;
  }
}

function toCelObject(value: AttributeValue & object): CelValue {
  if (isArray(value)) {
    return value.map(toCelValue);
  }
  if (!isAttributes(value)) {
    return value;
  }
  const converted = new Map<string, CelValue>();
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (member !== undefined) {
      converted.set(name, toCelValue(member));
    }
  }
  return converted;
}

/** `Array.isArray` does not narrow read-only arrays out of a union. */
function isArray(value: AttributeValue & object): value is readonly AttributeValue[] {
  return Array.isArray(value);
}
