import { ChatMessage, type ToolCall, type ToolResponseEvent } from '@millrace/api';
import type { ChatState } from './chat-memory.js';

/** What a model is told about the calls it asked for, in the order it asked for them. */
export function toolMessages(waiting: ChatState, answered: ToolResponseEvent): readonly ChatMessage[] {
  const asked = waiting.messages.at(-1)?.toolCalls ?? [];
  return asked.map((call) => toolMessage(call, answered));
}

function toolMessage(call: ToolCall, answered: ToolResponseEvent): ChatMessage {
  const externalId = answered.externalIds.get(call.id) ?? call.originalId ?? call.id;
  return ChatMessage.tool(contentOf(call, answered), { externalId });
}

function contentOf(call: ToolCall, answered: ToolResponseEvent): string {
  const response = answered.responses.get(call.id);
  if (response === undefined) {
    return `The tool ${call.name} gave no answer.`;
  }
  const succeeded = response.isSuccess && answered.success.get(call.id) !== false;
  return succeeded ? response.resultAsText : (answered.error.get(call.id) ?? response.toString());
}
