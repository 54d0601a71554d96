import { type JsonSchema, Tool, ToolMetadata, type ToolParameters, ToolResponse, type ToolType } from '@millrace/api';

/** A tool that answers with a function of its parameters. */
export class NamedTool extends Tool {
  readonly toolType: ToolType;
  readonly #run: (parameters: ToolParameters) => unknown;

  constructor(
    name: string,
    run: (parameters: ToolParameters) => unknown = () => null,
    toolType: ToolType = 'function',
  ) {
    super(new ToolMetadata({ name, description: `Does ${name}.`, inputSchema: citySchema }));
    this.toolType = toolType;
    this.#run = run;
  }

  override async call(parameters: ToolParameters): Promise<ToolResponse> {
    return ToolResponse.success(this.#run(parameters));
  }
}

export const citySchema: JsonSchema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
