import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the service answers: a number for each execution, so that one too many cannot be hidden. */
export interface Answer {
  readonly call: string;
  readonly execution: number;
}

/** What must have been durable before a call was made. */
const callBefore: Readonly<Record<string, string>> = { charge: 'price', mail: 'charge' };

/**
 * The service that a job calls: an HTTP server with a ledger, which outlives the job and notices when it breaks a promise. It sees what has to be durable: the outcome of a call, when the call after it
 * is made.
 */
export class OrderLedger {
  readonly problems: string[] = [];
  /** How often a call was made once more, because a kill had left it in doubt. */
  repeated = 0;
  /** How often the job asked what had become of a call. */
  reconciled = 0;
  readonly #server: Server;
  /** Told of each request before it is answered, and after. */
  readonly #onRequest: (moment: 'before' | 'after') => void;
  readonly #executions = new Map<string, number[]>();
  readonly #idempotencyKeys = new Map<string, string>();
  readonly #durable = new Set<string>();
  readonly #startedInLife = new Map<string, number>();
  #life = -1;
  #count = 0;

  constructor(onRequest: (moment: 'before' | 'after') => void) {
    this.#onRequest = onRequest;
    this.#server = createServer((request, response) => {
      this.#serve(request, response);
    });
  }

  /** @returns where it listens. */
  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** The job is started, once more. */
  beginLife(): void {
    this.#life++;
  }

  /** All executions of a call, oldest first. */
  executionsOf(call: string): readonly number[] {
    return this.#executions.get(call) ?? [];
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const call = (request.url ?? '').slice(1);
    this.#checkKey(call, String(request.headers['idempotency-key']));
    const answer = request.method === 'GET' ? this.#find(call) : this.#execute(call);
    this.#onRequest('before');
    response.on('finish', () => {
      this.#onRequest('after');
    });
    response.end(JSON.stringify(answer));
  }

  #find(call: string): Answer | null {
    this.reconciled++;
    const execution = this.executionsOf(call).at(-1);
    return execution === undefined ? null : { call, execution };
  }

  #execute(call: string): Answer {
    this.#check(call);
    const execution = this.#count++;
    this.#executions.set(call, [...this.executionsOf(call), execution]);
    return { call, execution };
  }

  #check(call: string): void {
    const [name = '', id] = call.split('/');
    if (callBefore[name] !== undefined) {
      this.#durable.add(`${callBefore[name]}/${id}`);
    }
    if (this.#durable.has(call)) {
      this.problems.push(`life ${this.#life}: ${call} is made again, though its outcome was durable`);
    }
    const before = this.#startedInLife.get(call);
    if (before === this.#life) {
      this.problems.push(`life ${this.#life}: ${call} is made twice`);
    }
    if (before !== undefined && name === 'charge') {
      this.problems.push(`life ${this.#life}: ${call} is made again, though it had been executed`);
    }
    this.repeated += before === undefined ? 0 : 1;
    this.#startedInLife.set(call, this.#life);
  }

  #checkKey(call: string, idempotencyKey: string): void {
    const known = this.#idempotencyKeys.get(call);
    if (known !== undefined && known !== idempotencyKey) {
      this.problems.push(`life ${this.#life}: ${call} has another idempotency key`);
    }
    this.#idempotencyKeys.set(call, idempotencyKey);
  }
}
