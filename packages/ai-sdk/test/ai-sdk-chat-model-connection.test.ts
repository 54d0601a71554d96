import { ChatMessage } from '@millrace/api';
import { expect, test } from 'vitest';
import { apiKey, chat, connectChat, startServer } from './support/connected.js';
import { CountingMetricGroup } from './support/counting-metric-group.js';
import { citySchema, NamedTool } from './support/named-tool.js';
import { completion } from './support/replies.js';

const question = [ChatMessage.system('Be brief.'), ChatMessage.user('Where is the Louvre?')];

test('a conversation is sent as the service expects it, and its answer is an assistant message', async () => {
  const server = (await startServer()).replyWith(completion({ content: 'In Paris.' }));

  const answer = await chat(connectChat(server), question);

  expect(server.body()).toEqual({
    model: 'small',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Where is the Louvre?' },
    ],
  });
  expect(server.headers()).toMatchObject({ authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' });
  expect(answer).toMatchObject({ role: 'assistant', content: 'In Paris.', toolCalls: [] });
});

test('the answer says which model gave it, how many tokens that took and why it stopped', async () => {
  const server = (await startServer()).replyWith(
    completion({ content: 'In Par', finishReason: 'length', usage: { prompt_tokens: 20, completion_tokens: 3 } }),
  );

  const answer = await chat(connectChat(server), question);

  expect(answer.extraArgs).toEqual({
    model_name: 'small',
    promptTokens: 20,
    completionTokens: 3,
    ai_sdk: { finish_reason: 'length' },
  });
});

test('a service that does not count tokens gives an answer without counts', async () => {
  const server = (await startServer()).replyWith(completion({ content: '' }));

  const answer = await chat(connectChat(server), question);

  expect(answer.content).toBe('');
  expect(answer.extraArgs).toStrictEqual({ model_name: 'small', ai_sdk: { finish_reason: 'stop' } });
});

test('tokens are counted below the model, also when the answer cannot be used', async () => {
  const usage = { prompt_tokens: 20, completion_tokens: 3 };
  const server = (await startServer()).replyWith(
    completion({ content: 'In Paris.', usage }),
    completion({ toolCalls: [{ id: 'c1', name: 'locate', arguments: 'Paris' }], usage }),
  );
  const metricGroup = new CountingMetricGroup();
  const connection = connectChat(server);

  await chat(connection, question, { metricGroup });
  await expect(chat(connection, question, { metricGroup })).rejects.toMatchObject({ code: 'MODEL_RESPONSE_INVALID' });

  expect(metricGroup.counts).toEqual({ 'model=small/promptTokens': 40, 'model=small/completionTokens': 6 });
});

test('the idempotency key of the durable call reaches the service as a header', async () => {
  const server = (await startServer()).replyWith(completion({ content: 'Yes.' }), completion({ content: 'Yes.' }));
  const connection = connectChat(server);

  await chat(connection, question, { idempotencyKey: 'a1b2' });
  await chat(connection, question);

  expect(server.headers(0)['idempotency-key']).toBe('a1b2');
  expect(server.headers(1)).not.toHaveProperty('idempotency-key');
});

test('headers of the connection go with every request', async () => {
  const server = (await startServer()).replyWith(completion({ content: 'Yes.' }));

  await chat(connectChat(server, { headers: { 'X-Tenant': 'north' } }), question);

  expect(server.headers()['x-tenant']).toBe('north');
});

test('the model of the call wins over that of the connection, whatever characters its name has', async () => {
  const server = (await startServer()).replyWith(completion({ content: 'Yes.' }));
  const model = 'org/größe:7b "q4"\n\u{1f600}';

  const answer = await chat(connectChat(server), question, { parameters: { model } });

  expect(server.body()['model']).toBe(model);
  expect(answer.extraArgs['model_name']).toBe(model);
});

test('parameters reach the service under its names', async () => {
  const server = (await startServer()).replyWith(completion({ content: 'Yes.' }));

  await chat(connectChat(server), question, {
    parameters: {
      temperature: 0,
      top_p: 0.5,
      maxOutputTokens: 10,
      presencePenalty: 0.1,
      frequency_penalty: 0.2,
      stop: 'END',
      seed: 7,
      providerOptions: { openaiCompatible: { reasoningEffort: 'low', logit_bias: { 50256: -100 } } },
    },
  });

  expect(server.body()).toMatchObject({
    temperature: 0,
    top_p: 0.5,
    max_tokens: 10,
    presence_penalty: 0.1,
    frequency_penalty: 0.2,
    stop: ['END'],
    seed: 7,
    reasoning_effort: 'low',
    logit_bias: { 50256: -100 },
  });
});

test('tools are declared with their schema, and the choice among them is passed on', async () => {
  const server = (await startServer()).replyWith(completion({ content: 'Yes.' }));

  await chat(connectChat(server), question, {
    tools: [new NamedTool('locate')],
    parameters: { toolChoice: { tool: 'locate' } },
  });

  expect(server.body()).toMatchObject({
    tools: [{ type: 'function', function: { name: 'locate', description: 'Does locate.', parameters: citySchema } }],
    tool_choice: { type: 'function', function: { name: 'locate' } },
  });
});

test('parallel tool calls keep their order, their arguments and the ids of the service', async () => {
  const server = (await startServer()).replyWith(
    completion({
      toolCalls: [
        { id: 'call_1', name: 'locate', arguments: '{"city":"Paris","near":{"km":1.5}}' },
        { id: 'call_2', name: 'locate', arguments: '{"__proto__":"Rome","constructor":["x"]}' },
        { id: 'call_3', name: 'now', arguments: '' },
      ],
    }),
  );

  const answer = await chat(connectChat(server), question, { tools: [new NamedTool('locate'), new NamedTool('now')] });

  expect(answer.toolCalls).toEqual([
    { id: 'call_1', originalId: 'call_1', name: 'locate', arguments: { city: 'Paris', near: { km: 1.5 } } },
    {
      id: 'call_2',
      originalId: 'call_2',
      name: 'locate',
      arguments: JSON.parse('{"__proto__":"Rome","constructor":["x"]}'),
    },
    { id: 'call_3', originalId: 'call_3', name: 'now', arguments: {} },
  ]);
  expect(answer.extraArgs['ai_sdk']).toEqual({ finish_reason: 'tool-calls' });
});

test('calls to which the service gave the same id, or none, can still be told apart', async () => {
  const call = { name: 'locate', arguments: '{}' };
  const server = (await startServer()).replyWith(
    completion({
      toolCalls: [
        { id: 'c', ...call },
        { id: 'c', ...call },
        { id: '', ...call },
        { id: null, ...call },
      ],
    }),
  );

  const { toolCalls } = await chat(connectChat(server), question);

  expect(new Set(toolCalls.map(({ id }) => id)).size).toBe(4);
  expect(toolCalls.map(({ originalId }) => originalId).slice(0, 2)).toEqual(['c', 'c']);
});

test('an output schema is handed to the service, which is not told to be strict about it', async () => {
  const server = (await startServer()).replyWith(completion({ content: '{"city":"Paris"}' }));

  const answer = await chat(connectChat(server), question, { outputSchema: citySchema });

  expect(server.body()['response_format']).toEqual({
    type: 'json_schema',
    json_schema: { name: 'response', schema: citySchema, strict: false },
  });
  expect(answer.content).toBe('{"city":"Paris"}');
});

test('a connection with strict schemas asks the service to enforce them', async () => {
  const server = (await startServer()).replyWith(completion({ content: '{"city":"Paris"}' }));

  await chat(connectChat(server, { strictSchemas: true }), question, { outputSchema: citySchema });

  expect(server.body()['response_format']).toMatchObject({ json_schema: { strict: true } });
});

test('a service without structured outputs is asked for JSON, and the answer says that the schema had no effect', async () => {
  const server = (await startServer()).replyWith(completion({ content: '{"city":"Paris"}' }));

  const answer = await chat(connectChat(server, { structuredOutputs: false }), question, { outputSchema: citySchema });

  expect(server.body()['response_format']).toEqual({ type: 'json_object' });
  expect(answer.extraArgs['ai_sdk']).toMatchObject({ warnings: [expect.stringContaining('responseFormat')] });
});

test('reasoning is kept apart from the content and goes back with the message', async () => {
  const server = (await startServer()).replyWith(
    completion({ content: 'Paris.', reasoning: 'It is a museum.' }),
    completion({ content: 'Yes.' }),
  );
  const connection = connectChat(server);

  const answer = await chat(connection, question);
  await chat(connection, [...question, answer, ChatMessage.user('Sure?')]);

  expect(answer.content).toBe('Paris.');
  expect(answer.extraArgs['ai_sdk']).toMatchObject({ reasoning: [{ text: 'It is a museum.' }] });
  expect(server.body()).toMatchObject({
    messages: [{}, {}, { role: 'assistant', content: 'Paris.', reasoning_content: 'It is a museum.' }, {}],
  });
});

test('the signature of a tool call goes back where it came from', async () => {
  const server = (await startServer()).replyWith(
    completion({ toolCalls: [{ id: 'c1', name: 'locate', arguments: '{}', signature: 'c2lnbmVk' }] }),
    completion({ content: 'Paris.' }),
  );
  const connection = connectChat(server);

  const answer = await chat(connection, question);
  // As after a restart, when the message comes back from the journal.
  const restored = ChatMessage.fromJson(JSON.parse(JSON.stringify(answer)));
  await chat(connection, [...question, restored, ChatMessage.tool('Paris', { externalId: 'c1' })]);

  expect(server.body()).toMatchObject({
    messages: [
      {},
      {},
      {
        tool_calls: [
          {
            id: 'c1',
            type: 'function',
            function: { name: 'locate', arguments: '{}' },
            extra_content: { google: { thought_signature: 'c2lnbmVk' } },
          },
        ],
      },
      {},
    ],
  });
  expect(JSON.stringify(server.body())).not.toContain('thoughtSignature');
});

test('calls of one connection overlap without sharing anything', async () => {
  const server = await startServer();
  const numbers = Array.from({ length: 20 }, (_, index) => index);
  server.replyWith(
    ...numbers.map((number) =>
      completion({ content: `${number}`, usage: { prompt_tokens: 1, completion_tokens: number } }),
    ),
  );
  const connection = connectChat(server);

  const answers = await Promise.all(numbers.map((number) => chat(connection, [ChatMessage.user(`${number}`)])));

  expect(answers.map(({ content, extraArgs }) => Number(content) === extraArgs['completionTokens'])).not.toContain(
    false,
  );
  expect(new Set(answers.map(({ content }) => content)).size).toBe(numbers.length);
});

test('a closed connection refuses to be used, and can be closed again', async () => {
  const server = await startServer();
  const connection = connectChat(server);
  await connection.close();
  await connection.close();

  await expect(chat(connection, question)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(server.received).toEqual([]);
});
