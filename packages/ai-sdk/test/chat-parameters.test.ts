import { describe, expect, test } from 'vitest';
import { readChatParameters } from '../src/chat-parameters.js';

describe('parameters of a chat', () => {
  test('have the names of the AI SDK or of the wire protocol', () => {
    const settings = {
      topP: 0.9,
      topK: 4,
      maxOutputTokens: 100,
      presencePenalty: 1,
      frequencyPenalty: 2,
      stopSequences: ['a', 'b'],
      toolChoice: { type: 'required' },
      providerOptions: { openai: { store: false } },
    };

    expect(
      readChatParameters({
        top_p: 0.9,
        top_k: 4,
        max_tokens: 100,
        presence_penalty: 1,
        frequency_penalty: 2,
        stop: ['a', 'b'],
        tool_choice: 'required',
        provider_options: { openai: { store: false } },
      }),
    ).toEqual({ model: undefined, settings });
    expect(readChatParameters({ ...settings, toolChoice: 'required' })).toEqual({ model: undefined, settings });
  });

  test('that are null or undefined are not given', () => {
    expect(readChatParameters({ model: null, temperature: undefined, seed: null })).toEqual({
      model: undefined,
      settings: {},
    });
  });

  test('may be one stop sequence, or one tool to choose', () => {
    expect(readChatParameters({ stopSequences: 'END', toolChoice: { tool: 'locate' } }).settings).toEqual({
      stopSequences: ['END'],
      toolChoice: { type: 'tool', toolName: 'locate' },
    });
  });

  test('of a provider are JSON: bigints and dates in them become text', () => {
    const { settings } = readChatParameters({ providerOptions: { p: { at: new Date(0), n: 2n ** 64n, deep: [1n] } } });

    expect(settings.providerOptions).toEqual({
      p: { at: '1970-01-01T00:00:00.000Z', n: '18446744073709551616', deep: ['1'] },
    });
  });
});

describe('a parameter is refused', () => {
  test.each(['temperatur', 'max_completion_tokens', 'constructor', 'toString', ' model', ''])(
    'when nobody knows it: %j',
    (name) => {
      expect(() => readChatParameters({ [name]: 1 })).toThrow(
        expect.objectContaining({
          code: 'MODEL_PARAMETER_UNKNOWN',
          path: `parameters.${name}`,
          hint: expect.stringContaining('providerOptions'),
        }),
      );
    },
  );

  test('when it is called __proto__', () => {
    expect(() => readChatParameters(JSON.parse('{"__proto__":{"temperature":1}}'))).toThrow(
      expect.objectContaining({ code: 'MODEL_PARAMETER_UNKNOWN' }),
    );
  });

  test('when it is given under two names', () => {
    expect(() => readChatParameters({ max_tokens: 1, maxOutputTokens: 2 })).toThrow(
      expect.objectContaining({ code: 'MODEL_PARAMETER_DUPLICATE', path: 'parameters.maxOutputTokens' }),
    );
  });

  test.each([
    ['temperature', '0.5'],
    ['topP', true],
    ['seed', 1.5],
    ['maxOutputTokens', '100'],
    ['model', ''],
    ['model', 7],
    ['stop', [1]],
    ['stop', 7],
    ['toolChoice', 'locate'],
    ['toolChoice', {}],
    ['toolChoice', { tool: '' }],
    ['providerOptions', []],
    ['providerOptions', { openai: 'low' }],
  ])('when its value is of the wrong type: %s = %j', (name, value) => {
    expect(() => readChatParameters({ [name]: value }, 'arguments')).toThrow(
      expect.objectContaining({ code: 'ATTRIBUTE_INVALID', path: expect.stringContaining(`arguments.${name}`) }),
    );
  });
});
