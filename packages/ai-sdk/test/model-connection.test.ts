import { ChatMessage, type ResourceArguments, ResourceDescriptor } from '@millrace/api';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { AiSdkChatModelConnection, AiSdkEmbeddingModelConnection } from '../src/index.js';
import { chat, startServer } from './support/connected.js';
import { failureOf } from './support/failure-of.js';
import { embeddingModelOf, modelV4 } from './support/in-process-models.js';
import { completion } from './support/replies.js';

const service = { provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:9/v1', model: 'small' };
const model = modelV4({ content: [], finishReason: 'stop' });
const secret = 'key-7d1f4c-secret';

function made(args: ResourceArguments): AiSdkChatModelConnection {
  return new AiSdkChatModelConnection(new ResourceDescriptor(AiSdkChatModelConnection, args));
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a connection is made', () => {
  test('from a descriptor that was written into a plan and read again', async () => {
    const server = (await startServer()).replyWith(completion({ content: 'Yes.' }));
    const written = new ResourceDescriptor(AiSdkChatModelConnection, { ...service, baseUrl: server.baseUrl }).toJSON();

    const connection = new AiSdkChatModelConnection(ResourceDescriptor.fromJson(JSON.parse(JSON.stringify(written))));
    const answer = await chat(connection, [ChatMessage.user('Hm?')]);
    await connection.close();

    expect(answer.content).toBe('Yes.');
    expect(server.headers()).not.toHaveProperty('authorization');
  });

  test('from a descriptor that holds a model of this process', async () => {
    await expect(chat(made({ model }), [ChatMessage.user('Hm?')])).resolves.toBeInstanceOf(ChatMessage);
  });

  test('with the key that an environment variable holds, without the line end a file put behind it', async () => {
    vi.stubEnv('TEST_MODEL_KEY', `${secret}\n`);
    const server = (await startServer()).replyWith(completion({ content: 'Yes.' }));

    const connection = made({ ...service, baseUrl: server.baseUrl, apiKeyEnv: 'TEST_MODEL_KEY' });
    await chat(connection, [ChatMessage.user('Hm?')]);
    await connection.close();

    expect(server.headers()['authorization']).toBe(`Bearer ${secret}`);
  });

  test('with a base URL that ends in a slash', async () => {
    const server = (await startServer()).replyWith(completion({ content: 'Yes.' }));
    const connection = made({ ...service, baseUrl: `${server.baseUrl}/` });

    await chat(connection, [ChatMessage.user('Hm?')]);
    await connection.close();

    expect(server.received.map(({ path }) => path)).toEqual(['/v1/chat/completions']);
  });

  test('twice from one descriptor, each on its own', async () => {
    const descriptor = new ResourceDescriptor(AiSdkChatModelConnection, { model });

    await new AiSdkChatModelConnection(descriptor).close();

    await expect(chat(new AiSdkChatModelConnection(descriptor), [ChatMessage.user('Hm?')])).resolves.toBeInstanceOf(
      ChatMessage,
    );
  });
});

describe('arguments of a connection are refused', () => {
  test.each<[string, ResourceArguments, string, string]>([
    ['there are none', {}, 'MODEL_INVALID', 'model'],
    ['the model is a name and nobody says who serves it', { model: 'small' }, 'MODEL_INVALID', 'model'],
    ['the model is of another kind', { model: embeddingModelOf([]) }, 'MODEL_INVALID', 'model'],
    [
      'the model is of an unknown version',
      { model: { ...model, specificationVersion: 'v9' } },
      'MODEL_VERSION_UNSUPPORTED',
      'model.specificationVersion',
    ],
    [
      'nobody has heard of the provider',
      { ...service, provider: 'acme' },
      'MODEL_PROVIDER_UNKNOWN',
      'arguments.provider',
    ],
    ['one is misspelt', { ...service, baseURL: 'http://127.0.0.1/' }, 'ATTRIBUTE_UNKNOWN', 'arguments.baseURL'],
    ['one belongs to a service and there is none', { model, apiKey: secret }, 'ATTRIBUTE_UNKNOWN', 'arguments.apiKey'],
    ['the base URL is missing', { provider: 'openai-compatible' }, 'ATTRIBUTE_INVALID', 'arguments.baseUrl'],
    ['the base URL is relative', { ...service, baseUrl: '/v1' }, 'BASE_URL_INVALID', 'arguments.baseUrl'],
    [
      'the base URL is of another protocol',
      { ...service, baseUrl: 'file:///v1' },
      'BASE_URL_INVALID',
      'arguments.baseUrl',
    ],
    [
      'the base URL has a password',
      { ...service, baseUrl: `http://me:${secret}@127.0.0.1/v1` },
      'BASE_URL_INVALID',
      'arguments.baseUrl',
    ],
    [
      'the base URL has a query',
      { ...service, baseUrl: `http://127.0.0.1/v1?key=${secret}` },
      'BASE_URL_INVALID',
      'arguments.baseUrl',
    ],
    [
      'the key has a line end in it',
      { ...service, apiKey: `${secret}\nX-Evil: 1` },
      'API_KEY_INVALID',
      'arguments.apiKey',
    ],
    [
      'the key is given twice',
      { ...service, apiKey: secret, apiKeyEnv: 'PATH' },
      'API_KEY_INVALID',
      'arguments.apiKey',
    ],
    [
      'the variable is not set',
      { ...service, apiKeyEnv: 'TEST_NO_SUCH_VARIABLE' },
      'API_KEY_MISSING',
      'arguments.apiKeyEnv',
    ],
    [
      'a header has a line end in it',
      { model, headers: { 'X-Key': `${secret}\r\nX-Evil: 1` } },
      'HEADER_INVALID',
      'arguments.headers["X-Key"]',
    ],
    ['a header has no name', { model, headers: { '': secret } }, 'HEADER_INVALID', 'arguments.headers[""]'],
    ['a header is not text', { model, headers: { 'X-Key': 7 } }, 'ATTRIBUTE_INVALID', 'arguments.headers["X-Key"]'],
    ['the timeout is 0', { model, timeoutMs: 0 }, 'TIMEOUT_INVALID', 'arguments.timeoutMs'],
    [
      'the timeout is longer than a timer can be',
      { model, timeoutMs: 2 ** 31 },
      'TIMEOUT_INVALID',
      'arguments.timeoutMs',
    ],
    ['the timeout is not a number', { model, timeoutMs: '60000' }, 'ATTRIBUTE_INVALID', 'arguments.timeoutMs'],
    [
      'no text may be embedded',
      { ...service, maxEmbeddingsPerCall: 0 },
      'ATTRIBUTE_INVALID',
      'arguments.maxEmbeddingsPerCall',
    ],
  ])('when %s, without showing a credential', async (_, args, code, path) => {
    const failure = await failureOf((async () => made(args))());

    expect(failure).toMatchObject({ name: 'InvalidValueError', code, path });
    expect(String(failure)).not.toContain(secret);
  });

  test('when a chat model is passed to an embedding connection', () => {
    const descriptor = new ResourceDescriptor(AiSdkEmbeddingModelConnection, { model });

    expect(() => new AiSdkEmbeddingModelConnection(descriptor)).toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringContaining('doEmbed') }),
    );
  });
});

test('a connection without a default needs to be told which model to use', async () => {
  const connection = made({ provider: 'openai-compatible', baseUrl: service.baseUrl });

  await expect(chat(connection, [ChatMessage.user('Hm?')])).rejects.toMatchObject({ code: 'MODEL_NAME_MISSING' });
  await connection.close();
});
