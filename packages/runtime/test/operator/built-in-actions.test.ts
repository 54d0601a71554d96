import {
  Agent,
  BaseChatModelSetup,
  BaseEmbeddingModelSetup,
  ChatMessage,
  ChatRequestEvent,
  ChatResponseEvent,
  ContextRetrievalRequestEvent,
  ContextRetrievalResponseEvent,
  Document,
  InputEvent,
  OutputEvent,
  ResourceDescriptor,
  type ToolCall,
} from '@millrace/api';
import { defineTool } from '@millrace/plan';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { failureOf } from '../support/failure-of.js';
import { Gate } from '../support/gate.js';
import { KeywordEmbeddingConnection, KeywordVectorStore } from '../support/keyword-vector-store.js';
import { openHarness, outputsOf } from '../support/open-harness.js';
import { type Script, ScriptedChatConnection } from '../support/scripted-chat-connection.js';

/** Asks the model `main` what every input says, and puts out its answer. */
function chatAgent(connection: ScriptedChatConnection, tools: readonly string[] = []): Agent {
  return new Agent()
    .addResource('service', 'chat_model_connection', connection)
    .addResource(
      'main',
      'chat_model',
      new ResourceDescriptor(BaseChatModelSetup, { connection: 'service', model: 'small', tools }),
    )
    .addAction('ask', [InputEvent], (event, ctx) => {
      for (const question of Array.isArray(event.input) ? event.input : [event.input]) {
        ctx.sendEvent(new ChatRequestEvent({ model: 'main', messages: [ChatMessage.user(String(question))] }));
      }
    })
    .addAction('answer', [ChatResponseEvent], (event, ctx) => {
      const { content, extraArgs } = event.response;
      ctx.sendEvent(
        new OutputEvent(typeof extraArgs['error'] === 'string' ? `failed: ${extraArgs['error']}` : content),
      );
    });
}

const add = defineTool({
  name: 'add',
  description: 'Adds two numbers',
  parameters: z.object({ a: z.number(), b: z.number() }),
  call: ({ a, b }) => a + b,
});

const refuse = defineTool({
  name: 'refuse',
  description: 'Never works',
  parameters: z.object({}),
  call: () => {
    throw new Error('not today');
  },
});

/** Asks for tools first, and says what they answered when they have. */
function callTools(calls: readonly ToolCall[]): Script {
  return (messages) => {
    const answers = messages.filter(({ role }) => role === 'tool');
    return answers.length === 0
      ? ChatMessage.assistant('', calls)
      : ChatMessage.assistant(answers.map(({ content }) => content).join(', '));
  };
}

const call = (id: string, name: string, args: ToolCall['arguments'] = {}): ToolCall => ({ id, name, arguments: args });

describe('chat', () => {
  test('a request is answered by the model, and the answer names the request', async () => {
    const harness = await openHarness(
      chatAgent(new ScriptedChatConnection(([message]) => ChatMessage.assistant(`You said: ${message?.content}`))),
    );
    harness.process('hello there', { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['You said: hello there']);
    const [, request, response] = harness.events.map(({ event }) => event);
    expect(response?.attribute('request_id')).toBe(request?.id);
    expect(harness.metrics).toMatchObject({
      'action=chat_model_action.numOfActionsExecuted': 1,
      'action=chat_model_action.model=small.promptTokens': 2,
      'action=chat_model_action.model=small.completionTokens': 1,
    });
  });

  test('several requests of one run, also equal ones, each get an answer of their own', async () => {
    let count = 0;
    const harness = await openHarness(
      chatAgent(new ScriptedChatConnection(() => ChatMessage.assistant(`answer ${++count}`))),
      { turnSeed: 5 },
    );
    harness.process(['same', 'same', 'same'], { key: 'a' });
    await harness.finish();
    expect(new Set(outputsOf(harness))).toEqual(new Set(['answer 1', 'answer 2', 'answer 3']));
  });

  test('a model that takes its time holds up neither other keys nor other actions of the run', async () => {
    const gate = new Gate<ChatMessage>();
    const harness = await openHarness(
      chatAgent(
        new ScriptedChatConnection(([message]) =>
          message?.content === 'slow' ? gate.promise : ChatMessage.assistant('quick'),
        ),
      ),
    );
    harness.process(['slow', 'quick'], { key: 'a' });
    harness.process('quick', { key: 'b' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['quick', 'quick']);
    gate.open(ChatMessage.assistant('slow'));
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['quick', 'quick', 'slow']);
  });

  test('with chat.async off a chat keeps the turn of its run', async () => {
    const gate = new Gate<ChatMessage>();
    const connection = new ScriptedChatConnection(() => gate.promise);
    const harness = await openHarness(chatAgent(connection), { config: { chat: { async: false } } });
    harness.process(['one', 'two'], { key: 'a' });
    await harness.settle();
    expect(connection.asked).toHaveLength(1);
    gate.open(ChatMessage.assistant('ok'));
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['ok', 'ok']);
  });
});

describe('tools', () => {
  test('the model has tools called, reads their answers in the order it asked, and gives its own', async () => {
    const connection = new ScriptedChatConnection(
      callTools([call('2', 'add', { a: 1, b: 2 }), call('1', 'add', { a: 3, b: 4 })]),
    );
    const harness = await openHarness(chatAgent(connection, ['add']).addResource('add', 'tool', add));
    harness.process('sums, please', { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['3, 7']);
    expect(connection.asked.at(-1)?.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'tool']);
    expect(harness.events.map(({ event }) => event.type)).toEqual([
      '_input_event',
      '_chat_request_event',
      '_tool_request_event',
      '_tool_response_event',
      '_chat_response_event',
      '_output_event',
    ]);
    expect(harness.shortTermMemory('a')).toEqual({});
  });

  test('a tool that fails, does not exist or gets bad arguments is an answer the model reads, not a failure', async () => {
    const connection = new ScriptedChatConnection(
      callTools([call('a', 'refuse'), call('b', 'missing'), call('c', 'add', { a: 'x', b: 1 })]),
    );
    const harness = await openHarness(
      chatAgent(connection, ['add', 'refuse']).addResource('add', 'tool', add).addResource('refuse', 'tool', refuse),
    );
    harness.process('go', { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual([expect.stringMatching(/^not today, Tool missing does not exist\., .*a/)]);
  });

  test('two chats of one run that both use tools do not mix up their conversations', async () => {
    const connection = new ScriptedChatConnection((messages) => {
      const [question] = messages;
      const answer = messages.find(({ role }) => role === 'tool');
      return answer === undefined
        ? ChatMessage.assistant('', [call('same id', 'add', { a: Number(question?.content), b: 1 })])
        : ChatMessage.assistant(`${question?.content} + 1 = ${answer.content}`);
    });
    const harness = await openHarness(chatAgent(connection, ['add']).addResource('add', 'tool', add), { turnSeed: 11 });
    harness.process(['1', '2', '3', '4'], { key: 'a' });
    await harness.finish();
    expect(new Set(outputsOf(harness))).toEqual(new Set(['1 + 1 = 2', '2 + 1 = 3', '3 + 1 = 4', '4 + 1 = 5']));
    expect(harness.outputs).toHaveLength(4);
  });

  test('a model that asks for tools for ever is stopped', async () => {
    const connection = new ScriptedChatConnection(() => ChatMessage.assistant('', [call('x', 'add', { a: 1, b: 1 })]));
    const harness = await openHarness(chatAgent(connection, ['add']).addResource('add', 'tool', add), {
      config: { 'chat.max-tool-iterations': 3 },
    });
    harness.process('go', { key: 'a' });
    expect(await failureOf(harness.settle())).toMatchObject({
      actionName: 'chat_model_action',
      cause: { code: 'CHAT_TOOL_ITERATIONS_EXCEEDED' },
    });
    expect(connection.asked).toHaveLength(4);
  });
});

describe('a model that fails', () => {
  const failing = (failures: number): ScriptedChatConnection => {
    let attempts = 0;
    return new ScriptedChatConnection(() => {
      if (++attempts <= failures) {
        throw new Error(`failure ${attempts}`);
      }
      return ChatMessage.assistant(`attempt ${attempts}`);
    });
  };

  test('fails the action by default', async () => {
    const harness = await openHarness(chatAgent(failing(1)));
    harness.process('go', { key: 'a' });
    expect(await failureOf(harness.settle())).toMatchObject({
      actionName: 'chat_model_action',
      cause: { message: 'failure 1' },
    });
  });

  test('is asked again as often as configured, and the answer says how often', async () => {
    const harness = await openHarness(chatAgent(failing(2)), {
      config: { 'error-handling-strategy': 'retry', 'max-retries': 2, 'retry-wait-interval': 0 },
    });
    harness.process('go', { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['attempt 3']);
    const response = harness.events.find(({ event }) => event.type === ChatResponseEvent.type)?.event;
    expect(response?.attribute('retry_count')).toBe(2);
  });

  test('fails the action when it fails more often than that', async () => {
    const harness = await openHarness(chatAgent(failing(3)), {
      config: { 'error-handling-strategy': 'retry', 'max-retries': 2, 'retry-wait-interval': 0 },
    });
    harness.process('go', { key: 'a' });
    expect(await failureOf(harness.settle())).toMatchObject({ cause: { message: 'failure 3' } });
  });

  test('is answered with the error when failures are to be ignored, so that nobody waits for ever', async () => {
    const harness = await openHarness(chatAgent(failing(1)), { config: { 'error-handling-strategy': 'ignore' } });
    harness.process('go', { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['failed: failure 1']);
  });

  test('whose answer does not fit the schema is asked again', async () => {
    let attempts = 0;
    const connection = new ScriptedChatConnection(() =>
      ChatMessage.assistant(++attempts === 1 ? 'no JSON' : '{"mood":"good"}'),
    );
    const harness = await openHarness(
      new Agent()
        .addResource('service', 'chat_model_connection', connection)
        .addResource('main', 'chat_model', new ResourceDescriptor(BaseChatModelSetup, { connection: 'service' }))
        .addAction('ask', [InputEvent], (_event, ctx) => {
          const outputSchema = {
            type: 'object',
            properties: { mood: { type: 'string' } },
            required: ['mood'],
          } as const;
          ctx.sendEvent(new ChatRequestEvent({ model: 'main', messages: [ChatMessage.user('mood?')], outputSchema }));
        })
        .addAction('answer', [ChatResponseEvent], (event, ctx) =>
          ctx.sendEvent(new OutputEvent(event.response.extraArgs['structured_output'] ?? null)),
        ),
      { config: { 'error-handling-strategy': 'retry', 'retry-wait-interval': 0 } },
    );
    harness.process('go', { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual([{ mood: 'good' }]);
  });

  test('closing the operator aborts the request and is not taken for an answer, whatever the strategy', async () => {
    const signals: AbortSignal[] = [];
    const connection = new ScriptedChatConnection((_messages, { signal }) => {
      if (signal !== undefined) {
        signals.push(signal);
      }
      return new Promise(() => {});
    });
    const harness = await openHarness(chatAgent(connection), { config: { 'error-handling-strategy': 'ignore' } });
    harness.process('go', { key: 'a' });
    await harness.settle();
    await harness.close();
    await harness.settle();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(harness.outputs).toEqual([]);
  });
});

test('a retrieval request is answered with the documents that fit best', async () => {
  const store = new ResourceDescriptor(KeywordVectorStore, { embedding_model: 'keywords' });
  const harness = await openHarness(
    new Agent()
      .addResource('service', 'embedding_model_connection', new KeywordEmbeddingConnection())
      .addResource(
        'keywords',
        'embedding_model',
        new ResourceDescriptor(BaseEmbeddingModelSetup, { connection: 'service' }),
      )
      .addResource('library', 'vector_store', store)
      .addAction('fill', [InputEvent], async (event, ctx) => {
        const documents = ['a story of the sea', 'how to bake bread', 'the sea in winter'].map(
          (content, index) => new Document({ content, id: `d${index}` }),
        );
        await ctx.durableExecute('fill', () => ctx.getResource('library', 'vector_store').add(documents));
        const query = String(event.input);
        ctx.sendEvent(new ContextRetrievalRequestEvent({ query, vectorStore: 'library', maxResults: 2 }));
      })
      .addAction('answer', [ContextRetrievalResponseEvent], (event, ctx) =>
        ctx.sendEvent(new OutputEvent(event.documents.map(({ content }) => content).toSorted())),
      ),
  );
  harness.process('the sea', { key: 'a' });
  await harness.settle();
  expect(outputsOf(harness)).toEqual([['a story of the sea', 'the sea in winter']]);
});
