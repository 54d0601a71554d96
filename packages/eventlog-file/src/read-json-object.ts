import { type JsonObject, unexpected } from '@millrace/api';

/** Reads an object out of parsed JSON. @throws InvalidValueError `ATTRIBUTE_INVALID` */
export function readJsonObject(value: unknown, path: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unexpected(value, path, 'an object');
  }
  // It was parsed from JSON, so everything in it is JSON.
  return value as JsonObject;
}
