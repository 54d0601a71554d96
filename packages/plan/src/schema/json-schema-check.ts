import { type Schema, Validator } from '@cfworker/json-schema';
import { errorMessage, InvalidValueError, type JsonSchema } from '@millrace/api';

/** What a value violates: where, as a dotted path from the value, and what is wrong. */
export interface SchemaViolation {
  readonly path: string;
  readonly problem: string;
}

/** Checks JSON values against one JSON Schema (draft 2020-12), without generating code. */
export class JsonSchemaCheck {
  readonly #validator: Validator;

  /** @throws InvalidValueError `JSON_SCHEMA_INVALID` when a reference in the schema leads nowhere or makes no sense. */
  constructor(schema: JsonSchema) {
    try {
      // The validator keeps notes in the schema it is given.
      this.#validator = new Validator(structuredClone(schema) as Schema, '2020-12');
    } catch (cause) {
      throw invalidSchema(cause);
    }
  }

  /**
   * The innermost violation that was found first; `undefined` when the value fits.
   *
   * @param root what to call the value in `path`.
   * @throws InvalidValueError `JSON_SCHEMA_INVALID`
   */
  find(value: unknown, root: string): SchemaViolation | undefined {
    const { valid, errors } = this.#validate(value);
    if (valid) {
      return undefined;
    }
    const innermost = errors.toSorted((a, b) => depthOf(b.instanceLocation) - depthOf(a.instanceLocation))[0];
    return {
      path: toPath(innermost?.instanceLocation ?? '#', root),
      problem: innermost?.keyword === 'false' ? 'It is not allowed.' : (innermost?.error ?? 'It does not fit.'),
    };
  }

  #validate(value: unknown): ReturnType<Validator['validate']> {
    try {
      return this.#validator.validate(value);
    } catch (cause) {
      throw invalidSchema(cause);
    }
  }
}

function depthOf(pointer: string): number {
  return pointer.split('/').length;
}

/** `#/items/3/price` as `root.items[3].price`. */
function toPath(pointer: string, root: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, name) => (/^\d+$/.test(name) ? `${path}[${name}]` : `${path}.${name}`), root);
}

function invalidSchema(cause: unknown): InvalidValueError {
  return new InvalidValueError('JSON_SCHEMA_INVALID', `A JSON Schema cannot be used: ${errorMessage(cause)}`, {
    path: 'schema',
    hint: 'Check its references and its types.',
    cause,
  });
}
