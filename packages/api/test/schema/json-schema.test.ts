import type { StandardSchemaV1 } from '@standard-schema/spec';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type JsonSchema, toJsonSchema } from '../../src/schema/json-schema.js';
import { errorOf } from '../support/expect-error.js';

const silent: StandardSchemaV1<unknown, string> = {
  '~standard': { version: 1, vendor: 'silent', validate: (value) => ({ value: String(value) }) },
};

test('a zod schema describes what it accepts, in draft 2020-12', () => {
  const schema = z.object({ city: z.string().describe('Where.'), days: z.number().int().default(3) });
  expect(toJsonSchema(schema)).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { city: { type: 'string', description: 'Where.' }, days: { type: 'integer', default: 3 } },
    required: ['city'],
  });
});

test('a JSON Schema passes through as a frozen copy', () => {
  const schema = { type: 'object', properties: { a: { enum: [1, 'x', null] } } } as const;
  const result = toJsonSchema(schema);
  expect(result).toEqual(schema);
  expect(Object.isFrozen(result['properties'])).toBe(true);
});

test('a property that has the name of a tag of the attribute encoding is left alone', () => {
  const schema = { properties: { $date: { type: 'string' } } };
  expect(toJsonSchema(schema)).toEqual(schema);
});

test('a validator that cannot describe itself is refused, and the error says what to do', () => {
  expect(errorOf(() => toJsonSchema(silent))).toEqual({ code: 'JSON_SCHEMA_UNAVAILABLE', path: 'schema' });
  expect(() => toJsonSchema(silent)).toThrow(/silent.*Pass the JSON Schema itself/);
});

test('a validator may be a function', () => {
  const callable = Object.assign(() => true, silent);
  expect(errorOf(() => toJsonSchema(callable)).code).toBe('JSON_SCHEMA_UNAVAILABLE');
});

test('a schema that JSON Schema cannot express is refused with the reason as cause', () => {
  expect(() => toJsonSchema(z.object({ when: z.date() }))).toThrow(
    expect.objectContaining({ code: 'JSON_SCHEMA_UNAVAILABLE', cause: expect.any(Error) }),
  );
});

test.each([[null], ['text'], [true], [[]], [1]])('%s is not a schema', (value) => {
  expect(errorOf(() => toJsonSchema(value as never as JsonSchema)).code).toBe('JSON_SCHEMA_INVALID');
});

test('a JSON Schema holds only JSON, and the error names what is not', () => {
  const schema = { properties: { n: { enum: [1, 2n] } } };
  expect(errorOf(() => toJsonSchema(schema as never as JsonSchema))).toEqual({
    code: 'VALUE_NOT_SERIALIZABLE',
    path: 'schema.properties.n.enum[1]',
  });
});
