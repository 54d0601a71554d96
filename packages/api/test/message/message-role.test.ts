import { expect, test } from 'vitest';
import { messageRoles, parseMessageRole } from '../../src/message/message-role.js';
import { errorOf } from '../support/expect-error.js';

test('there are four roles, each its own wire form', () => {
  expect(messageRoles).toEqual(['user', 'assistant', 'system', 'tool']);
  expect(messageRoles.map((role) => parseMessageRole(role))).toEqual(messageRoles);
});

test.each(['USER', 'function', '', null, undefined, 1])('%j is not a role', (value) => {
  expect(errorOf(() => parseMessageRole(value, 'messages[0].role'))).toEqual({
    code: 'MESSAGE_ROLE_INVALID',
    path: 'messages[0].role',
  });
});
