import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { onTestFinished } from 'vitest';

type Json = Readonly<Record<string, unknown>>;

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Json;
}

export interface ModelServiceOptions {
  /** Asked before each chat is answered, with how many came before it: waits as long as it likes, and may give a status to fail with. */
  readonly beforeChat?: (index: number) => Promise<number | undefined> | number | undefined;
}

/**
 * A service on this machine that speaks the wire protocol of OpenAI and judges reviews in its own simple way: it asks for the tool once, then answers with JSON. What the
 * protocol does not allow it refuses with status 400.
 */
export class ModelService {
  readonly received: ReceivedRequest[] = [];
  readonly #server: Server;
  readonly #beforeChat: NonNullable<ModelServiceOptions['beforeChat']>;
  #chats = 0;

  private constructor({ beforeChat = () => undefined }: ModelServiceOptions) {
    this.#beforeChat = beforeChat;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) =>
        response.destroy(error instanceof Error ? error : undefined),
      );
    });
  }

  /** Serves until the test is over. */
  static async start(options: ModelServiceOptions = {}): Promise<ModelService> {
    const service = new ModelService(options);
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => service.close());
    return service;
  }

  get baseUrl(): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('The service does not listen.');
    return `http://127.0.0.1:${address.port}/v1`;
  }

  requests(path: string): readonly ReceivedRequest[] {
    return this.received.filter((request) => request.path === path);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const path = request.url ?? '';
    this.received.push({ path, headers: request.headers, body });
    const { status, answer } = await this.#reply(path, body);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  async #reply(path: string, body: Json): Promise<{ readonly status: number; readonly answer: unknown }> {
    if (typeof body['model'] !== 'string') return refusal(400, 'you must provide a model parameter');
    if (path === '/v1/embeddings') return { status: 200, answer: embeddings(listOf(body['input'])) };
    if (path !== '/v1/chat/completions') return refusal(404, `Unknown request URL: POST ${path}`);
    const failure = await this.#beforeChat(this.#chats++);
    if (failure !== undefined) return refusal(failure, 'something is wrong here');
    return completion(listOf(body['messages']).map(asJson), listOf(body['tools'] ?? []).map(asJson));
  }
}

function completion(messages: readonly Json[], tools: readonly Json[]): { status: number; answer: unknown } {
  const asking = messages.find(({ tool_calls }) => tool_calls !== undefined);
  const question = String(messages.findLast(({ role }) => role === 'user')?.['content']);
  if (asking === undefined) {
    const [tool] = tools;
    const name = asJson(tool?.['function'])['name'];
    if (typeof name !== 'string') return refusal(400, 'there is no tool to call');
    const product = /^Product: (.+)$/m.exec(question)?.[1];
    const call = { id: 'call-1', type: 'function', function: { name, arguments: JSON.stringify({ product }) } };
    return choice({ role: 'assistant', content: null, tool_calls: [call] }, 'tool_calls');
  }
  const answer = messages.find(({ role }) => role === 'tool');
  if (answer?.['tool_call_id'] !== 'call-1') return refusal(400, 'the tool call was not answered');
  return choice({ role: 'assistant', content: JSON.stringify(judge(question)) }, 'stop');
}

function judge(question: string): Json {
  const text = /<text>([\s\S]*?)<\/text>/.exec(question)?.[1] ?? '';
  const isBad = /leak|broke|terrible/i.test(text);
  return {
    score: isBad ? -0.75 : 0.75,
    label: isBad ? 'negative' : 'positive',
    reasons: [text.slice(0, 20)],
    aspects: isBad ? [{ name: 'leak', sentiment: 'negative' }] : [],
  };
}

function choice(message: Json, finishReason: string): { status: number; answer: unknown } {
  const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
  const choices = [{ index: 0, message, finish_reason: finishReason }];
  return { status: 200, answer: { id: 'c', object: 'chat.completion', created: 1, model: 'served', choices, usage } };
}

/** Counts letters: texts of the same words point the same way. */
function embeddings(texts: readonly unknown[]): unknown {
  const data = texts.map((text, index) => {
    const embedding = Array.from({ length: 26 }, () => 0);
    for (const letter of String(text).toLowerCase()) {
      const at = letter.charCodeAt(0) - 'a'.charCodeAt(0);
      if (at >= 0 && at < 26) embedding[at] = (embedding[at] ?? 0) + 1;
    }
    return { object: 'embedding', index, embedding };
  });
  return { object: 'list', data, model: 'served', usage: { prompt_tokens: 1, total_tokens: 1 } };
}

function refusal(status: number, message: string): { status: number; answer: unknown } {
  return { status, answer: { error: { message, type: 'error', param: null, code: null } } };
}

async function readBody(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return asJson(JSON.parse(Buffer.concat(chunks).toString()));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asJson(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
