import { type Attributes, copyAttributes, errorMessage, type ToolCall } from '@millrace/api';
import { ModelCallError } from './model-call-error.js';

/** A `tool-call` part of an answer, of whatever version. */
export type ToolCallAnswer = Readonly<Record<string, unknown>>;

/**
 * The calls a model asks for. Each keeps the provider's id as `originalId`; its own id is the same, unless the provider gave none or gave one twice.
 *
 * @throws ModelCallError `MODEL_RESPONSE_INVALID` when a call has no name, or arguments that are not a JSON object.
 */
export function readToolCalls(parts: readonly ToolCallAnswer[]): readonly ToolCall[] {
  const ids = new Set<string>();
  return parts.map((part, index) => {
    const originalId =
      typeof part['toolCallId'] === 'string' && part['toolCallId'] !== '' ? part['toolCallId'] : `call-${index}`;
    const id = ids.has(originalId) ? `${originalId}-${index}` : originalId;
    ids.add(id);
    return { id, originalId, ...readCall(part) };
  });
}

function readCall({ toolName, input }: ToolCallAnswer): Pick<ToolCall, 'name' | 'arguments'> {
  if (typeof toolName !== 'string' || toolName === '') {
    throw new ModelCallError('MODEL_RESPONSE_INVALID', 'The model calls a tool without saying which.');
  }
  return { name: toolName, arguments: readArguments(toolName, input) };
}

function readArguments(toolName: string, input: unknown): Attributes {
  try {
    return copyAttributes(typeof input === 'string' ? parseArguments(input) : (input ?? {}), 'arguments');
  } catch (thrown) {
    throw new ModelCallError(
      'MODEL_RESPONSE_INVALID',
      `The model calls the tool ${JSON.stringify(toolName)} with arguments that are not a JSON object: ${errorMessage(thrown)}`,
      {
        cause: thrown,
        responseExcerpt: String(input).slice(0, excerptLength),
      },
    );
  }
}

const excerptLength = 500;

/** Models write nothing at all for a tool without parameters. */
function parseArguments(text: string): unknown {
  return text.trim() === '' ? {} : JSON.parse(text);
}
