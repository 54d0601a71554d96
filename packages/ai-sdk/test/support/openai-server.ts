import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { problemWithRequest } from './openai-wire-rules.js';
import { refusal } from './replies.js';

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers one request. */
export type Reply = (response: ServerResponse, request: IncomingMessage) => void;

/**
 * A server on a free port of this machine that speaks the wire protocol of OpenAI: it refuses requests the protocol does not allow, and answers the others as it
 * was told, in that order.
 */
export class OpenAiServer {
  readonly received: ReceivedRequest[] = [];
  readonly #replies: Reply[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) =>
        response.destroy(error instanceof Error ? error : undefined),
      );
    });
  }

  static async start(): Promise<OpenAiServer> {
    const server = new OpenAiServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get baseUrl(): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) {
      throw new Error('the server does not listen');
    }
    return `http://127.0.0.1:${address.port}/v1`;
  }

  /** The body of the request with that number, from 0; of the last one by default. */
  body(index = -1): Readonly<Record<string, unknown>> {
    return this.#request(index).body;
  }

  headers(index = -1): IncomingHttpHeaders {
    return this.#request(index).headers;
  }

  replyWith(...replies: readonly Reply[]): this {
    this.#replies.push(...replies);
    return this;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  #request(index: number): ReceivedRequest {
    const request = this.received.at(index);
    if (request === undefined) {
      throw new Error(`there were only ${this.received.length} requests`);
    }
    return request;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const body: Readonly<Record<string, unknown>> = JSON.parse(Buffer.concat(chunks).toString());
    const path = request.url ?? '';
    this.received.push({ path, headers: request.headers, body });
    const problem = problemWithRequest(path, body);
    const reply = problem === undefined ? this.#replies.shift() : refusal(400, problem);
    (reply ?? refusal(501, 'nobody said what to answer'))(response, request);
  }
}
