import { InvalidValueError } from '../errors.js';

/** Where a tool runs: inside the model's service, as a function here, as a function elsewhere, or on an MCP server. */
export type ToolType = 'model_built_in' | 'function' | 'remote_function' | 'mcp';

export const toolTypes: readonly ToolType[] = ['model_built_in', 'function', 'remote_function', 'mcp'];

/** @throws InvalidValueError `TOOL_TYPE_INVALID` unless `text` is a tool type, in any case. */
export function parseToolType(text: string, path = 'toolType'): ToolType {
  const type = toolTypes.find((candidate) => candidate === text.toLowerCase());
  if (type === undefined) {
    throw new InvalidValueError('TOOL_TYPE_INVALID', `${JSON.stringify(text)} is not a tool type.`, {
      path,
      hint: `Use one of ${toolTypes.join(', ')}.`,
    });
  }
  return type;
}
