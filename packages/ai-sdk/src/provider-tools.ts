import { type Tool, UnsupportedError } from '@millrace/api';
import type { FunctionTool } from './language-model.js';

/**
 * Tools as the model is told about them.
 *
 * @throws UnsupportedError `TOOL_TYPE_UNSUPPORTED` for tools that run inside the model's service: every provider has its own.
 */
export function toProviderTools(tools: readonly Tool[]): FunctionTool[] {
  return tools.map((tool) => {
    if (tool.toolType === 'model_built_in') {
      throw new UnsupportedError(
        'TOOL_TYPE_UNSUPPORTED',
        `The tool ${JSON.stringify(tool.name)} runs inside the service of the model.`,
        {
          path: 'tools',
          hint: 'Leave it out and ask for it in providerOptions, where the provider has such an option.',
        },
      );
    }
    return { type: 'function', name: tool.name, description: tool.description, inputSchema: tool.metadata.inputSchema };
  });
}
