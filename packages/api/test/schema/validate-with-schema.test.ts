import { expect, test } from 'vitest';
import { z } from 'zod';
import { validateWithSchema } from '../../src/schema/validate-with-schema.js';
import { errorOf } from '../support/expect-error.js';

const refusal = { code: 'REVIEW_INVALID', what: 'a review', path: 'review' };

test('what the schema makes of the value is the result: defaults and conversions included', () => {
  const schema = z.object({ stars: z.coerce.number(), lang: z.string().default('en') });
  expect(validateWithSchema(schema, { stars: '5' }, refusal)).toEqual({ stars: 5, lang: 'en' });
});

test('the first issue gives the path, the message counts the others', () => {
  const schema = z.object({ items: z.array(z.object({ price: z.number() })), name: z.string() });
  const validate = () => validateWithSchema(schema, { items: [{ price: 1 }, { price: 'x' }] }, refusal);
  expect(errorOf(validate)).toEqual({ code: 'REVIEW_INVALID', path: 'review.items[1].price' });
  expect(validate).toThrow(/a review.*\(and 1 more\)/);
});

test('an issue about the whole value has the path of the value', () => {
  expect(errorOf(() => validateWithSchema(z.string(), 1, refusal)).path).toBe('review');
});

test('a schema that answers later is refused', () => {
  const schema = z.string().refine(async () => true);
  expect(errorOf(() => validateWithSchema(schema, 'a', refusal))).toEqual({ code: 'SCHEMA_ASYNC', path: 'review' });
});
