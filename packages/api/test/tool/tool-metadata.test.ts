import { describe, expect, test } from 'vitest';
import { ToolMetadata } from '../../src/tool/tool-metadata.js';
import { errorOf } from '../support/expect-error.js';

const inputSchema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] } as const;
const metadata = new ToolMetadata({ name: 'add', description: 'Adds.', inputSchema });

describe('ToolMetadata', () => {
  test('is written with the schema as JSON text', () => {
    expect(metadata.toJSON()).toEqual({ name: 'add', description: 'Adds.', inputSchema: JSON.stringify(inputSchema) });
  });

  test('reads back as an equal description, from text or from an object', () => {
    expect(ToolMetadata.fromJson(metadata.toJSON()).equals(metadata)).toBe(true);
    expect(ToolMetadata.fromJson({ name: 'add', description: 'Adds.', inputSchema }).equals(metadata)).toBe(true);
  });

  test('members of other systems are ignored', () => {
    expect(ToolMetadata.fromJson({ ...metadata.toJSON(), annotations: {} }).equals(metadata)).toBe(true);
  });

  test('differs from one with another name, description or schema', () => {
    const { name, description } = metadata;
    expect(metadata.equals(new ToolMetadata({ name: 'sub', description, inputSchema }))).toBe(false);
    expect(metadata.equals(new ToolMetadata({ name, description: '', inputSchema }))).toBe(false);
    expect(metadata.equals(new ToolMetadata({ name, description, inputSchema: {} }))).toBe(false);
  });

  test('does not change', () => {
    expect([metadata, metadata.inputSchema, metadata.inputSchema['required']].every(Object.isFrozen)).toBe(true);
  });

  test.each([
    ['no name', { description: '', inputSchema }, 'ATTRIBUTE_INVALID', 't.name'],
    ['no description', { name: 'add', inputSchema }, 'ATTRIBUTE_INVALID', 't.description'],
    ['no schema', { name: 'add', description: '' }, 'JSON_SCHEMA_INVALID', 't.inputSchema'],
    [
      'a schema that is broken text',
      { name: 'add', description: '', inputSchema: '{' },
      'JSON_SCHEMA_INVALID',
      't.inputSchema',
    ],
    [
      'a schema that is a list',
      { name: 'add', description: '', inputSchema: '[]' },
      'JSON_SCHEMA_INVALID',
      't.inputSchema',
    ],
  ])('%s is refused by its path', (_, json, code, path) => {
    expect(errorOf(() => ToolMetadata.fromJson(json, 't'))).toEqual({ code, path });
  });
});
