import { ChatMessage, type ToolCall, ToolParameters, type ToolResponse } from '@millrace/api';
import { expect, test } from 'vitest';
import { chat, connectChat, startServer } from './support/connected.js';
import { NamedTool } from './support/named-tool.js';
import { completion } from './support/replies.js';

const tools = [
  new NamedTool(
    'population',
    (parameters) => ({ Paris: 2_100_000, Rome: 2_700_000 })[parameters.getString('city') ?? ''],
  ),
  new NamedTool('country', (parameters) => `${parameters.getString('city')} is in Europe`),
];

async function callTool({ name, arguments: args }: ToolCall): Promise<ToolResponse> {
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool === undefined) {
    throw new Error(`the model calls ${name}, which it was not told about`);
  }
  return tool.call(new ToolParameters(args));
}

test('a model calls tools in parallel, reads their answers and gives its own', async () => {
  const server = (await startServer()).replyWith(
    completion({
      content: 'Let me look.',
      toolCalls: [
        { id: 'call_a', name: 'population', arguments: '{"city":"Paris"}' },
        { id: 'call_b', name: 'population', arguments: '{"city":"Rome"}' },
      ],
    }),
    completion({ toolCalls: [{ id: 'call_a', name: 'country', arguments: '{"city":"Rome"}' }] }),
    completion({ content: 'Rome, in Europe.' }),
  );
  const connection = connectChat(server);
  const conversation = [ChatMessage.user('Which is larger, Paris or Rome?')];

  for (
    let answer = await chat(connection, conversation, { tools });
    ;
    answer = await chat(connection, conversation, { tools })
  ) {
    conversation.push(answer);
    if (answer.toolCalls.length === 0) {
      break;
    }
    for (const call of answer.toolCalls) {
      const response = await callTool(call);
      conversation.push(ChatMessage.tool(response.resultAsText, { externalId: call.originalId }));
    }
  }

  expect(conversation.at(-1)?.content).toBe('Rome, in Europe.');
  const user = { role: 'user', content: 'Which is larger, Paris or Rome?' };
  const firstRound = [
    {
      role: 'assistant',
      content: 'Let me look.',
      tool_calls: [
        { id: 'call_a', type: 'function', function: { name: 'population', arguments: '{"city":"Paris"}' } },
        { id: 'call_b', type: 'function', function: { name: 'population', arguments: '{"city":"Rome"}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'call_a', content: '2100000' },
    { role: 'tool', tool_call_id: 'call_b', content: '2700000' },
  ];
  const secondRound = [
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_a', type: 'function', function: { name: 'country', arguments: '{"city":"Rome"}' } }],
    },
    { role: 'tool', tool_call_id: 'call_a', content: 'Rome is in Europe' },
  ];
  expect(server.received.map(({ body }) => body['messages'])).toEqual([
    [user],
    [user, ...firstRound],
    [user, ...firstRound, ...secondRound],
  ]);
});
