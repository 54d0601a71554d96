import { InvalidValueError } from '../errors.js';
import { toBoolean, toInteger, toNumber, toText } from '../json/attribute-conversion.js';
import { describeValue } from '../json/attribute-text.js';
import { type Attributes, type AttributeValue, copyAttributes, memberPath } from '../json/attribute-value.js';

/**
 * The arguments of one tool call. Models are loose about types, so the typed getters convert where nothing is lost: `"3"` and `3.0` are the integer 3, `3.5` is not
 * an integer. A parameter that is absent or null is `undefined` for every typed getter.
 */
export class ToolParameters {
  readonly #values: Attributes;

  /** @throws InvalidValueError `VALUE_NOT_SERIALIZABLE` */
  constructor(values: Attributes = {}) {
    this.#values = copyAttributes(values, 'parameters');
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** The value as it came; `undefined` when there is none. */
  get(name: string): AttributeValue | undefined {
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
  }

  /** Text, or any scalar as text. @throws InvalidValueError `TOOL_PARAMETER_INVALID` for lists, objects and bytes. */
  getString(name: string): string | undefined {
    return this.#convert(name, 'a string', toText);
  }

  /** A finite number, or decimal text of one. @throws InvalidValueError `TOOL_PARAMETER_INVALID` */
  getNumber(name: string): number | undefined {
    return this.#convert(name, 'a number', toNumber);
  }

  /** A number without fraction that is represented exactly, or decimal text of one. @throws InvalidValueError `TOOL_PARAMETER_INVALID` */
  getInteger(name: string): number | undefined {
    return this.#convert(name, 'an integer', toInteger);
  }

  /** A boolean, or `"true"` or `"false"` in any case. @throws InvalidValueError `TOOL_PARAMETER_INVALID` */
  getBoolean(name: string): boolean | undefined {
    return this.#convert(name, 'a boolean', toBoolean);
  }

  /** In the order the model wrote them. */
  get names(): readonly string[] {
    return Object.keys(this.#values);
  }

  get size(): number {
    return this.names.length;
  }

  /** Name and value of every parameter. */
  get entries(): readonly (readonly [string, AttributeValue])[] {
    return Object.entries(this.#values).map(([name, value]) => [name, value ?? null]);
  }

  toJSON(): Attributes {
    return this.#values;
  }

  #convert<T>(name: string, expected: string, convert: (value: AttributeValue) => T | undefined): T | undefined {
    const value = this.get(name) ?? null;
    if (value === null) {
      return undefined;
    }
    const converted = convert(value);
    if (converted === undefined) {
      throw new InvalidValueError(
        'TOOL_PARAMETER_INVALID',
        `The parameter ${name} is not ${expected}: ${describeValue(value)}.`,
        {
          path: memberPath('parameters', name),
          hint: `Call the tool with ${expected}.`,
        },
      );
    }
    return converted;
  }
}
