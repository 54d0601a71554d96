import { MillraceError } from '@millrace/api';

/** Why a request to a model failed. */
export type ModelCallErrorCode =
  | 'MODEL_RATE_LIMITED'
  | 'MODEL_UNAVAILABLE'
  | 'MODEL_REQUEST_REFUSED'
  | 'MODEL_RESPONSE_INVALID'
  | 'MODEL_TIMEOUT'
  | 'MODEL_CANCELLED'
  | 'MODEL_CALL_FAILED';

const retryableByCode: Readonly<Record<ModelCallErrorCode, boolean>> = {
  MODEL_RATE_LIMITED: true,
  MODEL_UNAVAILABLE: true,
  MODEL_REQUEST_REFUSED: false,
  // Models are sampled: the next answer may well be one that can be used.
  MODEL_RESPONSE_INVALID: true,
  MODEL_TIMEOUT: true,
  MODEL_CANCELLED: false,
  MODEL_CALL_FAILED: false,
};

/** What a {@link ModelCallError} may carry besides its message. Texts hold no credentials. */
export interface ModelCallErrorOptions {
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  /** Default: what the code says. */
  readonly isRetryable?: boolean | undefined;
  readonly statusCode?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly responseExcerpt?: string | undefined;
}

/** A request to a model failed. Credentials of the connection appear in no part of it. */
export class ModelCallError extends MillraceError {
  declare readonly code: ModelCallErrorCode;
  /** Whether the same request may succeed later. */
  readonly isRetryable: boolean;
  /** HTTP status of the answer, when there was one. */
  readonly statusCode: number | undefined;
  /** How long to wait before the next attempt, in milliseconds, when the service said so. */
  readonly retryAfterMs: number | undefined;
  /** How the body of the answer begins, when there was one that could not be used. */
  readonly responseExcerpt: string | undefined;

  constructor(code: ModelCallErrorCode, message: string, options: ModelCallErrorOptions = {}) {
    super(code, message, { hint: options.hint, cause: options.cause });
    this.isRetryable = options.isRetryable ?? retryableByCode[code];
    this.statusCode = options.statusCode;
    this.retryAfterMs = options.retryAfterMs;
    this.responseExcerpt = options.responseExcerpt;
  }
}
