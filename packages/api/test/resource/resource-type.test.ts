import { expect, test } from 'vitest';
import { parseResourceType, resourceTypes } from '../../src/resource/resource-type.js';
import { errorOf } from '../support/expect-error.js';

test('there are eight types of resources, each its own wire form', () => {
  expect(resourceTypes).toEqual([
    'chat_model',
    'chat_model_connection',
    'embedding_model',
    'embedding_model_connection',
    'vector_store',
    'prompt',
    'tool',
    'mcp_server',
  ]);
  expect(resourceTypes.map((type) => parseResourceType(type))).toEqual(resourceTypes);
});

test.each(['TOOL', 'skills', '', null])('%j is not a type of resource', (value) => {
  expect(errorOf(() => parseResourceType(value, 'resources[0].type'))).toEqual({
    code: 'RESOURCE_TYPE_INVALID',
    path: 'resources[0].type',
  });
});
