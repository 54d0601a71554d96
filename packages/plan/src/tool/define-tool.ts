import { type Attributes, type JsonSchema, type ToolCallOptions, ToolMetadata, toJsonSchema } from '@millrace/api';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { TypeScriptFunction } from '../function/typescript-function.js';
import { FunctionTool } from './function-tool.js';
import { JsonSchemaArguments, StandardSchemaArguments } from './tool-arguments.js';

/** What a tool's function gets as arguments: what the validator makes of them; plain attributes where the schema is a JSON Schema. */
export type ToolArgumentsOf<S> = S extends StandardSchemaV1 ? StandardSchemaV1.InferOutput<S> : Attributes;

/** A tool as its author writes it. */
export interface ToolDefinition<S extends StandardSchemaV1 | JsonSchema> {
  /** What models call it, and the name of the resource. */
  readonly name: string;
  /** What it does, for the model that chooses it. */
  readonly description: string;
  /** The arguments: any Standard Schema validator that can describe itself as JSON Schema (zod 4.2 and later), or a JSON Schema. */
  readonly parameters: S;
  /** What it returns is the result, as an attribute value; what it throws is told to the model. */
  readonly call: (args: ToolArgumentsOf<S>, options: ToolCallOptions) => unknown;
}

/**
 * Makes a tool of a function.
 *
 * ```ts
 * const add = defineTool({
 *   name: 'add',
 *   description: 'Adds two numbers',
 *   parameters: z.object({ a: z.number(), b: z.number().default(1) }),
 *   call: ({ a, b }) => a + b,
 * });
 * ```
 *
 * @throws InvalidValueError `JSON_SCHEMA_UNAVAILABLE`, `JSON_SCHEMA_INVALID`, `ATTRIBUTE_INVALID`
 */
export function defineTool<const S extends StandardSchemaV1 | JsonSchema>(definition: ToolDefinition<S>): FunctionTool {
  const { name, description, parameters, call } = definition;
  const inputSchema = toJsonSchema(parameters);
  return new FunctionTool(
    new ToolMetadata({ name, description, inputSchema }),
    TypeScriptFunction.registered(name, call),
    {
      arguments: isValidator(parameters)
        ? new StandardSchemaArguments(parameters)
        : new JsonSchemaArguments(inputSchema),
    },
  );
}

function isValidator(schema: StandardSchemaV1 | JsonSchema): schema is StandardSchemaV1 {
  return '~standard' in schema;
}
