import type { OutgoingHttpHeaders } from 'node:http';
import type { Reply } from './openai-server.js';

export interface CompletionParts {
  readonly content?: string | null;
  /** Arguments as the model wrote them, JSON or not. */
  readonly toolCalls?: readonly {
    readonly id: string | null;
    readonly name: string;
    readonly arguments: string;
    readonly signature?: string;
  }[];
  readonly reasoning?: string;
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number };
  readonly finishReason?: string;
}

/** An answer of `/v1/chat/completions`. */
export function completion(parts: CompletionParts): Reply {
  const {
    content = null,
    toolCalls = [],
    reasoning,
    usage,
    finishReason = toolCalls.length === 0 ? 'stop' : 'tool_calls',
  } = parts;
  const calls = toolCalls.map(({ id, name, arguments: args, signature }) => ({
    id,
    type: 'function',
    function: { name, arguments: args },
    ...(signature === undefined ? {} : { extra_content: { google: { thought_signature: signature } } }),
  }));
  const message = {
    role: 'assistant',
    content,
    ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
  return json(200, {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'served-model',
    choices: [{ index: 0, message, finish_reason: finishReason }],
    ...(usage === undefined
      ? {}
      : { usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens } }),
  });
}

/** An answer of `/v1/embeddings`; `order` says which index each vector on the wire has. */
export function embeddings(
  vectors: readonly (readonly unknown[])[],
  order: readonly number[] = [...vectors.keys()],
): Reply {
  const data = order.map((index) => ({ object: 'embedding', index, embedding: vectors[index] }));
  return json(200, {
    object: 'list',
    data,
    model: 'served-model',
    usage: { prompt_tokens: 7 * vectors.length, total_tokens: 7 * vectors.length },
  });
}

/** An error as the service words it. */
export function refusal(status: number, message: string, headers: OutgoingHttpHeaders = {}): Reply {
  return json(status, { error: { message, type: 'invalid_request_error', param: null, code: null } }, headers);
}

export function json(status: number, body: unknown, headers: OutgoingHttpHeaders = {}): Reply {
  return text(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

export function text(status: number, body: string, headers: OutgoingHttpHeaders): Reply {
  return (response) => {
    response.writeHead(status, headers).end(body);
  };
}

/** Announces more bytes than it sends, then drops the connection. */
export function truncated(): Reply {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
    response.write('{"id":"chatcmpl-1","choices":[{"mess', () => response.destroy());
  };
}

export interface Silence {
  readonly reply: Reply;
  /** Resolves when the request has arrived. */
  readonly arrived: Promise<void>;
  /** Resolves when the client has dropped the connection. */
  readonly dropped: Promise<void>;
}

/** Takes the request and never answers. */
export function silence(): Silence {
  let arrive = (): void => {};
  let drop = (): void => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const dropped = new Promise<void>((resolve) => {
    drop = resolve;
  });
  return {
    arrived,
    dropped,
    reply: (response) => {
      response.on('close', drop);
      arrive();
    },
  };
}
