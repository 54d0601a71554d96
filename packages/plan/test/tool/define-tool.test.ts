import { ToolParameters } from '@millrace/api';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { defineTool } from '../../src/index.js';
import { callOptions } from '../support/call-options.js';
import { errorOf } from '../support/expect-error.js';

const calculate = defineTool({
  name: 'calculate',
  description: 'Calculates.',
  parameters: z.object({
    a: z.number().describe('first'),
    b: z.number(),
    operation: z.enum(['add', 'divide']).default('add'),
  }),
  call: ({ a, b, operation }) => {
    expectTypeOf(operation).toEqualTypeOf<'add' | 'divide'>();
    if (operation === 'add') {
      return a + b;
    }
    if (b === 0) {
      throw new RangeError('Cannot divide by zero.');
    }
    return a / b;
  },
});

const call = (tool: typeof calculate, args: Record<string, unknown>) =>
  tool.call(new ToolParameters(args as Record<string, never>), callOptions());

describe('a tool of a validator', () => {
  test('tells models its name, its description and the JSON Schema of its arguments', () => {
    expect(calculate.toolType).toBe('function');
    expect(calculate.metadata).toMatchObject({
      name: 'calculate',
      description: 'Calculates.',
      inputSchema: {
        type: 'object',
        properties: {
          a: { type: 'number', description: 'first' },
          b: { type: 'number' },
          operation: { default: 'add' },
        },
        required: ['a', 'b'],
      },
    });
  });

  test('is called with what the validator makes of the arguments, defaults included', async () => {
    expect(await call(calculate, { a: 1, b: 2 })).toMatchObject({ isSuccess: true, result: 3, toolName: 'calculate' });
    expect(await call(calculate, { a: 10, b: 4, operation: 'divide' })).toMatchObject({ isSuccess: true, result: 2.5 });
  });

  test('answers with the real message of what its function throws', async () => {
    expect(await call(calculate, { a: 1, b: 0, operation: 'divide' })).toMatchObject({
      isSuccess: false,
      error: 'Cannot divide by zero.',
      result: null,
    });
  });

  test('answers with an error that names the argument which does not fit', async () => {
    expect((await call(calculate, { a: 1, b: 'two' })).error).toMatch(/arguments\.b/);
    expect((await call(calculate, { a: 1 })).error).toMatch(/arguments\.b/);
    expect((await call(calculate, { a: 1, b: 2, operation: 'multiply' })).error).toMatch(/arguments\.operation/);
  });

  test('converts arguments the way the validator does', async () => {
    const tool = defineTool({
      name: 't',
      description: '',
      parameters: z.object({ n: z.coerce.number(), tags: z.array(z.string()).optional() }),
      call: ({ n, tags }) => [n, tags?.length ?? -1],
    });
    expect((await call(tool, { n: '3' })).result).toEqual([3, -1]);
    expect((await call(tool, { n: 4, tags: ['x'] })).result).toEqual([4, 1]);
  });

  test('may have asynchronous checks and an asynchronous function', async () => {
    const tool = defineTool({
      name: 't',
      description: '',
      parameters: z.object({ n: z.number().refine(async (n) => n > 0, 'must be positive') }),
      call: async ({ n }) => n * 2,
    });
    expect((await call(tool, { n: 2 })).result).toBe(4);
    expect((await call(tool, { n: -2 })).error).toContain('must be positive');
  });
});

describe('a tool of a JSON Schema', () => {
  const weather = defineTool({
    name: 'weather',
    description: 'The weather.',
    parameters: {
      type: 'object',
      properties: {
        city: { type: 'string' },
        days: { type: 'integer', default: 1 },
        options: { type: 'object', properties: { unit: { enum: ['C', 'F'] } } },
      },
      required: ['city'],
      additionalProperties: false,
    },
    call: ({ city, days, options }) => ({ city, days, options: options ?? null }),
  });

  test('is called with its arguments, absent ones having the default of their property', async () => {
    expect((await call(weather, { city: 'Rome' })).result).toEqual({ city: 'Rome', days: 1, options: null });
    expect((await call(weather, { city: 'Rome', days: 3 })).result).toMatchObject({ days: 3 });
  });

  test.each([
    [{}, 'city'],
    [{ city: 5 }, 'arguments.city'],
    [{ city: 'Rome', days: 1.5 }, 'arguments.days'],
    [{ city: 'Rome', options: { unit: 'K' } }, 'arguments.options.unit'],
    [{ city: 'Rome', wind: true }, 'arguments.wind'],
  ])('answers %j with an error that names what does not fit', async (args, name) => {
    const response = await call(weather, args);
    expect(response.isSuccess).toBe(false);
    expect(response.error).toContain(name);
  });

  test('answers with an error when its schema cannot be used', async () => {
    const read = defineTool({ name: 't', description: '', parameters: { type: 'object' }, call: () => 1 });
    expect((await call(read, {})).result).toBe(1);
    const parameters = { type: 'object', properties: { a: { $ref: '#/nowhere' } } } as const;
    const broken = defineTool({ name: 't', description: '', parameters, call: () => 1 });
    expect((await call(broken, { a: 1 })).error).toContain('JSON Schema');
  });
});

test('a tool that returns nothing succeeds with null', async () => {
  const tool = defineTool({ name: 't', description: '', parameters: { type: 'object' }, call: () => undefined });
  expect(await call(tool, {})).toMatchObject({ isSuccess: true, result: null });
});

test('a tool that returns something that cannot be sent answers with an error that says where', async () => {
  const tool = defineTool({ name: 't', description: '', parameters: { type: 'object' }, call: () => ({ f: () => 1 }) });
  expect((await call(tool, {})).error).toContain('result.f');
});

test('a tool is handed the signal and the idempotency key of its call', async () => {
  const tool = defineTool({
    name: 't',
    description: '',
    parameters: { type: 'object' },
    call: (_args, { signal, idempotencyKey }) => [signal.aborted, idempotencyKey],
  });
  expect((await call(tool, {})).result).toEqual([false, 'call-1']);
});

test('a validator that cannot describe itself as JSON Schema is refused', () => {
  const parameters = z.object({ at: z.date() });
  expect(errorOf(() => defineTool({ name: 't', description: '', parameters, call: () => 1 })).code).toBe(
    'JSON_SCHEMA_UNAVAILABLE',
  );
});

test('a tool without a name is refused', () => {
  expect(errorOf(() => defineTool({ name: '', description: '', parameters: {}, call: () => 1 })).code).toBe(
    'ATTRIBUTE_INVALID',
  );
});
