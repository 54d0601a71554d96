import {
  encodeAttributeValue,
  type FunctionReference,
  type JsonObject,
  Tool,
  type ToolCallOptions,
  type ToolMetadata,
  type ToolParameters,
  ToolResponse,
  type ToolType,
  UnsupportedError,
} from '@millrace/api';
import { fromReference } from '../function/from-reference.js';
import type { JavaFunction } from '../function/java-function.js';
import type { ModuleLoader } from '../function/module-loader.js';
import type { PythonFunction } from '../function/python-function.js';
import type { TypeScriptFunction } from '../function/typescript-function.js';
import { writeFunction } from '../serializer/function-json.js';
import { JsonSchemaArguments, type ToolArguments } from './tool-arguments.js';

/** What a tool executes. What it returns is the result; what it throws is told to the model. */
export type ToolFunction = (args: never, options: ToolCallOptions) => unknown;

export interface FunctionToolOptions {
  /** How arguments are checked. Default: by the input schema of the metadata. */
  readonly arguments?: ToolArguments | undefined;
  /** How the module of the function is imported. Default: as seen from this package. */
  readonly importModule?: ModuleLoader | undefined;
}

/** A tool that is a function. Functions of Python and Java are descriptions: calling them here answers with an error. */
export class FunctionTool extends Tool {
  override readonly toolType: ToolType = 'function';
  readonly function: TypeScriptFunction<ToolFunction> | PythonFunction | JavaFunction;
  readonly #importModule: ModuleLoader | undefined;
  #arguments: ToolArguments | undefined;

  /** @param executed the function, or where to find it. */
  constructor(
    metadata: ToolMetadata,
    executed: FunctionTool['function'] | FunctionReference,
    options: FunctionToolOptions = {},
  ) {
    super(metadata);
    this.function = 'language' in executed ? fromReference(executed) : executed;
    this.#arguments = options.arguments;
    this.#importModule = options.importModule;
  }

  /** Never rejects, except with the reason of an aborted signal: a call that was given up has no outcome. */
  override async call(parameters: ToolParameters, options: ToolCallOptions): Promise<ToolResponse> {
    try {
      const called = await this.#resolve();
      const args = await this.#acceptedArguments().accept(parameters.toJSON());
      // The arguments were checked by the schema the function's parameter type comes from.
      return ToolResponse.success(await called(args as never, options), { toolName: this.name });
    } catch (failure) {
      options.signal.throwIfAborted();
      return ToolResponse.error(failure, { toolName: this.name });
    }
  }

  #acceptedArguments(): ToolArguments {
    this.#arguments ??= new JsonSchemaArguments(this.metadata.inputSchema);
    return this.#arguments;
  }

  async #resolve(): Promise<ToolFunction> {
    if (this.function.funcType !== 'TypeScriptFunction') {
      throw new UnsupportedError(
        'TOOL_NOT_CALLABLE',
        `The tool ${this.name} is a ${this.function.funcType} (${this.function.toString()}), which cannot be called here.`,
        { hint: 'Declare a tool of that name in TypeScript.' },
      );
    }
    return await this.function.resolve(this.#importModule);
  }

  /** The wire form: `{"metadata":{"name","description","inputSchema"},"function":{"func_type",…}}`. */
  toJSON(): JsonObject {
    return { metadata: encodeAttributeValue(this.metadata.toJSON()), function: writeFunction(this.function) };
  }
}
