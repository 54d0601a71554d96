import { inspect } from 'node:util';
import { ChatMessage } from '@millrace/api';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { AiSdkChatModelConnection, type LanguageModel, type LanguageModelCall, ModelCallError } from '../src/index.js';
import { chat } from './support/connected.js';
import { failureOf } from './support/failure-of.js';
import { modelThat, modelV2, modelV3, modelV4, usageV3 } from './support/in-process-models.js';
import { NamedTool } from './support/named-tool.js';

const question = [ChatMessage.user('Where is the Louvre?')];

const answerOf = (model: LanguageModel): Promise<ChatMessage> =>
  chat(new AiSdkChatModelConnection({ model }), question);

afterEach(() => {
  vi.useRealTimers();
});

describe('versions of the interface', () => {
  test('a V2 model with flat usage and a textual finish reason answers as any other', async () => {
    const answer = await answerOf(
      modelV2({
        content: [
          { type: 'reasoning', text: 'A museum.' },
          { type: 'text', text: 'In Paris.' },
          { type: 'tool-call', toolCallId: 'c1', toolName: 'locate', input: '{"city":"Paris"}' },
        ],
        finishReason: 'tool-calls',
        usage: { inputTokens: 11, outputTokens: 5, totalTokens: 16 },
        warnings: [{ type: 'unsupported-setting', setting: 'seed', details: 'ignored' }],
      }),
    );

    expect(answer).toMatchObject({
      content: 'In Paris.',
      toolCalls: [{ id: 'c1', name: 'locate', arguments: { city: 'Paris' } }],
      extraArgs: {
        model_name: 'old',
        promptTokens: 11,
        completionTokens: 5,
        ai_sdk: {
          finish_reason: 'tool-calls',
          reasoning: [{ text: 'A museum.' }],
          warnings: ['unsupported-setting: seed: ignored'],
        },
      },
    });
  });

  test('a V3 model with usage in detail and a finish reason in two words answers as any other', async () => {
    const answer = await answerOf(
      modelV3({
        content: [{ type: 'text', text: 'In Paris.' }],
        finishReason: { unified: 'length', raw: 'max_tokens' },
        usage: usageV3,
        warnings: [{ type: 'unsupported', feature: 'topK' }],
      }),
    );

    expect(answer.extraArgs).toEqual({
      model_name: 'current',
      promptTokens: 11,
      completionTokens: 5,
      ai_sdk: { finish_reason: 'length', warnings: ['unsupported: topK'] },
    });
  });

  test('what a V4 model adds is left out', async () => {
    const answer = await answerOf(
      modelV4({
        content: [
          Object.assign({ type: 'custom' }, { kind: 'test.compaction' }),
          Object.assign(
            { type: 'reasoning-file' },
            { mediaType: 'image/png', data: { type: 'url', url: 'http://127.0.0.1/' } },
          ),
          { type: 'text', text: 'In ' },
          { type: 'hologram' },
          { type: 'text', text: 'Paris.' },
        ],
        structuredOutputText: 'In Paris.',
        finishReason: { unified: 'interrupted', raw: undefined },
        usage: usageV3,
        warnings: [],
      }),
    );

    expect(answer.content).toBe('In Paris.');
    expect(answer.extraArgs['ai_sdk']).toEqual({ finish_reason: 'interrupted' });
  });

  test('tools that ran inside the service are not called again', async () => {
    const answer = await answerOf(
      modelV3({
        content: [
          { type: 'tool-call', toolCallId: 's1', toolName: 'web_search', input: '{}', providerExecuted: true },
          { type: 'tool-result', toolCallId: 's1', toolName: 'web_search', result: 'found' },
          { type: 'tool-call', toolCallId: 'c1', toolName: 'locate', input: '{}' },
          { type: 'text', text: 'In Paris.' },
        ],
        finishReason: { unified: 'stop', raw: undefined },
        usage: usageV3,
        warnings: [],
      }),
    );

    expect(answer.toolCalls.map(({ name }) => name)).toEqual(['locate']);
    expect(answer.content).toBe('In Paris.');
  });

  test.each(['no-such-reason', undefined, 7, { unified: 'no-such-reason' }])(
    'the finish reason %j is "other"',
    async (finishReason) => {
      const answer = await answerOf(modelV4({ content: [], finishReason }));

      expect(answer.extraArgs['ai_sdk']).toEqual({ finish_reason: 'other' });
    },
  );

  test.each([
    undefined,
    null,
    {},
    { inputTokens: Number.NaN, outputTokens: -1 },
    { inputTokens: { total: undefined } },
  ])('usage %j is no usage', async (usage) => {
    const answer = await answerOf(modelV4({ content: [], finishReason: 'stop', usage }));

    expect(answer.extraArgs).toStrictEqual({ model_name: 'next', ai_sdk: { finish_reason: 'stop' } });
  });
});

describe('what a model is asked', () => {
  test('is the conversation with settings, tools, schema, headers and a signal', async () => {
    const calls: LanguageModelCall[] = [];
    const model = modelThat(async (call) => {
      calls.push(call);
      return { content: [], finishReason: 'stop' };
    });
    const connection = new AiSdkChatModelConnection({ model, headers: { 'X-Tenant': 'north' } });

    await chat(connection, question, {
      tools: [new NamedTool('names with spaces, dots. and "quotes"')],
      parameters: { temperature: 0.5, top_k: 3 },
      outputSchema: { type: 'object' },
      idempotencyKey: 'a1b2',
    });

    expect(calls).toEqual([
      {
        prompt: [{ role: 'user', content: [{ type: 'text', text: 'Where is the Louvre?' }] }],
        temperature: 0.5,
        topK: 3,
        tools: [
          {
            type: 'function',
            name: 'names with spaces, dots. and "quotes"',
            description: 'Does names with spaces, dots. and "quotes".',
            inputSchema: expect.objectContaining({ type: 'object' }),
          },
        ],
        responseFormat: { type: 'json', schema: { type: 'object' } },
        headers: { 'X-Tenant': 'north', 'Idempotency-Key': 'a1b2' },
        abortSignal: expect.any(AbortSignal),
      },
    ]);
  });

  test('reaches the model of that name when a function finds models by name', async () => {
    const connection = new AiSdkChatModelConnection({
      model: (name) => ({ ...modelThat(async () => ({ content: [], finishReason: 'stop' })), modelId: name }),
    });

    const answer = await chat(connection, question, { parameters: { model: 'large' } });

    expect(answer.extraArgs['model_name']).toBe('large');
    await expect(chat(connection, question)).rejects.toMatchObject({
      code: 'MODEL_NAME_MISSING',
      path: 'parameters.model',
    });
  });

  test('is refused when it is meant for another model than the only one', async () => {
    const connection = new AiSdkChatModelConnection({
      model: modelThat(async () => ({ content: [], finishReason: 'stop' })),
    });

    await expect(chat(connection, question, { parameters: { model: 'custom' } })).resolves.toBeInstanceOf(ChatMessage);
    await expect(chat(connection, question, { parameters: { model: 'other' } })).rejects.toMatchObject({
      code: 'MODEL_NAME_UNKNOWN',
    });
  });

  test('leaves out tools that run inside the service of the model, loudly', async () => {
    const connection = new AiSdkChatModelConnection({
      model: modelThat(async () => ({ content: [], finishReason: 'stop' })),
    });
    const tools = [new NamedTool('web_search', () => null, 'model_built_in')];

    await expect(chat(connection, question, { tools })).rejects.toMatchObject({ code: 'TOOL_TYPE_UNSUPPORTED' });
  });
});

describe('a model that fails', () => {
  test('with an error of its own fails the call for good, and the error is kept as cause', async () => {
    const failure = await failureOf(answerOf(modelThat(() => Promise.reject(new TypeError('weights are missing')))));

    expect(failure).toMatchObject({
      code: 'MODEL_CALL_FAILED',
      isRetryable: false,
      message: 'The model failed: weights are missing.',
      cause: { name: 'TypeError', message: 'weights are missing' },
    });
  });

  test('with an error that repeats a large answer is shown in part', async () => {
    const failure = await failureOf(answerOf(modelThat(() => Promise.reject(new Error('x'.repeat(1_000_000))))));

    expect(inspect(failure, { depth: Number.POSITIVE_INFINITY }).length).toBeLessThan(20_000);
  });

  test('synchronously, or with what is not an error, fails the call too', async () => {
    const failures = [
      await failureOf(
        answerOf(
          modelThat(() => {
            throw new RangeError('too long');
          }),
        ),
      ),
      await failureOf(answerOf(modelThat(() => Promise.reject('a string')))),
      await failureOf(answerOf(modelThat(() => Promise.reject(undefined)))),
    ];

    expect(failures.map((failure) => failure instanceof ModelCallError && failure.code)).toEqual(
      Array(3).fill('MODEL_CALL_FAILED'),
    );
  });

  test.each([
    ['AI_UnsupportedFunctionalityError', 'MODEL_REQUEST_REFUSED'],
    ['AI_NoContentGeneratedError', 'MODEL_RESPONSE_INVALID'],
    ['TimeoutError', 'MODEL_TIMEOUT'],
  ])('with an %s is understood, whatever copy of the AI SDK the class is from', async (name, code) => {
    const error = Object.assign(new Error('no'), { name });

    expect(await failureOf(answerOf(modelThat(() => Promise.reject(error))))).toMatchObject({ code });
  });

  test.each([
    ['that the AI SDK calls retryable', { name: 'AI_APICallError', isRetryable: true }],
    ['of a connection that was lost', { code: 'ECONNRESET' }],
  ])('with an error %s may work later', async (_, members) => {
    const error = Object.assign(new Error('no'), members);

    expect(await failureOf(answerOf(modelThat(() => Promise.reject(error))))).toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      isRetryable: true,
    });
  });

  test('with causes that form a ring fails the call', async () => {
    const error = new Error('outer');
    error.cause = new Error('inner', { cause: error });

    expect(await failureOf(answerOf(modelThat(() => Promise.reject(error))))).toMatchObject({
      code: 'MODEL_CALL_FAILED',
    });
  });

  test('by stopping with an error and no word gives no answer', async () => {
    expect(await failureOf(answerOf(modelV4({ content: [], finishReason: { unified: 'error' } })))).toMatchObject({
      code: 'MODEL_RESPONSE_INVALID',
    });
  });

  test.each([
    [undefined],
    [null],
    [{}],
    [{ content: 'In Paris.' }],
    [{ content: [{ type: 'text', text: 7 }] }],
    [{ content: [null, 1], finishReason: 'error' }],
  ])('by answering %j gives no answer', async (answer) => {
    const connection = new AiSdkChatModelConnection({
      model: Object.assign(modelV4({ content: [], finishReason: '' }), { doGenerate: async () => answer }),
    });

    expect(await failureOf(chat(connection, question))).toMatchObject({ code: 'MODEL_RESPONSE_INVALID' });
  });

  test('by never answering is given up after the timeout, though it does not mind the signal', async () => {
    vi.useFakeTimers();
    const connection = new AiSdkChatModelConnection({
      model: modelThat(() => new Promise(() => {})),
      timeoutMs: 60_000,
    });

    const failed = failureOf(chat(connection, question));
    await vi.advanceTimersByTimeAsync(60_000);

    expect(await failed).toMatchObject({ code: 'MODEL_TIMEOUT' });
  });

  test('after it was given up disturbs nobody', async () => {
    const cancellation = new AbortController();
    let fail = (_error: Error): void => {};
    const model = modelThat(
      () =>
        new Promise((_resolve, reject) => {
          fail = reject;
        }),
    );

    const failed = failureOf(chat(new AiSdkChatModelConnection({ model }), question, { signal: cancellation.signal }));
    cancellation.abort('enough');
    expect(await failed).toMatchObject({ code: 'MODEL_CANCELLED' });
    fail(new Error('too late'));
    // An unhandled rejection would fail the test run.
    await new Promise((resolve) => setImmediate(resolve));
  });
});

test('no timer outlives its request', async () => {
  vi.useFakeTimers();

  await answerOf(modelV4({ content: [], finishReason: 'stop' }));
  await failureOf(answerOf(modelThat(() => Promise.reject(new Error('no')))));
  await failureOf(answerOf(modelV4({ content: [], finishReason: 'error' })));

  expect(vi.getTimerCount()).toBe(0);
});
