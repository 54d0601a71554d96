import { errorMessage, MillraceError } from '@millrace/api';
import { isRecord } from './is-record.js';
import { ModelCallError, type ModelCallErrorCode } from './model-call-error.js';
import type { Redact } from './redact.js';
import { readRetryAfterMs } from './retry-after.js';

/**
 * What a model threw, as an error of this package. Errors of the AI SDK are told by their fields and names, not by their classes: they may come from any version of
 * it. Nothing of the original is kept that may hold a credential or the whole request.
 */
export function toModelCallError(thrown: unknown, redact: Redact, nowMs: number): MillraceError {
  if (MillraceError.is(thrown)) {
    return thrown;
  }
  const failure = readFailure(thrown);
  const code = codeOf(failure);
  const status = failure.statusCode === undefined || isSuccess(failure.statusCode) ? '' : ` (${failure.statusCode})`;
  return new ModelCallError(code, `${summaries[code]}${status}: ${sentence(excerpt(redact(failure.message)))}`, {
    hint: hintOf(code, failure.statusCode),
    cause: redactedCopy(thrown, redact),
    isRetryable: failure.isRetryable === true ? true : undefined,
    statusCode: failure.statusCode,
    retryAfterMs: readRetryAfterMs(failure.responseHeaders, nowMs),
    responseExcerpt: failure.responseBody === undefined ? undefined : excerpt(redact(failure.responseBody)),
  });
}

const excerptLength = 500;

/** The AI SDK repeats whole answers in messages, and those head the stack. */
const stackLength = 4000;

const summaries: Readonly<Record<ModelCallErrorCode, string>> = {
  MODEL_RATE_LIMITED: 'The model service limits requests',
  MODEL_UNAVAILABLE: 'The model service is not available',
  MODEL_REQUEST_REFUSED: 'The model service refused the request',
  MODEL_RESPONSE_INVALID: 'The answer of the model service cannot be used',
  MODEL_TIMEOUT: 'The model service took too long',
  MODEL_CANCELLED: 'The request to the model was cancelled',
  MODEL_CALL_FAILED: 'The model failed',
};

const responseErrors: ReadonlySet<string> = new Set([
  'AI_EmptyResponseBodyError',
  'AI_InvalidResponseDataError',
  'AI_JSONParseError',
  'AI_NoContentGeneratedError',
  'AI_TypeValidationError',
]);

const requestErrors: ReadonlySet<string> = new Set([
  'AI_InvalidArgumentError',
  'AI_InvalidPromptError',
  'AI_LoadAPIKeyError',
  'AI_LoadSettingError',
  'AI_NoSuchModelError',
  'AI_TooManyEmbeddingValuesForCallError',
  'AI_UnsupportedFunctionalityError',
]);

const networkCodes: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

interface Failure {
  readonly name: string;
  readonly message: string;
  readonly statusCode: number | undefined;
  readonly responseHeaders: Readonly<Record<string, unknown>>;
  readonly responseBody: string | undefined;
  readonly isRetryable: boolean | undefined;
  readonly isOfNetwork: boolean;
}

function readFailure(thrown: unknown): Failure {
  const name = member(thrown, 'name');
  const statusCode = member(thrown, 'statusCode');
  const responseHeaders = member(thrown, 'responseHeaders');
  const responseBody = member(thrown, 'responseBody');
  const isRetryable = member(thrown, 'isRetryable');
  // The AI SDK says that something failed; what failed is said by the errors of Node and of the HTTP client, which have codes.
  const systemErrors = causes(thrown).filter((cause) => typeof member(cause, 'code') === 'string');
  return {
    name: typeof name === 'string' ? name : '',
    message: [thrown, ...systemErrors]
      .map(errorMessage)
      .reduce((text, next) => (text.includes(next) ? text : `${text}: ${next}`)),
    statusCode: typeof statusCode === 'number' ? statusCode : undefined,
    responseHeaders: isRecord(responseHeaders) ? responseHeaders : {},
    responseBody: typeof responseBody === 'string' ? responseBody : undefined,
    isRetryable: typeof isRetryable === 'boolean' ? isRetryable : undefined,
    isOfNetwork: systemErrors.some((cause) => networkCodes.has(String(member(cause, 'code')))),
  };
}

function codeOf(failure: Failure): ModelCallErrorCode {
  const { name, statusCode, isRetryable, isOfNetwork } = failure;
  if (statusCode !== undefined && !isSuccess(statusCode)) {
    return codeOfStatus(statusCode);
  }
  if (name === 'TimeoutError') {
    return 'MODEL_TIMEOUT';
  }
  // Only a lost connection makes the AI SDK call a request retryable that has no status of failure.
  if (isOfNetwork || isRetryable === true) {
    return 'MODEL_UNAVAILABLE';
  }
  if (statusCode !== undefined || responseErrors.has(name)) {
    return 'MODEL_RESPONSE_INVALID';
  }
  return requestErrors.has(name) ? 'MODEL_REQUEST_REFUSED' : 'MODEL_CALL_FAILED';
}

function isSuccess(statusCode: number): boolean {
  return statusCode >= 200 && statusCode <= 299;
}

function codeOfStatus(statusCode: number): ModelCallErrorCode {
  if (statusCode === 429) {
    return 'MODEL_RATE_LIMITED';
  }
  return statusCode >= 500 || statusCode === 408 ? 'MODEL_UNAVAILABLE' : 'MODEL_REQUEST_REFUSED';
}

function hintOf(code: ModelCallErrorCode, statusCode: number | undefined): string | undefined {
  if (statusCode === 401 || statusCode === 403) {
    return 'Check the API key and what it may use.';
  }
  if (statusCode === 404 || (statusCode !== undefined && statusCode >= 300 && statusCode < 400)) {
    return 'Check baseUrl and the name of the model.';
  }
  switch (code) {
    case 'MODEL_RATE_LIMITED':
      return 'Wait before the next attempt, or make fewer requests at a time.';
    case 'MODEL_UNAVAILABLE':
      return 'Try again later; check baseUrl when it never works.';
    case 'MODEL_RESPONSE_INVALID':
      return 'Try again; check that baseUrl leads to the service you mean when it never works.';
    default:
      return undefined;
  }
}

/** The thrown value and its causes, outermost first. */
function causes(thrown: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (
    let cause = thrown;
    cause !== undefined && cause !== null && !chain.includes(cause);
    cause = member(cause, 'cause')
  ) {
    chain.push(cause);
  }
  return chain;
}

/** Name, message and stack, which is all that is safe to show: an error of the AI SDK also carries the request and headers of the answer. */
function redactedCopy(thrown: unknown, redact: Redact): Error {
  const copy = new Error(excerpt(redact(errorMessage(thrown))));
  if (thrown instanceof Error) {
    copy.name = thrown.name;
    copy.stack = excerpt(redact(thrown.stack ?? ''), stackLength);
  }
  return copy;
}

function sentence(text: string): string {
  return /[.!?…)]$/.test(text) ? text : `${text}.`;
}

function excerpt(text: string, lengthMax: number = excerptLength): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax)}… (${text.length - lengthMax} more characters)`;
}

function member(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}
