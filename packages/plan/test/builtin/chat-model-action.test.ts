import {
  Agent,
  AgentConfiguration,
  type Attributes,
  ChatMessage,
  ChatRequestEvent,
  ChatResponseEvent,
  Event,
  EventType,
  InputEvent,
  MillraceError,
  Prompt,
  ResourceDescriptor,
  type ToolRequestEvent,
  ToolResponse,
  ToolResponseEvent,
} from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AgentPlan, createChatModelAction, defineTool, ResourceCache } from '../../src/index.js';
import { type LoopRun, runAgent } from '../support/agent-loop.js';
import { rejectionOf } from '../support/expect-error.js';
import { MapMemory } from '../support/map-memory.js';
import { askingFor, type ScriptedAnswer, ScriptedConnection, ScriptedSetup } from '../support/models.js';
import { RecordingContext } from '../support/recording-context.js';

const add = defineTool({
  name: 'add',
  description: 'Adds.',
  parameters: z.object({ a: z.number(), b: z.number() }),
  call: ({ a, b }) => a + b,
});

const broken = defineTool({
  name: 'broken',
  description: 'Fails.',
  parameters: { type: 'object' },
  call: () => {
    throw new Error('out of order');
  },
});

interface Chat extends LoopRun {
  readonly connection: ScriptedConnection;
  readonly responses: readonly ChatResponseEvent[];
  /** How long the action waited before each further attempt. */
  readonly waitedMs: readonly number[];
}

interface ChatScript {
  readonly answers: readonly ScriptedAnswer[];
  readonly config?: Attributes;
  readonly request?: Partial<ConstructorParameters<typeof ChatRequestEvent>[0]>;
  readonly setup?: Attributes;
}

/** Lets an agent with a scripted model answer one chat request. */
async function chat(script: ChatScript): Promise<Chat> {
  const connection = new ScriptedConnection(script.answers);
  const waitedMs: number[] = [];
  const agent = agentOf(connection, script.setup);
  const request = { model: 'model', messages: [ChatMessage.user('What is 1 + 2?')], ...script.request };
  const run = await runAgent(agent, new ChatRequestEvent(request, { id: 'request' }), {
    configuration: new AgentConfiguration(script.config ?? {}),
    functions: {
      chat_model_action: createChatModelAction(async (waitMs) => {
        waitedMs.push(waitMs);
      }),
    },
  });
  const responses = run.sent.filter((event) => event instanceof ChatResponseEvent);
  return { ...run, connection, responses, waitedMs };
}

function agentOf(connection: ScriptedConnection, setup: Attributes = {}): Agent {
  return new Agent()
    .addResource('connection', 'chat_model_connection', connection)
    .addResource('add', 'tool', add)
    .addResource('broken', 'tool', broken)
    .addResource('greeting', 'prompt', Prompt.fromText('Be {mood}.'))
    .addResource(
      'model',
      'chat_model',
      new ResourceDescriptor(ScriptedSetup, { connection: 'connection', tools: ['add'], ...setup }),
    );
}

const failure = (): Error => new Error('The model is overloaded.');

describe('a chat without tools', () => {
  test('is answered with the answer of the model', async () => {
    const { responses, connection } = await chat({ answers: [ChatMessage.assistant('3', [], { model_name: 'm' })] });
    expect(responses).toHaveLength(1);
    expect(responses[0]).toMatchObject({ requestId: 'request', retryCount: 0, totalRetryWaitSec: 0 });
    expect(responses[0]?.response.equals(ChatMessage.assistant('3', [], { model_name: 'm' }))).toBe(true);
    expect(connection.requests[0]?.messages.map(String)).toEqual(['user: What is 1 + 2?']);
    expect(connection.requests[0]?.options.tools.map(({ name }) => name)).toEqual(['add']);
  });

  test('hands the variables of the prompt on', async () => {
    const { connection } = await chat({
      answers: [ChatMessage.assistant('ok')],
      setup: { prompt: 'greeting' },
      request: { promptArgs: { mood: 'kind' } },
    });
    expect(connection.requests[0]?.messages.map(String)).toEqual(['user: Be kind.', 'user: What is 1 + 2?']);
  });

  test('is one durable call that changes nothing, limited by model, and gives its turn away', async () => {
    const { contexts } = await chat({ answers: [ChatMessage.assistant('3')] });
    expect(contexts[0]?.calls).toMatchObject([{ id: 'chat', readOnly: true, resource: 'model', gaveTurnAway: true }]);
    expect(contexts[0]?.calls[0]?.args).toMatchObject({
      model: 'model',
      messages: [{ role: 'user', content: 'What is 1 + 2?' }],
    });
  });

  test('keeps its turn when chat.async is off', async () => {
    const { contexts } = await chat({ answers: [ChatMessage.assistant('3')], config: { 'chat.async': false } });
    expect(contexts[0]?.calls).toMatchObject([{ gaveTurnAway: false }]);
  });

  test('hands signal, idempotency key and the metrics of the action to the model', async () => {
    const { connection, contexts } = await chat({ answers: [ChatMessage.assistant('3')] });
    const options = connection.requests[0]?.options;
    expect(options?.idempotencyKey).toBe('call-1');
    expect(options?.signal).toBe(contexts[0]?.signal);
    const tokens = contexts[0]?.actionMetricGroup.getSubGroup('model', 'scripted');
    expect([tokens?.counter('promptTokens').count, tokens?.counter('completionTokens').count]).toEqual([3, 2]);
  });

  test('can be asked for with a plain event of that type', async () => {
    const connection = new ScriptedConnection([ChatMessage.assistant('3')]);
    const messages = [ChatMessage.user('hi').toJSON()];
    const run = await runAgent(
      agentOf(connection),
      new Event(EventType.ChatRequestEvent, { model: 'model', messages }, { id: 'plain' }),
    );
    expect(run.sent).toMatchObject([{ type: EventType.ChatResponseEvent, requestId: 'plain' }]);
  });
});

describe('a chat with tools', () => {
  test('calls the tools, asks again with their results, and answers the first request', async () => {
    const calls = [
      { id: 'x', name: 'add', arguments: { a: 1, b: 2 } },
      { id: '7', name: 'broken', arguments: {} },
      { id: '3', name: 'nowhere', arguments: {} },
      { id: 'y', name: 'add', arguments: { a: 'one' } },
    ];
    const { connection, responses, sent } = await chat({
      answers: [ChatMessage.assistant('', calls), askingFor('add', { a: 3, b: 4 }, 'z'), ChatMessage.assistant('7')],
    });
    expect(sent.map(({ type }) => type)).toEqual([
      EventType.ToolRequestEvent,
      EventType.ToolResponseEvent,
      EventType.ToolRequestEvent,
      EventType.ToolResponseEvent,
      EventType.ChatResponseEvent,
    ]);
    expect(connection.requests[1]?.messages.map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'tool',
      'tool',
      'tool',
      'tool',
    ]);
    expect(connection.requests[2]?.messages).toHaveLength(8);
    expect(responses.map(({ requestId, response }) => [requestId, response.content])).toEqual([['request', '7']]);
  });

  test('tells the model what came of each call in the order it asked, whatever the ids look like', async () => {
    const calls = [
      { id: 'x', name: 'add', arguments: { a: 1, b: 2 } },
      { id: '7', name: 'broken', arguments: {} },
      { id: '3', name: 'nowhere', arguments: {} },
    ];
    const { connection } = await chat({ answers: [ChatMessage.assistant('', calls), ChatMessage.assistant('done')] });
    expect(
      connection.requests[1]?.messages.slice(2).map(({ content, extraArgs }) => [extraArgs['externalId'], content]),
    ).toEqual([
      ['x', '3'],
      ['7', 'out of order'],
      ['3', 'Tool nowhere does not exist.'],
    ]);
  });

  test('carries the id of the provider back', async () => {
    const asking = ChatMessage.assistant('', [
      { id: 'c1', name: 'add', arguments: { a: 1, b: 1 }, originalId: 'provider-1' },
    ]);
    const { connection, sent } = await chat({ answers: [asking, ChatMessage.assistant('2')] });
    expect(connection.requests[1]?.messages.at(-1)?.extraArgs).toEqual({ externalId: 'provider-1' });
    expect((sent[1] as ToolResponseEvent).externalIds).toEqual(new Map([['c1', 'provider-1']]));
  });

  test('believes neither a success without result nor an error that is called a success', async () => {
    const sensoryMemory = new MapMemory('sensory');
    const calls = ['a', 'b', 'c'].map((id) => ({ id, name: 'add', arguments: {}, originalId: `p-${id}` }));
    const request = new ChatRequestEvent({ model: 'model', messages: [] });
    const asked = await invoke(request, [ChatMessage.assistant('', calls)], sensoryMemory);
    const answer = new ToolResponseEvent({
      requestId: asked.context.sent[0]?.id ?? '',
      responses: new Map([
        ['a', ToolResponse.error('too late')],
        ['b', ToolResponse.success('5')],
        ['c', ToolResponse.success('6')],
      ]),
      success: new Map([
        ['a', true],
        ['b', false],
      ]),
      error: new Map([['b', 'revoked']]),
      timestamp: 0,
    });
    const { connection } = await invoke(answer, [ChatMessage.assistant('done')], sensoryMemory);
    const told = connection.requests[0]?.messages.slice(1) ?? [];
    expect(told.map(({ content, extraArgs }) => [extraArgs['externalId'], content])).toEqual([
      ['p-a', 'too late'],
      ['p-b', 'revoked'],
      ['p-c', '6'],
    ]);
  });

  test('tells calls apart that the model gave the same id', async () => {
    const calls = [1, 2, 3].map((a) => ({ id: 'same', name: 'add', arguments: { a, b: 0 } }));
    const { connection } = await chat({ answers: [ChatMessage.assistant('', calls), ChatMessage.assistant('done')] });
    const second = connection.requests[1]?.messages ?? [];
    expect(second[1]?.toolCalls.map(({ id, originalId }) => [id, originalId])).toEqual([
      ['same', undefined],
      ['same#2', 'same'],
      ['same#3', 'same'],
    ]);
    expect(second.slice(2).map(({ content }) => content)).toEqual(['1', '2', '3']);
  });

  test('keeps prompt arguments and output schema over all rounds', async () => {
    const { connection, responses } = await chat({
      answers: [askingFor('add', { a: 1, b: 2 }), ChatMessage.assistant('{"sum":3}')],
      setup: { prompt: 'greeting', tools: ['add'] },
      request: { promptArgs: { mood: 'kind' }, outputSchema: { type: 'object', required: ['sum'] } },
    });
    expect(connection.requests[1]?.messages[0]?.content).toBe('Be kind.');
    expect(connection.requests.map(({ options }) => options.outputSchema)).toEqual([
      { type: 'object', required: ['sum'] },
      { type: 'object', required: ['sum'] },
    ]);
    expect(responses[0]?.response.extraArgs['structured_output']).toEqual({ sum: 3 });
  });

  test('leaves nothing of a chat in memory when it ended', async () => {
    const { sensoryMemory } = await chat({ answers: [askingFor('add', { a: 1, b: 2 }), ChatMessage.assistant('3')] });
    expect(sensoryMemory.fieldNames()).toEqual([]);
  });

  test('remembers a chat that waits for its tools under the ids of both requests', async () => {
    const { context, sensoryMemory } = await invoke(
      new ChatRequestEvent({ model: 'model', messages: [] }, { id: 'chat.1' }),
      [askingFor('add', { a: 1, b: 2 })],
    );
    const [request] = context.sent;
    expect(sensoryMemory.getObject('_TOOL_CALL_CONTEXT')?.fieldNames()).toEqual(['chat%2E1']);
    expect(sensoryMemory.getObject('_TOOL_REQUEST_EVENT_CONTEXT')?.fieldNames()).toEqual([
      request?.id.replaceAll('.', '%2E'),
    ]);
  });

  test('keeps chats of one run apart, in whatever order their tools answer', async () => {
    const sensoryMemory = new MapMemory('sensory');
    const requestOf = async (id: string): Promise<ToolRequestEvent> => {
      const event = new ChatRequestEvent({ model: 'model', messages: [ChatMessage.user(id)] }, { id });
      const { context } = await invoke(event, [askingFor('add', { a: 1, b: 2 })], sensoryMemory);
      return context.sent[0] as ToolRequestEvent;
    };
    const [first, second] = [await requestOf('one'), await requestOf('two')];
    const answer = (request: ToolRequestEvent, result: string): Event =>
      new ToolResponseEvent({
        requestId: request.id,
        responses: new Map([['c1', ToolResponse.success(result)]]),
        timestamp: 0,
      });
    const later = await invoke(answer(second, 'for two'), [ChatMessage.assistant('2')], sensoryMemory);
    const earlier = await invoke(answer(first, 'for one'), [ChatMessage.assistant('1')], sensoryMemory);
    expect(later.connection.requests[0]?.messages.map(String)).toEqual(['user: two', 'assistant: ', 'tool: for two']);
    expect(earlier.connection.requests[0]?.messages.map(String)).toEqual(['user: one', 'assistant: ', 'tool: for one']);
    expect([later, earlier].map(({ context }) => (context.sent[0] as ChatResponseEvent).requestId)).toEqual([
      'two',
      'one',
    ]);
    expect(sensoryMemory.fieldNames()).toEqual([]);
  });

  test('an answer to tools that somebody else asked for is not its business', async () => {
    const event = new ToolResponseEvent({ requestId: 'of somebody else', responses: new Map(), timestamp: 0 });
    const { context, connection } = await invoke(event, []);
    expect([context.sent, context.calls, connection.requests]).toEqual([[], [], []]);
  });

  test('a second answer to the same tools is ignored', async () => {
    const sensoryMemory = new MapMemory('sensory');
    const asked = await invoke(
      new ChatRequestEvent({ model: 'model', messages: [] }),
      [askingFor('add', { a: 1, b: 2 })],
      sensoryMemory,
    );
    const answer = (): Event =>
      new ToolResponseEvent({ requestId: asked.context.sent[0]?.id ?? '', responses: new Map(), timestamp: 0 });
    const first = await invoke(answer(), [ChatMessage.assistant('done')], sensoryMemory);
    const second = await invoke(answer(), [ChatMessage.assistant('again')], sensoryMemory);
    expect(first.connection.requests[0]?.messages.at(-1)?.content).toBe('The tool add gave no answer.');
    expect([first.context.sent.length, second.context.sent.length]).toEqual([1, 0]);
  });

  test('the request for tools has the same id when the action runs again', async () => {
    const request = (): Event => new ChatRequestEvent({ model: 'model', messages: [] }, { id: 'r' });
    const runs = [await invoke(request(), [askingFor('add', {})]), await invoke(request(), [askingFor('add', {})])];
    expect(new Set(runs.map(({ context }) => context.sent[0]?.id)).size).toBe(1);
  });

  test('fails when the model asks for tools more often than allowed', async () => {
    const answers = [1, 2, 3].map((a) => askingFor('add', { a, b: 0 }));
    const error = await rejectionOf(chat({ answers, config: { 'chat.max-tool-iterations': 2 } }));
    expect(error.code).toBe('CHAT_TOOL_ITERATIONS_EXCEEDED');
    expect(error.message).toContain('chat.max-tool-iterations');
  });

  test('may ask for tools 32 times unless configured otherwise', async () => {
    const endless = Array.from({ length: 40 }, () => askingFor('add', { a: 1, b: 0 }));
    const { responses, connection, sensoryMemory } = await chat({
      answers: endless,
      config: { 'error-handling-strategy': 'ignore' },
    });
    expect(connection.requests).toHaveLength(33);
    expect(responses[0]?.response.extraArgs['error']).toContain('32 times');
    expect(sensoryMemory.fieldNames()).toEqual([]);
  });
});

describe('a model that fails', () => {
  test('fails the action with its own error by default', async () => {
    const thrown = failure();
    await expect(chat({ answers: [thrown] })).rejects.toBe(thrown);
  });

  test('is asked again with the strategy retry, after waits that double', async () => {
    const { responses, waitedMs, connection } = await chat({
      answers: [failure(), failure(), failure(), ChatMessage.assistant('3')],
      config: { 'error-handling-strategy': 'retry', 'retry-wait-interval': 2 },
    });
    expect(connection.requests).toHaveLength(4);
    expect(waitedMs).toEqual([2000, 4000, 8000]);
    expect(responses[0]).toMatchObject({ retryCount: 3, totalRetryWaitSec: 14 });
  });

  test('is not asked more than once and three times again by default', async () => {
    const answers = [failure(), failure(), failure(), failure(), ChatMessage.assistant('too late')];
    await expect(chat({ answers, config: { 'error-handling-strategy': 'retry' } })).rejects.toThrow('overloaded');
  });

  test('is not asked again when its error says that this is pointless', async () => {
    const error = new MillraceError('MODEL_REQUEST_REFUSED', 'The key is not valid.');
    const refused = Object.assign(error, { isRetryable: false });
    const config = { 'error-handling-strategy': 'retry' };
    await expect(chat({ answers: [refused, ChatMessage.assistant('3')], config })).rejects.toBe(refused);
  });

  test('is asked again when its error says that this may help', async () => {
    const error = new MillraceError('MODEL_UNAVAILABLE', 'Later, perhaps.');
    const unavailable = Object.assign(error, { isRetryable: true });
    const config = { 'error-handling-strategy': 'retry' };
    const { responses } = await chat({ answers: [unavailable, ChatMessage.assistant('3')], config });
    expect(responses[0]?.retryCount).toBe(1);
  });

  test.each([
    [1500, [2000]],
    [300, [1000]],
    [-1, [1000]],
    [Number.NaN, [1000]],
    ['soon', [1000]],
  ])(
    'is left alone at least as long as its error asks for, in whole seconds: retryAfterMs %s',
    async (retryAfterMs, waits) => {
      const limited = Object.assign(new Error('Slow down.'), { retryAfterMs });
      const config = { 'error-handling-strategy': 'retry' };
      const { responses, waitedMs } = await chat({ answers: [limited, ChatMessage.assistant('3')], config });
      expect(waitedMs).toEqual(waits);
      expect(responses[0]?.totalRetryWaitSec).toBe(Number(waits[0]) / 1000);
    },
  );

  test('whose error asks for a long wait has the next wait doubled from its own, not from that one', async () => {
    const limited = Object.assign(new Error('Slow down.'), { retryAfterMs: 60_000 });
    const config = { 'error-handling-strategy': 'retry' };
    const { waitedMs } = await chat({ answers: [limited, failure(), ChatMessage.assistant('3')], config });
    expect(waitedMs).toEqual([60_000, 2000]);
  });

  test('is not asked again either when an error of another package says that this is pointless', async () => {
    const refused = Object.assign(new Error('The key is not valid.'), { isRetryable: false });
    const config = { 'error-handling-strategy': 'retry' };
    await expect(chat({ answers: [refused, ChatMessage.assistant('3')], config })).rejects.toBe(refused);
  });

  test.each([0, -1])('is asked once with max-retries %i', async (retries) => {
    const answers = [failure(), ChatMessage.assistant('too late')];
    const config = { 'error-handling-strategy': 'retry', 'max-retries': retries };
    await expect(chat({ answers, config })).rejects.toThrow('overloaded');
  });

  test('is waited for inside the durable call, so that a replay does not wait', async () => {
    const waits: string[] = [];
    const connection = new ScriptedConnection([failure(), ChatMessage.assistant('3')]);
    const configuration = new AgentConfiguration({ 'error-handling-strategy': 'retry' });
    const context = await contextOf(connection, new ChatRequestEvent({ model: 'model', messages: [] }), {
      configuration,
    });
    await createChatModelAction(async () => {
      waits.push(`during call ${context.calls.length}`);
    })(context.event, context.context);
    expect(waits).toEqual(['during call 2']);
  });

  test('has its retries summed over all rounds of a chat', async () => {
    const { responses } = await chat({
      answers: [failure(), askingFor('add', { a: 1, b: 2 }), failure(), failure(), ChatMessage.assistant('3')],
      config: { 'error-handling-strategy': 'retry' },
    });
    expect(responses[0]).toMatchObject({ retryCount: 3, totalRetryWaitSec: 4 });
  });

  test('is answered for with the error with the strategy ignore, so that nobody waits for ever', async () => {
    const { responses, connection, sensoryMemory } = await chat({
      answers: [askingFor('add', { a: 1, b: 2 }), failure()],
      config: { 'error-handling-strategy': 'ignore' },
    });
    expect(connection.requests).toHaveLength(2);
    expect(responses).toHaveLength(1);
    expect(responses[0]).toMatchObject({
      requestId: 'request',
      response: { role: 'assistant', content: '', extraArgs: { error: 'The model is overloaded.' } },
    });
    expect(sensoryMemory.fieldNames()).toEqual([]);
  });

  test('fails the chat when it answers with something that is no message', async () => {
    class Silent extends ScriptedConnection {
      override async chat(): Promise<ChatMessage> {
        return undefined as never;
      }
    }
    const { context, event } = await contextOf(new Silent([]), new ChatRequestEvent({ model: 'model', messages: [] }));
    expect((await rejectionOf(Promise.resolve(createChatModelAction()(event, context)))).code).toBe(
      'VALUE_NOT_SERIALIZABLE',
    );
  });
});

describe('a chat request that cannot be read', () => {
  const event = (): Event => new Event(EventType.ChatRequestEvent, { model: 'model', messages: 'hi' }, { id: 'odd' });

  test('is answered with the error with the strategy ignore, so that nobody waits for ever', async () => {
    const configuration = new AgentConfiguration({ 'error-handling-strategy': 'ignore' });
    const run = await runAgent(agentOf(new ScriptedConnection([])), event(), { configuration });
    expect(run.sent).toMatchObject([
      {
        type: EventType.ChatResponseEvent,
        requestId: 'odd',
        response: { content: '', extraArgs: { error: expect.stringContaining('attributes.messages') } },
      },
    ]);
  });

  test.each(['fail', 'retry'])('fails the action with the strategy %s', async (strategy) => {
    const configuration = new AgentConfiguration({ 'error-handling-strategy': strategy });
    const error = await rejectionOf(runAgent(agentOf(new ScriptedConnection([])), event(), { configuration }));
    expect([error.code, error.path]).toEqual(['ATTRIBUTE_INVALID', 'attributes.messages']);
  });
});

describe('a model that does not exist', () => {
  const request = { model: 'nowhere' };

  test('fails the action, and is not looked for again', async () => {
    const configuration = new AgentConfiguration({ 'error-handling-strategy': 'retry' });
    const event = new ChatRequestEvent({ ...request, messages: [] });
    const { context } = await contextOf(new ScriptedConnection([]), event, { configuration });
    const error = await rejectionOf(Promise.resolve(createChatModelAction()(event, context)));
    expect(error.code).toBe('RESOURCE_NOT_FOUND');
    expect(error.message).toContain('nowhere');
    expect(context.warnings).toEqual([]);
  });

  test('is answered for with the strategy ignore', async () => {
    const { responses } = await chat({ answers: [], request, config: { 'error-handling-strategy': 'ignore' } });
    expect(responses[0]?.response.extraArgs['error']).toContain('nowhere');
  });
});

describe('an attempt of the action that was ended', () => {
  test.each(['retry', 'ignore'])('is not gone on with by the strategy %s', async (strategy) => {
    const ended = new AbortController();
    class Stopping extends ScriptedConnection {
      override async chat(): Promise<ChatMessage> {
        ended.abort(new Error('the job stops'));
        throw failure();
      }
    }
    const configuration = new AgentConfiguration({ 'error-handling-strategy': strategy });
    const request = new ChatRequestEvent({ model: 'model', messages: [] });
    const { context, event } = await contextOf(new Stopping([]), request, { configuration, signal: ended.signal });
    await expect(createChatModelAction()(event, context)).rejects.toThrow('overloaded');
    expect(context.sent).toEqual([]);
    expect(context.calls).toHaveLength(1);
  });
});

describe('an answer that must have a shape', () => {
  const outputSchema = { type: 'object', properties: { sum: { type: 'integer' } }, required: ['sum'] } as const;

  test('is parsed, checked, and put beside whatever else the model said', async () => {
    const { responses, connection } = await chat({
      answers: [ChatMessage.assistant('```json\n{"sum": 3}\n```', [], { model_name: 'm' })],
      request: { outputSchema },
    });
    expect(connection.requests[0]?.options.outputSchema).toEqual(outputSchema);
    expect(responses[0]?.response.extraArgs).toEqual({ model_name: 'm', structured_output: { sum: 3 } });
  });

  test('counts as a failed attempt when it has another one', async () => {
    const { responses } = await chat({
      answers: [
        ChatMessage.assistant('three'),
        ChatMessage.assistant('{"sum":"3"}'),
        ChatMessage.assistant('{"sum":3}'),
      ],
      request: { outputSchema },
      config: { 'error-handling-strategy': 'retry' },
    });
    expect(responses[0]).toMatchObject({ retryCount: 2, totalRetryWaitSec: 3 });
    expect(responses[0]?.response.extraArgs['structured_output']).toEqual({ sum: 3 });
  });

  test('fails the action when it never has it', async () => {
    expect(
      (await rejectionOf(chat({ answers: [ChatMessage.assistant('three')], request: { outputSchema } }))).code,
    ).toBe('STRUCTURED_OUTPUT_INVALID');
  });
});

test('an event that is neither a chat request nor an answer to tools is ignored', async () => {
  const { context } = await invoke(new InputEvent(1), []);
  expect(context.sent).toEqual([]);
});

/** One invocation of the action, with a memory that may outlive it. */
async function invoke(
  event: Event,
  answers: readonly ScriptedAnswer[],
  sensoryMemory: MapMemory = new MapMemory('sensory'),
) {
  const connection = new ScriptedConnection(answers);
  const { context } = await contextOf(connection, event, { sensoryMemory });
  await createChatModelAction()(event, context);
  return { context, connection, sensoryMemory };
}

async function contextOf(
  connection: ScriptedConnection,
  event: Event,
  init: {
    readonly configuration?: AgentConfiguration;
    readonly sensoryMemory?: MapMemory;
    readonly signal?: AbortSignal;
  } = {},
) {
  const plan = await AgentPlan.compile(agentOf(connection));
  const resources = new ResourceCache(plan.resourceProviders, plan.configuration);
  await resources.openAll();
  const context = new RecordingContext({ event, resources, ...init });
  return { context, event, calls: context.calls };
}
