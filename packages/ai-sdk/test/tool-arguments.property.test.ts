import { ChatMessage } from '@millrace/api';
import { type Arbitrary, assert, dictionary, jsonValue, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { readToolCalls } from '../src/answer-tool-calls.js';
import { toProviderPrompt } from '../src/provider-prompt.js';

const objects: Arbitrary<Readonly<Record<string, unknown>>> = dictionary(
  string({ unit: 'binary' }),
  jsonValue({ stringUnit: 'binary' }),
);

test('whatever arguments a model gives a tool, it gets the same back with the conversation', () => {
  assert(
    property(objects, string(), (written, name) => {
      const input = JSON.stringify(written);
      const toolName = `t${name}`;

      const calls = readToolCalls([{ toolCallId: 'c1', toolName, input }]);
      const restored = ChatMessage.fromJson(JSON.parse(JSON.stringify(ChatMessage.assistant('', calls))));

      expect(toProviderPrompt([restored])).toEqual([
        { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'c1', toolName, input: JSON.parse(input) }] },
      ]);
    }),
    { seed: 20261121 },
  );
});
