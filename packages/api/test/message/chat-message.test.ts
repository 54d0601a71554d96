import { describe, expect, test } from 'vitest';
import { ChatMessage } from '../../src/message/chat-message.js';
import { messageRoles } from '../../src/message/message-role.js';
import { errorOf } from '../support/expect-error.js';

const call = { id: 'c1', name: 'add', arguments: { a: 1 } };

describe('a chat message', () => {
  test('is an empty system message unless it says otherwise', () => {
    const { role, content, toolCalls, extraArgs } = new ChatMessage();
    expect([role, content, toolCalls, extraArgs]).toEqual(['system', '', [], {}]);
  });

  test('can be made for every role', () => {
    const made = [
      ChatMessage.user('a'),
      ChatMessage.assistant('a', [call]),
      ChatMessage.system('a'),
      ChatMessage.tool('a', { externalId: 'p1' }),
    ];
    expect(made.map(({ role }) => role)).toEqual(messageRoles);
    expect(made.every(({ content }) => content === 'a')).toBe(true);
    expect([made[1]?.toolCalls, made[3]?.extraArgs]).toEqual([[call], { externalId: 'p1' }]);
  });

  test('does not change, neither by itself nor through what it was made of', () => {
    const extraArgs = { list: [1] };
    const calls = [{ ...call, arguments: { a: [1] } }];
    const message = ChatMessage.assistant('a', calls, extraArgs);
    extraArgs.list.push(2);
    calls[0]?.arguments.a.push(2);
    calls.pop();
    expect([message.extraArgs, message.toolCalls]).toEqual([{ list: [1] }, [{ ...call, arguments: { a: [1] } }]]);
    expect([message, message.toolCalls, message.toolCalls[0], message.extraArgs].every(Object.isFrozen)).toBe(true);
  });

  test('gives a changed copy and stays as it is', () => {
    const message = ChatMessage.user('a', { x: 1 });
    const changed = message.with({ role: 'system', content: 'b' });
    expect([changed.role, changed.content, changed.extraArgs]).toEqual(['system', 'b', { x: 1 }]);
    expect([message.role, message.content]).toEqual(['user', 'a']);
  });

  test('equals a message with the same parts, whatever the order of their members', () => {
    const message = ChatMessage.assistant('a', [call], { x: 1, y: new Date(0) });
    expect(message.equals(ChatMessage.assistant('a', [{ ...call }], { y: new Date(0), x: 1 }))).toBe(true);
    expect(message.equals(message.with({ role: 'user' }))).toBe(false);
    expect(message.equals(message.with({ content: 'b' }))).toBe(false);
    expect(message.equals(message.with({ toolCalls: [] }))).toBe(false);
    expect(message.equals(message.with({ extraArgs: { x: 1 } }))).toBe(false);
  });

  test('is written for people as role and content', () => {
    expect(String(ChatMessage.assistant('hi'))).toBe('assistant: hi');
  });

  test.each([
    ['a role nobody has', { role: 'robot' }, 'role'],
    ['content that is no text', { content: 1 }, 'content'],
    ['extra arguments that cannot be sent', { extraArgs: { f: () => 1 } }, 'extraArgs.f'],
    ['a tool call without name', { toolCalls: [call, { id: 'c2', arguments: {} }] }, 'toolCalls[1].name'],
    [
      'tool arguments that cannot be sent',
      { toolCalls: [{ ...call, arguments: { n: Number.NaN } }] },
      'toolCalls[0].arguments.n',
    ],
  ])('refuses %s', (_, init, path) => {
    expect(errorOf(() => new ChatMessage(init as never)).path).toBe(path);
  });
});

describe('the wire form of a chat message', () => {
  test('has four members, and the lower-case role', () => {
    expect(ChatMessage.assistant('hi', [call], { k: 'v' }).toJSON()).toEqual({
      role: 'assistant',
      content: 'hi',
      tool_calls: [call],
      extra_args: { k: 'v' },
    });
  });

  test('reads back as an equal message', () => {
    const message = ChatMessage.assistant('hi', [{ ...call, originalId: 'p1' }], { k: [1n, new Date(0)] });
    expect(ChatMessage.fromJson(message.toJSON()).equals(message)).toBe(true);
  });

  test('may leave out everything but the role', () => {
    expect(ChatMessage.fromJson({ role: 'user' }).equals(ChatMessage.user(''))).toBe(true);
    expect(ChatMessage.fromJson({ role: 'user', content: null, tool_calls: null, extra_args: null }).content).toBe('');
  });

  test.each([
    ['text', 'hi', 'ATTRIBUTE_INVALID', 'm'],
    ['a message without role', {}, 'MESSAGE_ROLE_INVALID', 'm.role'],
    ['a role in upper case', { role: 'USER' }, 'MESSAGE_ROLE_INVALID', 'm.role'],
    ['content that is a list', { role: 'user', content: [] }, 'ATTRIBUTE_INVALID', 'm.content'],
    ['a broken tool call', { role: 'user', tool_calls: [{ id: 'c1' }] }, 'ATTRIBUTE_INVALID', 'm.tool_calls[0].name'],
    ['extra arguments that are text', { role: 'user', extra_args: 'x' }, 'ATTRIBUTE_INVALID', 'm.extra_args'],
    ['a member in camel case', { role: 'user', toolCalls: [] }, 'ATTRIBUTE_UNKNOWN', 'm.toolCalls'],
  ])('%s is refused by its path', (_, json, code, path) => {
    expect(errorOf(() => ChatMessage.fromJson(json, 'm'))).toEqual({ code, path });
  });
});

test('the first system message of a conversation is found, or -1', () => {
  const [user, system] = [ChatMessage.user('u'), ChatMessage.system('s')];
  expect(ChatMessage.findFirstSystemMessage([user, system, system])).toBe(1);
  expect(ChatMessage.findFirstSystemMessage([user])).toBe(-1);
});
