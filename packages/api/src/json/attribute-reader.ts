import { InvalidValueError } from '../errors.js';
import {
  type Attributes,
  type AttributeValue,
  copyAttributes,
  copyAttributeValue,
  memberPath,
  nameOf,
} from './attribute-value.js';

/**
 * Turns a value that comes from outside into a typed one, or throws InvalidValueError `ATTRIBUTE_INVALID` naming `path`. Readers compose: the reader of a message
 * is handed to {@link listOf} to read a list of them.
 */
export type AttributeReader<T> = (value: unknown, path: string) => T;

/** Reads the members of one object, each with a reader of its own. `null` and absent are the same. */
export class MemberReader {
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #path: string;

  /** @throws InvalidValueError `ATTRIBUTE_INVALID` when `value` is not a plain object. */
  constructor(value: unknown, path: string) {
    this.#members = readPlainObject(value, path);
    this.#path = path;
  }

  /** @throws InvalidValueError `ATTRIBUTE_UNKNOWN` naming the first member that is not listed. */
  only(...names: readonly string[]): this {
    for (const name of Object.keys(this.#members)) {
      if (!names.includes(name)) {
        throw new InvalidValueError('ATTRIBUTE_UNKNOWN', `There is no member ${JSON.stringify(name)}.`, {
          path: memberPath(this.#path, name),
          hint: `Known members: ${names.join(', ')}.`,
        });
      }
    }
    return this;
  }

  has(name: string): boolean {
    return this.#get(name) !== undefined;
  }

  required<T>(name: string, read: AttributeReader<T>): T {
    return read(this.#get(name), memberPath(this.#path, name));
  }

  optional<T>(name: string, read: AttributeReader<T>): T | undefined {
    return this.has(name) ? this.required(name, read) : undefined;
  }

  #get(name: string): unknown {
    return Object.hasOwn(this.#members, name) ? (this.#members[name] ?? undefined) : undefined;
  }
}

export const readText: AttributeReader<string> = (value, path) => {
  if (typeof value !== 'string') {
    throw unexpected(value, path, 'a string');
  }
  return value;
};

/** A string that is not empty: a name. */
export const readName: AttributeReader<string> = (value, path) => {
  if (typeof value !== 'string' || value === '') {
    throw unexpected(value, path, 'a non-empty string');
  }
  return value;
};

export const readBoolean: AttributeReader<boolean> = (value, path) => {
  if (typeof value !== 'boolean') {
    throw unexpected(value, path, 'a boolean');
  }
  return value;
};

/** A finite number. */
export const readNumber: AttributeReader<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw unexpected(value, path, 'a finite number');
  }
  return value;
};

/** A number without fraction that is represented exactly. */
export const readInteger: AttributeReader<number> = (value, path) => {
  if (!Number.isSafeInteger(value)) {
    throw unexpected(value, path, 'an integer');
  }
  return value as number;
};

/** Any attribute value, as a frozen copy; absent is `null`. */
export const readValue: AttributeReader<AttributeValue> = (value, path) => copyAttributeValue(value ?? null, path);

/** A plain object of attribute values, as a frozen copy. */
export const readAttributes: AttributeReader<Attributes> = (value, path) => {
  readPlainObject(value, path);
  return copyAttributes(value, path);
};

/** A list whose elements `read` accepts. */
export function listOf<T>(read: AttributeReader<T>): AttributeReader<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) {
      throw unexpected(value, path, 'a list');
    }
    return value.map((element: unknown, index) => read(element, `${path}[${index}]`));
  };
}

/** An object whose values `read` accepts, as a map in the order of its members. */
export function mapOf<T>(read: AttributeReader<T>): AttributeReader<ReadonlyMap<string, T>> {
  return (value, path) =>
    new Map(
      Object.entries(readPlainObject(value, path)).map(([name, member]) => [
        name,
        read(member, memberPath(path, name)),
      ]),
    );
}

/** The error of a reader: what was expected at `path`, and what is there. */
export function unexpected(value: unknown, path: string, expected: string): InvalidValueError {
  const got = value === undefined ? 'Nothing is' : `${sentenceCase(nameOf(value))} is`;
  return new InvalidValueError('ATTRIBUTE_INVALID', `${got} where ${expected} is expected.`, {
    path,
    hint: `Put ${expected} there.`,
  });
}

function sentenceCase(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function readPlainObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unexpected(value, path, 'an object');
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw unexpected(value, path, 'a plain object');
  }
  return value as Readonly<Record<string, unknown>>;
}
