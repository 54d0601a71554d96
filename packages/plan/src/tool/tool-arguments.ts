import { type Attributes, InvalidValueError, type JsonSchema, type JsonValue } from '@millrace/api';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { JsonSchemaCheck } from '../schema/json-schema-check.js';

/** Turns the arguments a model wrote into those a tool is called with. */
export interface ToolArguments {
  /** @throws InvalidValueError `TOOL_ARGUMENTS_INVALID`; `path` names the first offending argument. */
  accept(args: Attributes): Promise<unknown>;
}

/** Arguments checked by a JSON Schema. Arguments that are absent get the `default` of their property. */
export class JsonSchemaArguments implements ToolArguments {
  readonly #check: JsonSchemaCheck;
  readonly #defaults: Attributes;

  /** @throws InvalidValueError `JSON_SCHEMA_INVALID` */
  constructor(schema: JsonSchema) {
    this.#check = new JsonSchemaCheck(schema);
    this.#defaults = defaultsOf(schema);
  }

  async accept(args: Attributes): Promise<Attributes> {
    const complete = { ...this.#defaults, ...args };
    const violation = this.#check.find(complete, 'arguments');
    if (violation !== undefined) {
      throw refuse(violation.problem, violation.path);
    }
    return complete;
  }
}

/** Arguments checked, converted and completed by any Standard Schema validator. */
export class StandardSchemaArguments implements ToolArguments {
  readonly #schema: StandardSchemaV1;

  constructor(schema: StandardSchemaV1) {
    this.#schema = schema;
  }

  async accept(args: Attributes): Promise<unknown> {
    const result = await this.#schema['~standard'].validate(args);
    if (result.issues === undefined) {
      return result.value;
    }
    const [first] = result.issues;
    throw refuse(first?.message ?? 'No reason given.', issuePath(first));
  }
}

function defaultsOf({ properties }: JsonSchema): Attributes {
  const defaults = new Map<string, JsonValue>();
  for (const [name, property] of Object.entries(isObject(properties) ? properties : {})) {
    const value = isObject(property) ? property['default'] : undefined;
    if (value !== undefined) {
      defaults.set(name, value);
    }
  }
  return Object.fromEntries(defaults);
}

function isObject(value: JsonValue | undefined): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function issuePath(issue: StandardSchemaV1.Issue | undefined): string {
  return (issue?.path ?? []).reduce<string>((path, segment) => {
    const name = typeof segment === 'object' ? segment.key : segment;
    return typeof name === 'number' ? `${path}[${name}]` : `${path}.${String(name)}`;
  }, 'arguments');
}

function refuse(problem: string, path: string): InvalidValueError {
  return new InvalidValueError('TOOL_ARGUMENTS_INVALID', `The arguments do not fit the tool's schema: ${problem}`, {
    path,
    hint: 'Call the tool again with arguments that fit.',
  });
}
