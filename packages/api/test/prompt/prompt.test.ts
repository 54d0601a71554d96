import { describe, expect, test } from 'vitest';
import { ChatMessage } from '../../src/message/chat-message.js';
import { LocalPrompt, Prompt } from '../../src/prompt/prompt.js';
import { errorOf } from '../support/expect-error.js';

const text = Prompt.fromText('{name} is {age} years old.');
const conversation = Prompt.fromMessages([
  ChatMessage.system('You help {who}.'),
  ChatMessage.user('I am {who}.'),
  ChatMessage.assistant('Hello {who}!'),
  ChatMessage.user('{question}'),
]);

describe('a prompt of one text', () => {
  test('is formatted as text', async () => {
    expect(await text.formatText({ name: 'Ada', age: 36 })).toBe('Ada is 36 years old.');
  });

  test('is formatted as one message of the given role', async () => {
    const messages = await text.formatMessages('system', { name: 'Ada', age: 36 });
    expect(messages.map(String)).toEqual(['system: Ada is 36 years old.']);
  });

  test('may be empty', async () => {
    expect(await Prompt.fromText('').formatText({})).toBe('');
    expect((await Prompt.fromText('').formatMessages('user', {})).map(String)).toEqual(['user: ']);
  });
});

describe('a prompt of messages', () => {
  test('is formatted as lines of role and content', async () => {
    expect(await conversation.formatText({ who: 'Ada', question: 'why?' })).toBe(
      'system: You help Ada.\nuser: I am Ada.\nassistant: Hello Ada!\nuser: why?',
    );
  });

  test('keeps the roles of its messages, whatever the default role', async () => {
    const messages = await conversation.formatMessages('tool', { who: 'Ada' });
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    expect(messages[3]?.content).toBe('{question}');
  });

  test('keeps tool calls and extra arguments', async () => {
    const template = ChatMessage.assistant('{x}', [{ id: 'c1', name: 'add', arguments: {} }], { k: 'v' });
    const [message] = await Prompt.fromMessages([template]).formatMessages('user', { x: 1 });
    expect(message?.equals(template.with({ content: '1' }))).toBe(true);
  });

  test('needs at least one', () => {
    expect(errorOf(() => Prompt.fromMessages([]))).toEqual({ code: 'PROMPT_EMPTY', path: 'template' });
  });
});

describe('substitution', () => {
  test.each([
    ['a placeholder without variable stays', '{a} {b}', { a: 1 }, '1 {b}'],
    ['variables without placeholder are ignored', '{a}', { a: 1, b: 2 }, '1'],
    ['null becomes nothing', '[{a}]', { a: null }, '[]'],
    ['undefined is no variable', '{a}', { a: undefined }, '{a}'],
    ['the inner of two braces is the placeholder', '{{a}}', { a: 'x' }, '{x}'],
    ['replaced text is not looked at again', '{a}{b}', { a: '{b}', b: '{a}' }, '{b}{a}'],
    ['characters special to replacement are plain text', '{a}', { a: "$& $1 $$ $'" }, "$& $1 $$ $'"],
    ['names may hold anything but braces', '{a.b c}{é}', { 'a.b c': 1, é: 2 }, '12'],
    ['what every object inherits is no variable', '{toString}{constructor}', {}, '{toString}{constructor}'],
    [
      'other values are written as text',
      '{n} {b} {d} {o}',
      { n: 1n, b: true, d: new Date(0), o: { x: [1] } },
      '1 true 1970-01-01T00:00:00.000Z {"x":[1]}',
    ],
    ['braces that name nothing stay', '{} { } }{', {}, '{} { } }{'],
  ])('%s', async (_, template, variables, expected) => {
    expect(await Prompt.fromText(template).formatText(variables)).toBe(expected);
  });
});

describe('a local prompt', () => {
  test('is a resource of type prompt', () => {
    expect([text.resourceType, conversation.resourceType]).toEqual(['prompt', 'prompt']);
  });

  test.each([
    ['text', text],
    ['messages', conversation],
  ])('of %s reads back from its wire form as an equal prompt', (_, prompt) => {
    expect(LocalPrompt.fromJson(JSON.parse(JSON.stringify(prompt))).equals(prompt)).toBe(true);
  });

  test('differs from one with another template', () => {
    expect(text.equals(Prompt.fromText(''))).toBe(false);
    expect(text.equals(conversation)).toBe(false);
    expect(conversation.equals(Prompt.fromMessages([ChatMessage.system('You help {who}.')]))).toBe(false);
  });

  test('is written with its template', () => {
    expect(Prompt.fromText('hi').toJSON()).toEqual({ template: 'hi' });
    expect(Prompt.fromMessages([ChatMessage.user('hi')]).toJSON()).toEqual({
      template: [{ role: 'user', content: 'hi', tool_calls: [], extra_args: {} }],
    });
  });

  test.each([
    ['without template', {}, 'ATTRIBUTE_INVALID', 'p.template'],
    ['with a number as template', { template: 1 }, 'ATTRIBUTE_INVALID', 'p.template'],
    ['with an empty list', { template: [] }, 'PROMPT_EMPTY', 'p.template'],
    ['with a broken message', { template: [{ role: 'robot' }] }, 'MESSAGE_ROLE_INVALID', 'p.template[0].role'],
  ])('%s is refused', (_, json, code, path) => {
    expect(errorOf(() => LocalPrompt.fromJson(json, 'p'))).toEqual({ code, path });
  });
});
