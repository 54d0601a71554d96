import type { StandardSchemaV1 } from '@standard-schema/spec';
import { expect, test } from 'vitest';
import { validateRecord } from '../../src/source/validate-record.js';
import { thrownBy } from '../support/failure-of.js';

/** A schema that answers as it is told. */
function schemaOf(
  validate: (value: unknown) => StandardSchemaV1.Result<number> | Promise<StandardSchemaV1.Result<number>>,
): StandardSchemaV1<unknown, number> {
  return { '~standard': { version: 1, vendor: 'test', validate } };
}

function refusal(...issues: readonly StandardSchemaV1.Issue[]): StandardSchemaV1<unknown, number> {
  return schemaOf(() => ({ issues }));
}

test('a record is what the schema makes of it', () => {
  expect(
    validateRecord(
      schemaOf((value) => ({ value: Number(value) })),
      '7',
    ),
  ).toEqual({ value: 7 });
});

test('a refusal names the place of each problem, however the schema writes paths', () => {
  const schema = refusal({ message: 'too small', path: ['items', 0, { key: 'price' }] }, { message: 'not today' });
  expect(validateRecord(schema, {})).toEqual({
    reason: 'not what the schema asks for: items.0.price: too small; not today',
  });
});

test('a refusal for many reasons tells three and counts the others', () => {
  const issues = ['a', 'b', 'c', 'd', 'e'].map((message) => ({ message }));
  expect(validateRecord(refusal(...issues), {})).toEqual({
    reason: 'not what the schema asks for: a; b; c; and 2 more',
  });
});

test('a schema that answers asynchronously is refused, whatever becomes of its answer', async () => {
  const answers = [async () => ({ value: 1 }), async () => Promise.reject(new Error('too late'))];
  for (const answer of answers) {
    expect(thrownBy(() => validateRecord(schemaOf(answer), 1))).toMatchObject({ code: 'SCHEMA_ASYNC', path: 'schema' });
  }
});

test('what a schema throws is no fault of the record', () => {
  const broken = schemaOf(() => {
    throw new Error('a mistake');
  });
  expect(() => validateRecord(broken, 1)).toThrow('a mistake');
});
