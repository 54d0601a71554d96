import { InvalidValueError } from '../errors.js';

/** The kinds of resources an agent can have. */
export type ResourceType =
  | 'chat_model'
  | 'chat_model_connection'
  | 'embedding_model'
  | 'embedding_model_connection'
  | 'vector_store'
  | 'prompt'
  | 'tool'
  | 'mcp_server';

export const resourceTypes: readonly ResourceType[] = [
  'chat_model',
  'chat_model_connection',
  'embedding_model',
  'embedding_model_connection',
  'vector_store',
  'prompt',
  'tool',
  'mcp_server',
];

/** @throws InvalidValueError `RESOURCE_TYPE_INVALID` unless `value` is a resource type. */
export function parseResourceType(value: unknown, path = 'type'): ResourceType {
  const type = resourceTypes.find((candidate) => candidate === value);
  if (type === undefined) {
    throw new InvalidValueError('RESOURCE_TYPE_INVALID', `${JSON.stringify(value)} is not a resource type.`, {
      path,
      hint: `Use one of ${resourceTypes.join(', ')}.`,
    });
  }
  return type;
}
