import { InvalidValueError } from '../errors.js';
import { attributeValuesEqual } from '../json/attribute-equality.js';
import { MemberReader, readName, readText } from '../json/attribute-reader.js';
import type { Attributes } from '../json/attribute-value.js';
import { copyJsonSchema, type JsonSchema } from '../schema/json-schema.js';

export interface ToolMetadataInit {
  readonly name: string;
  /** What the tool does, for the model that chooses it. */
  readonly description: string;
  /** Schema of the arguments; its type is `object`. */
  readonly inputSchema: JsonSchema;
}

/** What a model is told about a tool. Immutable. */
export class ToolMetadata {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;

  /** @throws InvalidValueError `ATTRIBUTE_INVALID`, `JSON_SCHEMA_INVALID`, `VALUE_NOT_SERIALIZABLE` */
  constructor(init: ToolMetadataInit) {
    this.name = readName(init.name, 'name');
    this.description = readText(init.description, 'description');
    this.inputSchema = copyJsonSchema(init.inputSchema, 'inputSchema');
    Object.freeze(this);
  }

  /**
   * Reads the wire form; `inputSchema` may be JSON text or an object. Members it does not know are ignored, since tools of other systems carry more.
   * @throws InvalidValueError `ATTRIBUTE_INVALID`, `JSON_SCHEMA_INVALID`
   */
  static fromJson(this: void, value: unknown, path = 'metadata'): ToolMetadata {
    const members = new MemberReader(value, path);
    return new ToolMetadata({
      name: members.required('name', readName),
      description: members.required('description', readText),
      inputSchema: members.required('inputSchema', readInputSchema),
    });
  }

  equals(other: ToolMetadata): boolean {
    return (
      this.name === other.name &&
      this.description === other.description &&
      attributeValuesEqual(this.inputSchema, other.inputSchema)
    );
  }

  /** The wire form: `{"name","description","inputSchema"}`, the schema as JSON text. */
  toJSON(): Attributes {
    return { name: this.name, description: this.description, inputSchema: JSON.stringify(this.inputSchema) };
  }
}

function readInputSchema(value: unknown, path: string): JsonSchema {
  return copyJsonSchema(typeof value === 'string' ? parseJson(value, path) : value, path);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidValueError('JSON_SCHEMA_INVALID', 'The input schema is text that is not JSON.', {
      path,
      hint: 'Write a JSON Schema object, or its JSON text.',
      cause,
    });
  }
}
