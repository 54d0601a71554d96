import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';
import { InvalidValueError } from '../errors.js';
import type { JsonObject } from '../json/attribute-codec.js';
import { type AttributeValue, copyAttributes, isAttributes, memberPath } from '../json/attribute-value.js';

/** A JSON Schema, draft 2020-12, whose root is an object (not `true` or `false`). */
export type JsonSchema = JsonObject;

const target = 'draft-2020-12';

/**
 * The JSON Schema of what a validator accepts: asked of the validator itself where it implements Standard JSON Schema (zod 4.2 and later), or the JSON Schema that
 * was passed.
 *
 * @throws InvalidValueError `JSON_SCHEMA_UNAVAILABLE` when the validator cannot tell, `JSON_SCHEMA_INVALID` when what was passed is neither.
 */
export function toJsonSchema(schema: StandardSchemaV1 | JsonSchema): JsonSchema {
  const standard = standardPropertiesOf(schema);
  if (standard === undefined) {
    return copyJsonSchema(schema, 'schema');
  }
  if (!hasJsonSchema(standard)) {
    throw unavailable(standard.vendor, 'cannot describe itself as JSON Schema');
  }
  let converted: Readonly<Record<string, unknown>>;
  try {
    converted = standard.jsonSchema.input({ target });
  } catch (cause) {
    throw unavailable(standard.vendor, 'holds something JSON Schema cannot express', cause);
  }
  return copyJsonSchema(converted, 'schema');
}

/**
 * A frozen copy of a JSON Schema given as an object.
 *
 * @throws InvalidValueError `JSON_SCHEMA_INVALID` when it is not an object, `VALUE_NOT_SERIALIZABLE` when it holds something that is not JSON; `path` names the part.
 */
export function copyJsonSchema(schema: unknown, path: string): JsonSchema {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    throw new InvalidValueError(
      'JSON_SCHEMA_INVALID',
      'A schema is neither a Standard Schema validator nor a JSON Schema object.',
      {
        path,
        hint: 'Pass a validator, or an object such as { type: "object", properties: {…} }.',
      },
    );
  }
  const copied = copyAttributes(schema, path);
  assertJson(copied, path);
  // Attributes without bigints, dates and bytes are a JSON object.
  return copied as JsonSchema;
}

type StandardProperties = StandardSchemaV1['~standard'];

function standardPropertiesOf(schema: unknown): StandardProperties | undefined {
  // Some validators are functions.
  const isValidator =
    (typeof schema === 'object' || typeof schema === 'function') && schema !== null && '~standard' in schema;
  return isValidator ? (schema as StandardSchemaV1)['~standard'] : undefined;
}

function hasJsonSchema(
  properties: StandardProperties,
): properties is StandardProperties & StandardJSONSchemaV1['~standard'] {
  return 'jsonSchema' in properties;
}

function assertJson(value: AttributeValue, path: string): void {
  if (typeof value === 'bigint' || value instanceof Date || value instanceof Uint8Array) {
    throw new InvalidValueError('VALUE_NOT_SERIALIZABLE', 'A JSON Schema holds a value that JSON does not have.', {
      path,
      hint: 'Write it as a number or a string.',
    });
  }
  if (Array.isArray(value)) {
    value.forEach((element: AttributeValue, index) => {
      assertJson(element, `${path}[${index}]`);
    });
  } else if (isAttributes(value)) {
    for (const [name, member] of Object.entries(value)) {
      assertJson(member ?? null, memberPath(path, name));
    }
  }
}

function unavailable(vendor: string, problem: string, cause?: unknown): InvalidValueError {
  return new InvalidValueError('JSON_SCHEMA_UNAVAILABLE', `The schema, made with ${vendor}, ${problem}.`, {
    path: 'schema',
    hint: 'Pass the JSON Schema itself, or a validator that implements Standard JSON Schema, such as zod 4.2 or later.',
    cause,
  });
}
