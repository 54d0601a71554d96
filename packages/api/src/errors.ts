/**
 * Errors are part of the contract: callers branch on `code`, people read `hint`.
 *
 * Every error of Millrace derives from {@link MillraceError}. Subclasses exist only where a caller needs to tell a family of failures apart; everything finer
 * is the stable `code`.
 */

/** What an error may carry besides its message. */
export interface MillraceErrorOptions {
  /** Where the offending value is, as a dotted path from the value the caller passed, for example `attributes.items[3].price`. */
  readonly path?: string | undefined;
  /** What to do about it, as one sentence. */
  readonly hint?: string | undefined;
  /** The error that caused this one. */
  readonly cause?: unknown;
}

const brand = Symbol.for('millrace.error');

/** Base class of every error thrown on purpose by Millrace. */
export class MillraceError extends Error {
  /** Stable, upper-case identifier. Never changes once released; safe to branch on. */
  readonly code: string;
  /** Where the offending value is, when there is one. */
  readonly path: string | undefined;
  /** What to do about it, when something can be done. */
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: MillraceErrorOptions = {}) {
    const where = options.path === undefined ? '' : ` (at ${options.path})`;
    const advice = options.hint === undefined ? '' : ` ${options.hint}`;
    super(`${message}${where}${advice}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.path = options.path;
    this.hint = options.hint;
  }

  static {
    // On the prototype, so that an error is recognised that was given its class back after it was stored or sent.
    Object.defineProperty(MillraceError.prototype, brand, { value: true });
  }

  /** Whether `value` is a {@link MillraceError}, also when it comes from another copy of this package. */
  static is(value: unknown): value is MillraceError {
    return typeof value === 'object' && value !== null && brand in value;
  }
}

/** A value that a caller passed in is not acceptable. Nothing was changed. */
export class InvalidValueError extends MillraceError {}

/** A name that something refers to is not there: a resource, an event type, an action. */
export class NotFoundError extends MillraceError {}

/** An object is used when its contract forbids it: a context after its invocation ended, a logger before it was opened. */
export class IllegalStateError extends MillraceError {}

/** Something the caller asked for does not exist in this implementation. */
export class UnsupportedError extends MillraceError {}

/** The text of a thrown value, whatever was thrown: never throws itself. */
export function errorMessage(thrown: unknown): string {
  try {
    if (thrown instanceof Error) {
      return thrown.message === '' ? thrown.name : thrown.message;
    }
    return String(thrown);
  } catch {
    // It has no text, or making it fails.
    return Object.prototype.toString.call(thrown);
  }
}
