import { InvalidValueError } from '../errors.js';

/** Who speaks: the person, the model, the instructions, or a tool that the model called. */
export type MessageRole = 'user' | 'assistant' | 'system' | 'tool';

export const messageRoles: readonly MessageRole[] = ['user', 'assistant', 'system', 'tool'];

/** @throws InvalidValueError `MESSAGE_ROLE_INVALID` unless `value` is a role, in lower case. */
export function parseMessageRole(value: unknown, path = 'role'): MessageRole {
  const role = messageRoles.find((candidate) => candidate === value);
  if (role === undefined) {
    throw new InvalidValueError('MESSAGE_ROLE_INVALID', `${JSON.stringify(value)} is not a message role.`, {
      path,
      hint: `Use one of ${messageRoles.join(', ')}.`,
    });
  }
  return role;
}
