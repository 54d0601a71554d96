import { unexpected } from '../json/attribute-reader.js';

/**
 * A list of numbers, as services and JSON give them, as a vector.
 *
 * @throws InvalidValueError `ATTRIBUTE_INVALID` naming the index and type of the first element that is not a finite number of single precision.
 */
export function toFloat32Array(values: unknown, path = 'embedding'): Float32Array {
  if (values instanceof Float32Array) {
    return values;
  }
  if (!Array.isArray(values)) {
    throw unexpected(values, path, 'a list of numbers');
  }
  return Float32Array.from(values, (value: unknown, index) => {
    if (typeof value !== 'number' || !Number.isFinite(Math.fround(value))) {
      throw unexpected(value, `${path}[${index}]`, 'a finite number of single precision');
    }
    return value;
  });
}
