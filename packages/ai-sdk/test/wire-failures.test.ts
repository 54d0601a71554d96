import { getEventListeners } from 'node:events';
import { inspect } from 'node:util';
import { ChatMessage, InvalidValueError } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { ModelCallError } from '../src/index.js';
import { apiKey, chat, connectChat, startServer } from './support/connected.js';
import { failureOf } from './support/failure-of.js';
import { OpenAiServer, type Reply } from './support/openai-server.js';
import { completion, json, refusal, silence, text, truncated } from './support/replies.js';

const question = [ChatMessage.user('Where is the Louvre?')];

async function failureOn(reply: Reply): Promise<unknown> {
  const server = (await startServer()).replyWith(reply);
  return failureOf(chat(connectChat(server), question));
}

describe('a status of failure', () => {
  test('429 is a limit; the wait the service asks for is passed on', async () => {
    expect(await failureOn(refusal(429, 'slow down', { 'retry-after': '7' }))).toMatchObject({
      code: 'MODEL_RATE_LIMITED',
      isRetryable: true,
      statusCode: 429,
      retryAfterMs: 7000,
      message: expect.stringContaining('slow down'),
    });
  });

  test.each([500, 502, 503, 529, 408])('%i means that the service is not available just now', async (status) => {
    expect(await failureOn(refusal(status, 'overloaded'))).toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      isRetryable: true,
      statusCode: status,
      retryAfterMs: undefined,
    });
  });

  test.each([400, 401, 403, 404, 413, 422])(
    '%i is a refusal, which the same request would meet again',
    async (status) => {
      expect(await failureOn(refusal(status, 'no such thing'))).toMatchObject({
        code: 'MODEL_REQUEST_REFUSED',
        isRetryable: false,
        statusCode: status,
        responseExcerpt: expect.stringContaining('no such thing'),
      });
    },
  );

  test('409 is a refusal that may end by itself', async () => {
    expect(await failureOn(refusal(409, 'still running'))).toMatchObject({
      code: 'MODEL_REQUEST_REFUSED',
      isRetryable: true,
    });
  });

  test('a body that is not JSON does not hide the status', async () => {
    expect(await failureOn(text(503, '<h1>Bad gateway</h1>', { 'content-type': 'text/html' }))).toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      statusCode: 503,
      responseExcerpt: '<h1>Bad gateway</h1>',
    });
  });

  test('a long body is shown in part', async () => {
    const failure = await failureOn(text(400, 'x'.repeat(5000), { 'content-type': 'text/plain' }));

    expect(failure).toMatchObject({ responseExcerpt: `${'x'.repeat(500)}… (4500 more characters)` });
  });

  test('a redirection is not followed, so that credentials stay where they were sent', async () => {
    const elsewhere = await startServer();
    const failure = await failureOn(text(307, '', { location: `${elsewhere.baseUrl}/chat/completions` }));

    expect(failure).toMatchObject({
      code: 'MODEL_REQUEST_REFUSED',
      statusCode: 307,
      hint: expect.stringContaining('baseUrl'),
    });
    expect(elsewhere.received).toEqual([]);
  });
});

describe('an answer that cannot be used', () => {
  const toolCall = (args: string): Reply => completion({ toolCalls: [{ id: 'c1', name: 'locate', arguments: args }] });

  test.each([
    ['JSON that ends too early', text(200, '{"choices":[{"message"', { 'content-type': 'application/json' })],
    ['a web page', text(200, '<html></html>', { 'content-type': 'text/html' })],
    ['nothing', text(200, '', { 'content-type': 'application/json' })],
    ['JSON of another shape', json(200, { answer: 'In Paris.' })],
    ['no choices', json(200, { choices: [] })],
    ['null for choices', json(200, { choices: null })],
    ['tool arguments that are not JSON', toolCall('{"city":')],
    ['tool arguments that are a list', toolCall('["Paris"]')],
    ['tool arguments that are null', toolCall('null')],
    ['tool arguments with a number no machine can hold', toolCall('{"km":1e999}')],
    ['tool arguments nested deeper than anything', toolCall(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`)],
    ['a tool call without a name', completion({ toolCalls: [{ id: 'c1', name: '', arguments: '{}' }] })],
  ])('%s is an invalid answer, worth another attempt', async (_, reply) => {
    const failure = await failureOn(reply);

    expect(failure).toBeInstanceOf(ModelCallError);
    expect(failure).toMatchObject({ code: 'MODEL_RESPONSE_INVALID', isRetryable: true });
  });

  test('the refused arguments are shown', async () => {
    expect(await failureOn(toolCall('{"city":Paris}'))).toMatchObject({
      responseExcerpt: '{"city":Paris}',
      message: expect.stringContaining('"locate"'),
    });
  });

  test('what counts is what the answer holds, not the content type it claims', async () => {
    const body = JSON.stringify({ choices: [{ message: { role: 'assistant', content: 'In Paris.' } }] });
    const server = (await startServer()).replyWith(text(200, body, { 'content-type': 'text/plain' }));

    expect((await chat(connectChat(server), question)).content).toBe('In Paris.');
  });

  test('an answer larger than 64 MiB is refused before it is read', async () => {
    const chunk = 'x'.repeat(1024 * 1024);
    const failure = await failureOn((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const write = (): void => {
        while (!response.destroyed && response.write(chunk)) {}
      };
      response.on('drain', write);
      write();
    });

    expect(failure).toMatchObject({ code: 'MODEL_RESPONSE_INVALID' });
  });
});

describe('a connection that fails', () => {
  test('a service that is not there is not available', async () => {
    const server = await OpenAiServer.start();
    const { baseUrl } = server;
    await server.close();

    const failure = await failureOf(chat(connectChat(await startServer(), { baseUrl }), question));

    expect(failure).toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      isRetryable: true,
      statusCode: undefined,
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('a connection that is lost before the answer means the service is not available', async () => {
    expect(await failureOn((response) => response.destroy())).toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      isRetryable: true,
    });
  });

  test('a connection that is lost within the answer means the service is not available', async () => {
    expect(await failureOn(truncated())).toMatchObject({ code: 'MODEL_UNAVAILABLE', isRetryable: true });
  });

  test('the connection works again after every kind of failure', async () => {
    const server = await startServer();
    const connection = connectChat(server, { timeoutMs: 2000 });
    for (const reply of [truncated(), refusal(500, 'broken'), text(200, '{', {}), refusal(429, 'slow down')]) {
      server.replyWith(reply);
      await failureOf(chat(connection, question));
    }
    server.replyWith(completion({ content: 'In Paris.' }));

    expect((await chat(connection, question)).content).toBe('In Paris.');
  });
});

describe('a request that does not end', () => {
  test('is given up after the timeout, and the connection is dropped', async () => {
    const { reply, dropped } = silence();
    const server = (await startServer()).replyWith(reply);

    const failure = await failureOf(chat(connectChat(server, { timeoutMs: 50 }), question));
    await dropped;

    expect(failure).toMatchObject({
      code: 'MODEL_TIMEOUT',
      isRetryable: true,
      message: expect.stringContaining('50 ms'),
    });
  });

  test('is given up after the timeout when the answer has begun', async () => {
    const server = (await startServer()).replyWith((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"choices":');
    });

    expect(await failureOf(chat(connectChat(server, { timeoutMs: 100 }), question))).toMatchObject({
      code: 'MODEL_TIMEOUT',
    });
  });

  test('is given up when it is cancelled, and the connection is dropped', async () => {
    const { reply, arrived, dropped } = silence();
    const server = (await startServer()).replyWith(reply);
    const cancellation = new AbortController();

    const failed = failureOf(chat(connectChat(server), question, { signal: cancellation.signal }));
    await arrived;
    cancellation.abort(new Error('the job stops'));
    await dropped;

    expect(await failed).toMatchObject({
      code: 'MODEL_CANCELLED',
      isRetryable: false,
      message: expect.stringContaining('the job stops'),
    });
    expect(getEventListeners(cancellation.signal, 'abort')).toEqual([]);
  });

  test('is not made when it was cancelled before', async () => {
    const server = await startServer();

    const failure = await failureOf(chat(connectChat(server), question, { signal: AbortSignal.abort() }));

    expect(failure).toMatchObject({ code: 'MODEL_CANCELLED' });
    expect(server.received).toEqual([]);
  });

  test('leaves nothing behind on the signal when it ends', async () => {
    const server = (await startServer()).replyWith(completion({ content: 'In Paris.' }), refusal(500, 'broken'));
    const connection = connectChat(server);
    const { signal } = new AbortController();

    await chat(connection, question, { signal });
    await failureOf(chat(connection, question, { signal }));

    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('credentials', () => {
  const tenant = 'tenant-5e6f-secret';

  test.each([
    [
      'refuses and repeats',
      refusal(401, `Incorrect API key provided: ${apiKey}; tenant ${tenant}`, { 'x-key': apiKey }),
    ],
    ['fails and repeats', text(500, `Bearer ${apiKey} is overloaded, ${tenant} too`, { 'content-type': 'text/plain' })],
    ['answers with what is not JSON but', text(200, `<p>${apiKey} ${tenant}</p>`, { 'content-type': 'text/html' })],
    ['fills the excerpt up to the middle of', text(400, `${'x'.repeat(490)}${apiKey}${tenant}`, {})],
  ])('appear nowhere in the error when the service %s them', async (_, reply) => {
    const server = (await startServer()).replyWith(reply);
    const connection = connectChat(server, { headers: { 'X-Tenant': `Key ${tenant}` } });

    const failure = await failureOf(chat(connection, question));

    const shown = inspect(failure, { depth: Number.POSITIVE_INFINITY, showHidden: true, maxStringLength: null });
    expect(shown).toContain('ModelCallError');
    expect(shown).not.toContain(apiKey.slice(0, 6));
    expect(shown).not.toContain(tenant.slice(0, 9));
  });

  test('appear nowhere when the connection itself is shown', async () => {
    const connection = connectChat(await startServer());

    expect(inspect(connection, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain(apiKey);
    expect(JSON.stringify(connection)).not.toContain(apiKey);
  });
});

test('what the service would refuse anyway is refused before anything is sent', async () => {
  const server = await startServer();

  await expect(chat(connectChat(server), [])).rejects.toThrow(InvalidValueError);
  expect(server.received).toEqual([]);
});
