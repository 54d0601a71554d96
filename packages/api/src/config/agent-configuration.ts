import { IllegalStateError, InvalidValueError } from '../errors.js';
import { MemberReader, readAttributes } from '../json/attribute-reader.js';
import { describeValue } from '../json/attribute-text.js';
import {
  type Attributes,
  type AttributeValue,
  copyAttributes,
  copyAttributeValue,
  isAttributes,
} from '../json/attribute-value.js';
import { ConfigOption } from './config-option.js';

/**
 * Configuration, read by typed options or by key. Absent and null are the same. A value that came as text is converted; one that does not fit throws
 * InvalidValueError `CONFIG_VALUE_INVALID`, whose `path` is the key.
 */
export interface ReadableConfiguration {
  /** The configured value, or the default of the option. */
  get<T>(option: ConfigOption<T>): T;
  getString(key: string): string | undefined;
  getString(key: string, fallback: string): string;
  getInteger(key: string): number | undefined;
  getInteger(key: string, fallback: number): number;
  getNumber(key: string): number | undefined;
  getNumber(key: string, fallback: number): number;
  getBoolean(key: string): boolean | undefined;
  getBoolean(key: string, fallback: boolean): boolean;
  /** Whether anything is configured under this key. */
  has(key: string): boolean;
  /** Every key that something is configured under, in the order they were set. */
  readonly keys: readonly string[];
}

/** Configuration that can be changed. */
export interface WritableConfiguration {
  /** Sets the option; null and `undefined` remove it, so that its default applies. */
  set<T>(option: ConfigOption<T>, value: T | null | undefined): this;
}

/** Configuration of an agent: a flat map from dotted keys to values. */
export class AgentConfiguration implements ReadableConfiguration, WritableConfiguration {
  readonly #values = new Map<string, AttributeValue>();
  #frozen = false;

  /**
   * @param values nested objects are flattened, `{ chat: { async: false } }` is `chat.async`.
   * @throws InvalidValueError `CONFIG_KEY_DUPLICATE` when two spellings give one key, `VALUE_NOT_SERIALIZABLE`
   */
  constructor(values: Attributes = {}) {
    this.#addFlattened(copyAttributes(values, 'config'), '');
  }

  /** Reads `{"conf_data":{…}}`. @throws InvalidValueError `ATTRIBUTE_INVALID`, `ATTRIBUTE_UNKNOWN`, `CONFIG_KEY_DUPLICATE` */
  static fromJson(this: void, value: unknown, path = 'config'): AgentConfiguration {
    return new AgentConfiguration(
      new MemberReader(value, path).only('conf_data').optional('conf_data', readAttributes),
    );
  }

  get<T>(option: ConfigOption<T>): T {
    const value = this.#values.get(option.key) ?? null;
    return value === null ? option.defaultValue : parse(option, value);
  }

  /**
   * @throws InvalidValueError `CONFIG_VALUE_INVALID` when the value is not of the option's type.
   * @throws IllegalStateError `CONFIG_FROZEN`
   */
  set<T>(option: ConfigOption<T>, value: T | null | undefined): this {
    if (this.#frozen) {
      throw new IllegalStateError(
        'CONFIG_FROZEN',
        `The configuration is in use, ${option.key} cannot be set any more.`,
        {
          path: option.key,
          hint: 'Set options before the job starts.',
        },
      );
    }
    if (value === null || value === undefined) {
      this.#values.delete(option.key);
    } else {
      const copied = copyAttributeValue(value, option.key);
      parse(option, copied);
      this.#values.set(option.key, copied);
    }
    return this;
  }

  getString(key: string): string | undefined;
  getString(key: string, fallback: string): string;
  getString(key: string, fallback?: string): string | undefined {
    return this.get(ConfigOption.string(key)) ?? fallback;
  }

  getInteger(key: string): number | undefined;
  getInteger(key: string, fallback: number): number;
  getInteger(key: string, fallback?: number): number | undefined {
    return this.get(ConfigOption.integer(key)) ?? fallback;
  }

  getNumber(key: string): number | undefined;
  getNumber(key: string, fallback: number): number;
  getNumber(key: string, fallback?: number): number | undefined {
    return this.get(ConfigOption.number(key)) ?? fallback;
  }

  getBoolean(key: string): boolean | undefined;
  getBoolean(key: string, fallback: boolean): boolean;
  getBoolean(key: string, fallback?: boolean): boolean | undefined {
    return this.get(ConfigOption.boolean(key)) ?? fallback;
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  get keys(): readonly string[] {
    return [...this.#values.keys()];
  }

  /** From now on {@link set} throws. */
  freeze(): this {
    this.#frozen = true;
    return this;
  }

  /** The wire form, as attribute values: `{"conf_data":{…}}` with flat keys. */
  toJSON(): Attributes {
    return { conf_data: Object.fromEntries(this.#values) };
  }

  #addFlattened(values: Attributes, prefix: string): void {
    for (const [name, value] of Object.entries(values)) {
      const key = `${prefix}${name}`;
      if (isAttributes(value)) {
        this.#addFlattened(value, `${key}.`);
      } else if (value !== undefined && value !== null) {
        this.#add(key, value);
      }
    }
  }

  #add(key: string, value: AttributeValue): void {
    if (this.#values.has(key)) {
      throw new InvalidValueError('CONFIG_KEY_DUPLICATE', `The option ${key} is configured twice.`, {
        path: key,
        hint: 'Write it either nested or with dots.',
      });
    }
    this.#values.set(key, value);
  }
}

function parse<T>(option: ConfigOption<T>, value: AttributeValue): NonNullable<T> {
  const parsed = option.type.parse(value);
  if (parsed === undefined) {
    throw new InvalidValueError(
      'CONFIG_VALUE_INVALID',
      `The option ${option.key} is ${describeValue(value)}, not ${option.type.expected}.`,
      {
        path: option.key,
        hint: `Set it to ${option.type.expected}.`,
      },
    );
  }
  return parsed;
}
