import { AgentExecutionOptions, errorMessage, MillraceError, type RunnerContext } from '@millrace/api';
import { isOfInvocation } from './failure-scope.js';

/** What attempts have cost that are not the last one. */
export interface AttemptCosts {
  readonly retryCount: number;
  readonly totalRetryWaitSec: number;
}

/** A request that may take several attempts. */
export interface AttemptedRequest {
  /** What it is, for the log: `A chat`. */
  readonly what: string;
  /** Name of the resource that is asked. */
  readonly resource: string;
  /** What earlier requests of the same conversation have cost. Default: nothing. */
  readonly earlier?: AttemptCosts;
}

/**
 * Makes a request of a built-in action as often as `error-handling-strategy` allows.
 *
 * Between attempts it waits `retry-wait-interval` seconds that double each time, or longer when the error says so in a numeric `retryAfterMs`. An error whose `isRetryable` is `false`
 * is not tried again. Both are read off whatever was thrown, so that models and stores of any package can say them.
 */
export class Attempts {
  readonly #context: RunnerContext;
  readonly #request: AttemptedRequest;
  #retryCount: number;
  #totalRetryWaitSec: number;

  constructor(context: RunnerContext, request: AttemptedRequest) {
    this.#context = context;
    this.#request = request;
    this.#retryCount = request.earlier?.retryCount ?? 0;
    this.#totalRetryWaitSec = request.earlier?.totalRetryWaitSec ?? 0;
  }

  get costs(): AttemptCosts {
    return { retryCount: this.#retryCount, totalRetryWaitSec: this.#totalRetryWaitSec };
  }

  /**
   * What the first attempt that succeeds gives; rejects with the failure of the last one.
   *
   * @param attempt is given how long it has to wait first, in milliseconds. It waits inside its durable call, so that a replay does not.
   */
  async run<T>(attempt: (waitMs: number) => Promise<T>): Promise<T> {
    const { config } = this.#context;
    const retries = config.get(AgentExecutionOptions.errorHandlingStrategy) === 'retry';
    const retriesMax = retries ? config.get(AgentExecutionOptions.maxRetries) : 0;
    let intervalSec = Math.max(0, config.get(AgentExecutionOptions.retryWaitIntervalSec));
    let waitSec = 0;
    for (let retry = 0; ; retry += 1) {
      this.#totalRetryWaitSec += waitSec;
      try {
        return await attempt(waitSec * 1000);
      } catch (failure) {
        if (retry >= retriesMax || isOfInvocation(failure, this.#context) || isPermanent(failure)) {
          throw failure;
        }
        this.#retryCount += 1;
        this.#warn(retry + 1, failure);
        waitSec = Math.max(intervalSec, requestedWaitSec(failure));
        intervalSec *= 2;
      }
    }
  }

  #warn(attempt: number, failure: unknown): void {
    const { what, resource } = this.#request;
    this.#context.logger.warn(`${what} failed and is tried again.`, {
      resource,
      attempt,
      error: errorMessage(failure),
    });
  }
}

/**
 * What to answer a failed request with under the strategy `ignore`: the text of the failure.
 *
 * @throws the failure, under any other strategy and when it is of the invocation rather than of what was asked for.
 */
export function answerFor(failure: unknown, context: RunnerContext): string {
  const strategy = context.config.get(AgentExecutionOptions.errorHandlingStrategy);
  if (strategy !== 'ignore' || isOfInvocation(failure, context)) {
    throw failure;
  }
  return errorMessage(failure);
}

/** A resource that does not exist will not exist next time, and some errors say themselves that the same request cannot succeed. */
function isPermanent(failure: unknown): boolean {
  const isMissing = MillraceError.is(failure) && failure.code === 'RESOURCE_NOT_FOUND';
  return isMissing || fieldOf(failure, 'isRetryable') === false;
}

/** How long whoever refused the request asks to be left alone, in whole seconds. */
function requestedWaitSec(failure: unknown): number {
  const waitMs = fieldOf(failure, 'retryAfterMs');
  return typeof waitMs === 'number' && Number.isFinite(waitMs) ? Math.max(0, Math.ceil(waitMs / 1000)) : 0;
}

function fieldOf(failure: unknown, name: string): unknown {
  return typeof failure === 'object' && failure !== null ? Reflect.get(failure, name) : undefined;
}
