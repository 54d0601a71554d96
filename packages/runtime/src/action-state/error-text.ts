import { inspect } from 'node:util';
import {
  type AttributeValue,
  copyAttributeValue,
  IllegalStateError,
  InvalidValueError,
  isAttributes,
  MillraceError,
  NotFoundError,
  UnsupportedError,
} from '@millrace/api';
import { DurableCallTimeoutError } from '../errors.js';
import { textToValue, valueToText } from './value-text.js';

/** Classes whose errors replay as instances of them. */
export type ErrorClasses = ReadonlyMap<string, { readonly prototype: Error }>;

const standardClasses = [
  Error,
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  EvalError,
  URIError,
  MillraceError,
  InvalidValueError,
  NotFoundError,
  IllegalStateError,
  UnsupportedError,
  DurableCallTimeoutError,
];

/** The classes that are always known, and those of the user, by the name their errors carry. */
export function errorClasses(own: Iterable<{ readonly name: string; readonly prototype: Error }> = []): ErrorClasses {
  return new Map([...standardClasses, ...own].map((errorClass) => [errorClass.name, errorClass]));
}

/** How many errors, each the cause of the one before, are kept of one that was thrown. */
const maxCauses = 8;

/** What was thrown, as JSON text: of an error its class, name, message, stack text, own data and cause; of anything else the value, if it is one. */
export function errorToText(thrown: unknown): string {
  return valueToText(describe(thrown, maxCauses));
}

function describe(thrown: unknown, causesLeft: number): { readonly [name: string]: AttributeValue } {
  if (!(thrown instanceof Error)) {
    const value = storable(thrown);
    return thrown === undefined ? { nothing: true } : { thrown: value === undefined ? inspect(thrown) : value };
  }
  const data: { [name: string]: AttributeValue } = {};
  for (const [name, member] of Object.entries(thrown)) {
    const copied = storable(member);
    if (copied !== undefined && name !== 'name' && name !== 'cause') {
      data[name] = copied;
    }
  }
  return {
    class: thrown.constructor.name,
    name: thrown.name,
    message: thrown.message,
    stack: thrown.stack ?? null,
    data,
    ...(thrown.cause === undefined || causesLeft === 0 ? {} : { cause: describe(thrown.cause, causesLeft - 1) }),
  };
}

/** The inverse of {@link errorToText}: an error of the same class where that is known, else of `Error` with the same name. */
export function textToError(text: string, classes: ErrorClasses): unknown {
  return restore(textToValue(text), classes);
}

function restore(recorded: AttributeValue, classes: ErrorClasses): unknown {
  if (!isAttributes(recorded)) {
    return recorded;
  }
  if ('nothing' in recorded) {
    return undefined;
  }
  if ('thrown' in recorded) {
    return recorded['thrown'];
  }
  const error = new Error(textOf(recorded['message']));
  const known = classes.get(textOf(recorded['class']));
  if (known !== undefined) {
    Object.setPrototypeOf(error, known.prototype);
  }
  const hidden = (name: string, value: unknown): void => {
    Object.defineProperty(error, name, { value, writable: true, configurable: true, enumerable: false });
  };
  hidden('name', recorded['name']);
  hidden('stack', recorded['stack'] ?? undefined);
  if (recorded['cause'] !== undefined) {
    hidden('cause', restore(recorded['cause'], classes));
  }
  Object.assign(error, recorded['data']);
  return error;
}

function textOf(value: AttributeValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function storable(value: unknown): AttributeValue | undefined {
  try {
    return value === undefined ? undefined : copyAttributeValue(value, 'error');
  } catch {
    return undefined;
  }
}
