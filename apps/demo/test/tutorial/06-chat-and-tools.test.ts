import { expect, test } from 'vitest';
import { answerQuestions } from '../../tutorial/06-chat-and-tools.js';

test('the model answers with what the tool found', async () => {
  const { answers } = await answerQuestions();
  expect(answers).toEqual(['There are 4 left.', 'There are 0 left.']);
});

test('a question becomes a chat request, a tool request and its response, a chat response and an output', async () => {
  const { eventTypes } = await answerQuestions();
  expect(eventTypes).toEqual([
    '_input_event',
    '_chat_request_event',
    '_tool_request_event',
    '_tool_response_event',
    '_chat_response_event',
    '_output_event',
  ]);
});
