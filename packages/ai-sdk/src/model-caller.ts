import { errorMessage, type ResourceCallOptions } from '@millrace/api';
import { ModelCallError } from './model-call-error.js';
import { toModelCallError } from './model-failure.js';
import type { Redact } from './redact.js';

/** What a request is sent with. */
export interface ModelRequest {
  readonly headers: { [name: string]: string };
  readonly abortSignal: AbortSignal;
}

export interface ModelCallerOptions {
  /** How long one request may take. */
  readonly timeoutMs: number;
  /** Go with every request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly redact: Redact;
}

/** Makes requests to models end: by an answer, in time, or by a `ModelCallError`. */
export class ModelCaller {
  readonly #options: ModelCallerOptions;

  constructor(options: ModelCallerOptions) {
    this.#options = options;
  }

  /**
   * Makes one request. When it is cancelled or takes too long its signal is aborted and nobody waits for it any longer, whether the model minds the signal or not.
   *
   * @throws ModelCallError
   */
  async call<T>(
    { signal, idempotencyKey }: Pick<ResourceCallOptions, 'signal' | 'idempotencyKey'>,
    send: (request: ModelRequest) => PromiseLike<T>,
  ): Promise<T> {
    const { timeoutMs, redact } = this.#options;
    const interruption = new AbortController();
    const cancel = (): void => interruption.abort(cancelled(signal));
    const timer = setTimeout(() => interruption.abort(timedOut(timeoutMs)), timeoutMs);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      if (signal?.aborted === true) {
        throw cancelled(signal);
      }
      const request = { headers: this.#headers(idempotencyKey), abortSignal: interruption.signal };
      return await Promise.race([send(request), rejectionBy(interruption.signal)]);
    } catch (thrown) {
      throw toModelCallError(interruption.signal.aborted ? interruption.signal.reason : thrown, redact, Date.now());
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    }
  }

  #headers(idempotencyKey: string | undefined): { [name: string]: string } {
    return { ...this.#options.headers, ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }) };
  }
}

function rejectionBy(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function timedOut(timeoutMs: number): ModelCallError {
  return new ModelCallError('MODEL_TIMEOUT', `The model gave no answer within ${timeoutMs} ms.`, {
    hint: 'Try again, or raise timeoutMs of the connection.',
  });
}

function cancelled(signal: AbortSignal | undefined): ModelCallError {
  return new ModelCallError(
    'MODEL_CANCELLED',
    `The request to the model was cancelled: ${errorMessage(signal?.reason)}`,
  );
}
