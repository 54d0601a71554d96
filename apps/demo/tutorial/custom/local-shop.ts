import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { WebhookEntry } from './webhook-sink.js';

/** A service on this machine for the tutorial to talk to: serves a list in pages, and takes what is posted to it. */
export class LocalShop<T> {
  readonly #orders: readonly T[];
  readonly #received: WebhookEntry[] = [];
  readonly #server: Server = createServer((request, response) => {
    this.#answer(request, response).catch((failure: unknown) => {
      response.writeHead(500).end(String(failure));
    });
  });

  constructor(orders: readonly T[]) {
    this.#orders = orders;
  }

  /** Everything that was posted, in order. */
  get received(): readonly WebhookEntry[] {
    return this.#received;
  }

  /** Listens at a free port. Returns the URL to ask and to post to. */
  async open(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => {
      this.#server.close(resolve);
    });
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'POST') {
      // The tutorial's own sink is the only one that posts here.
      this.#received.push(...((await json(request)) as readonly WebhookEntry[]));
      response.writeHead(204).end();
      return;
    }
    const query = new URL(request.url ?? '', 'http://localhost').searchParams;
    const offset = Number(query.get('offset'));
    response.end(JSON.stringify(this.#orders.slice(offset, offset + Number(query.get('limit')))));
  }
}
