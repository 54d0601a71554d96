import { type Attributes, ChatMessage } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { toProviderPrompt } from '../src/provider-prompt.js';

const call = { id: 'own-id', originalId: 'call_1', name: 'locate', arguments: { city: 'Paris' } };
const asking = ChatMessage.assistant('', [call]);

describe('a conversation as a prompt', () => {
  test('has a part for each thing an assistant said', () => {
    const message = ChatMessage.assistant('Let me look.', [call], {
      ai_sdk: {
        reasoning: [{ text: 'Hm.', metadata: { test: { signature: 's' } } }],
        tool_call_metadata: { call_1: { test: { thought: 't' } } },
      },
    });

    expect(toProviderPrompt([message])).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.', providerOptions: { test: { signature: 's' } } },
          { type: 'text', text: 'Let me look.' },
          {
            type: 'tool-call',
            toolCallId: 'call_1',
            toolName: 'locate',
            input: { city: 'Paris' },
            providerOptions: { test: { thought: 't' } },
          },
        ],
      },
    ]);
  });

  test('holds answers to parallel calls in one message, in their order', () => {
    const second = { id: 'call_2', name: 'country', arguments: {} };
    const prompt = toProviderPrompt([
      ChatMessage.assistant('', [call, second]),
      ChatMessage.tool('', { externalId: 'call_2' }),
      ChatMessage.tool('In the north.', { externalId: 'call_1' }),
      ChatMessage.user('Well?'),
    ]);

    expect(prompt).toEqual([
      expect.objectContaining({ role: 'assistant' }),
      {
        role: 'tool',
        content: [
          { type: 'tool-result', toolCallId: 'call_2', toolName: 'country', output: { type: 'text', value: '' } },
          {
            type: 'tool-result',
            toolCallId: 'call_1',
            toolName: 'locate',
            output: { type: 'text', value: 'In the north.' },
          },
        ],
      },
      expect.objectContaining({ role: 'user' }),
    ]);
  });

  test('keeps empty messages and any characters', () => {
    const odd = '\u0000\ud800 \u{1f600}\r\n"\\';

    expect(toProviderPrompt([ChatMessage.system(''), ChatMessage.user(odd), ChatMessage.assistant('')])).toEqual([
      { role: 'system', content: '' },
      { role: 'user', content: [{ type: 'text', text: odd }] },
      { role: 'assistant', content: [] },
    ]);
  });

  test('keeps ids and names of tools whatever characters they have', () => {
    const odd = { id: '__proto__', name: 'con structor/ö', arguments: {} };

    expect(
      toProviderPrompt([ChatMessage.assistant('', [odd]), ChatMessage.tool('x', { externalId: '__proto__' })])[1],
    ).toEqual({
      role: 'tool',
      content: [
        {
          type: 'tool-result',
          toolCallId: '__proto__',
          toolName: 'con structor/ö',
          output: { type: 'text', value: 'x' },
        },
      ],
    });
  });
});

describe('a conversation is refused', () => {
  test('when it has no messages', () => {
    expect(() => toProviderPrompt([])).toThrow(
      expect.objectContaining({ code: 'CHAT_MESSAGES_EMPTY', path: 'messages' }),
    );
  });

  test.each<Attributes>([{}, { externalId: '' }, { externalId: 7 }, { externalId: null }])(
    'when a tool message does not say which call it answers: %j',
    (extraArgs) => {
      expect(() => toProviderPrompt([asking, ChatMessage.tool('In the north.', extraArgs)])).toThrow(
        expect.objectContaining({ code: 'CHAT_MESSAGE_INVALID', path: 'messages[1].extraArgs.externalId' }),
      );
    },
  );

  test('when a tool message answers a call that was not made, or made only later', () => {
    const answer = ChatMessage.tool('In the north.', { externalId: 'call_1' });

    for (const conversation of [[answer], [answer, asking], [ChatMessage.user('Hm?'), answer]]) {
      expect(() => toProviderPrompt(conversation)).toThrow(expect.objectContaining({ code: 'CHAT_MESSAGE_INVALID' }));
    }
  });

  test('when somebody else than an assistant calls tools', () => {
    const message = new ChatMessage({ role: 'user', content: 'Hm?', toolCalls: [call] });

    expect(() => toProviderPrompt([message])).toThrow(
      expect.objectContaining({ code: 'CHAT_MESSAGE_INVALID', path: 'messages[0].toolCalls' }),
    );
  });

  test('when the details of an answer were damaged', () => {
    const message = ChatMessage.assistant('Yes.', [], { ai_sdk: { reasoning: 'Hm.' } });

    expect(() => toProviderPrompt([message])).toThrow(
      expect.objectContaining({ code: 'ATTRIBUTE_INVALID', path: 'messages[0].extraArgs.ai_sdk.reasoning' }),
    );
  });
});
