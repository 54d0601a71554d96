import { attributeText } from './attribute-text.js';
import type { AttributeValue } from './attribute-value.js';

// Conversions that lose nothing, for values whose writer was loose about types (a model, an environment variable). `undefined` when there is no such value.

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Text, or any other scalar as text. Null, lists, objects and bytes have none. */
export function toText(value: AttributeValue): string | undefined {
  const isScalar = value instanceof Date || typeof value !== 'object';
  return isScalar ? attributeText(value) : undefined;
}

/** A finite number, a bigint that is exactly a number, or decimal text. */
export function toNumber(value: AttributeValue): number | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : undefined;
  }
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isFinite(number) && BigInt(number) === value ? number : undefined;
  }
  const text = typeof value === 'string' ? value.trim() : '';
  const number = decimal.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** As {@link toNumber}, without fraction and small enough to be exact: `3`, `3.0`, `"3"`, `"3.0"`. */
export function toInteger(value: AttributeValue): number | undefined {
  const number = toNumber(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** A boolean, or `true` or `false` as text in any case. */
export function toBoolean(value: AttributeValue): boolean | undefined {
  if (typeof value === 'boolean') {
    return value;
  }
  const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return text === 'true' ? true : text === 'false' ? false : undefined;
}
