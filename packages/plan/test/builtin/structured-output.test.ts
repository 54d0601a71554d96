import { ChatMessage, type JsonSchema } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { withStructuredOutput } from '../../src/builtin/structured-output.js';
import { errorOf } from '../support/expect-error.js';

const schema: JsonSchema = { type: 'object', properties: { sum: { type: 'integer' } }, required: ['sum'] };

describe('structured output', () => {
  test.each([
    ['plain JSON', '{"sum":3}'],
    ['JSON with blanks around it', '\n  {"sum": 3}\n'],
    ['a fenced block', '```json\n{"sum": 3}\n```'],
    ['a fenced block without a language', '```\n{"sum":\n3}\n```\n'],
    ['a fenced block with Windows line ends', '```json\r\n{"sum": 3}\r\n```'],
  ])('is read from %s', (_what, content) => {
    const answer = withStructuredOutput(ChatMessage.assistant(content), schema);
    expect(answer.extraArgs).toEqual({ structured_output: { sum: 3 } });
    expect(answer.content).toBe(content);
  });

  test('is put beside the other extra arguments', () => {
    const answer = ChatMessage.assistant('{"sum":3}', [], { model_name: 'm', promptTokens: 5 });
    expect(withStructuredOutput(answer, schema).extraArgs).toEqual({
      model_name: 'm',
      promptTokens: 5,
      structured_output: { sum: 3 },
    });
  });

  test('may be any JSON the schema allows', () => {
    const answer = ChatMessage.assistant('[1, null]');
    expect(withStructuredOutput(answer, { type: 'array' }).extraArgs['structured_output']).toEqual([1, null]);
  });

  test('is refused when the content is not JSON', () => {
    expect(errorOf(() => withStructuredOutput(ChatMessage.assistant('The sum is 3.'), schema))).toMatchObject({
      code: 'STRUCTURED_OUTPUT_INVALID',
      path: 'content',
    });
  });

  test('is refused by its path when it does not fit the schema', () => {
    expect(errorOf(() => withStructuredOutput(ChatMessage.assistant('{"sum":"3"}'), schema))).toMatchObject({
      code: 'STRUCTURED_OUTPUT_INVALID',
      path: 'content.sum',
    });
  });
});
