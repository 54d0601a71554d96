import { toBoolean, toInteger, toNumber, toText } from '../json/attribute-conversion.js';
import type { AttributeValue } from '../json/attribute-value.js';

/** How values of an option are understood. */
export interface ConfigType<T> {
  /** Ends the sentence "the value is not …". */
  readonly expected: string;
  /** The value, converted from text where it came as text; `undefined` when it is not one. */
  parse(value: AttributeValue): T | undefined;
}

/** A key of the configuration, with its type and default. Options with the same key are the same option. */
export class ConfigOption<T> {
  readonly key: string;
  readonly type: ConfigType<NonNullable<T>>;
  /** What {@link ReadableConfiguration.get} gives when nothing is configured. */
  readonly defaultValue: T;

  constructor(key: string, type: ConfigType<NonNullable<T>>, defaultValue: T) {
    this.key = key;
    this.type = type;
    this.defaultValue = defaultValue;
    Object.freeze(this);
  }

  /** Text. Numbers and booleans become text. */
  static string(key: string, defaultValue: string): ConfigOption<string>;
  static string(key: string): ConfigOption<string | undefined>;
  static string(key: string, defaultValue?: string): ConfigOption<string | undefined> {
    return new ConfigOption<string | undefined>(key, textType, defaultValue);
  }

  /** A number without fraction. */
  static integer(key: string, defaultValue: number): ConfigOption<number>;
  static integer(key: string): ConfigOption<number | undefined>;
  static integer(key: string, defaultValue?: number): ConfigOption<number | undefined> {
    return new ConfigOption<number | undefined>(key, integerType, defaultValue);
  }

  /** A finite number. */
  static number(key: string, defaultValue: number): ConfigOption<number>;
  static number(key: string): ConfigOption<number | undefined>;
  static number(key: string, defaultValue?: number): ConfigOption<number | undefined> {
    return new ConfigOption<number | undefined>(key, numberType, defaultValue);
  }

  static boolean(key: string, defaultValue: boolean): ConfigOption<boolean>;
  static boolean(key: string): ConfigOption<boolean | undefined>;
  static boolean(key: string, defaultValue?: boolean): ConfigOption<boolean | undefined> {
    return new ConfigOption<boolean | undefined>(key, booleanType, defaultValue);
  }

  /** Whole milliseconds, not negative. */
  static durationMs(key: string, defaultValue: number): ConfigOption<number>;
  static durationMs(key: string): ConfigOption<number | undefined>;
  static durationMs(key: string, defaultValue?: number): ConfigOption<number | undefined> {
    return new ConfigOption<number | undefined>(key, durationType, defaultValue);
  }

  /** One of a few words, read in any case. */
  static choice<const C extends string>(key: string, choices: readonly C[], defaultValue: NoInfer<C>): ConfigOption<C>;
  static choice<const C extends string>(key: string, choices: readonly C[]): ConfigOption<C | undefined>;
  static choice<const C extends string>(
    key: string,
    choices: readonly C[],
    defaultValue?: C,
  ): ConfigOption<C | undefined> {
    return new ConfigOption<C | undefined>(key, choiceType(choices), defaultValue);
  }
}

const textType: ConfigType<string> = { expected: 'a text', parse: toText };
const integerType: ConfigType<number> = { expected: 'an integer', parse: toInteger };
const numberType: ConfigType<number> = { expected: 'a number', parse: toNumber };
const booleanType: ConfigType<boolean> = { expected: 'true or false', parse: toBoolean };
const durationType: ConfigType<number> = { expected: 'a number of milliseconds', parse: toDuration };

function choiceType<C extends string>(choices: readonly C[]): ConfigType<NonNullable<C>> {
  return {
    expected: `one of ${choices.join(', ')}`,
    parse: (value) => choices.find((choice) => choice.toLowerCase() === toText(value)?.trim().toLowerCase()),
  };
}

function toDuration(value: AttributeValue): number | undefined {
  const milliseconds = toInteger(value);
  return milliseconds === undefined || milliseconds < 0 ? undefined : milliseconds;
}
