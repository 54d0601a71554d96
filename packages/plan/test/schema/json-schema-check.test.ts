import type { JsonSchema } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { JsonSchemaCheck } from '../../src/schema/json-schema-check.js';
import { errorOf } from '../support/expect-error.js';

const order: JsonSchema = {
  type: 'object',
  properties: {
    id: { type: 'string', minLength: 1 },
    items: { type: 'array', items: { $ref: '#/$defs/item' }, minItems: 1 },
    note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
  },
  required: ['id', 'items'],
  additionalProperties: false,
  $defs: { item: { type: 'object', properties: { price: { type: 'number', minimum: 0 } }, required: ['price'] } },
};

describe('JsonSchemaCheck', () => {
  test.each([[{ id: 'a', items: [{ price: 1 }] }], [{ id: 'a', items: [{ price: 0, more: 1 }], note: null }]])(
    '%j fits',
    (value) => {
      expect(new JsonSchemaCheck(order).find(value, 'order')).toBeUndefined();
    },
  );

  test.each([
    [5, 'order'],
    [{ id: 'a' }, 'order'],
    [{ id: '', items: [{ price: 1 }] }, 'order.id'],
    [{ id: 'a', items: [{ price: 1 }, { price: -1 }] }, 'order.items[1].price'],
    [{ id: 'a', items: [{}] }, 'order.items[0]'],
    [{ id: 'a', items: [{ price: 1 }], 'a/b~c d': 1 }, 'order.a/b~c d'],
    [{ id: 'a', items: [{ price: 1 }], note: 5 }, 'order.note'],
  ])('%j does not fit, at %s', (value, path) => {
    expect(new JsonSchemaCheck(order).find(value, 'order')?.path).toBe(path);
  });

  test('a schema is not changed by checking with it', () => {
    const before = JSON.stringify(order);
    new JsonSchemaCheck(order).find({}, 'order');
    expect(JSON.stringify(order)).toBe(before);
  });

  test('a schema that refers to nothing is refused', () => {
    const check = (): unknown => new JsonSchemaCheck({ $ref: '#/$defs/nowhere' }).find({}, 'value');
    expect(errorOf(check)).toMatchObject({ code: 'JSON_SCHEMA_INVALID' });
  });
});
