import { type ChatMessage, InvalidValueError, type ToolCall } from '@millrace/api';
import { answerDetailsOf } from './answer-details.js';
import type { AssistantPart, PromptMessage, ProviderOptions, ToolResultPart } from './language-model.js';
import { toModelJson } from './model-json.js';

/**
 * A conversation as a prompt of the AI SDK. Answers to tool calls that follow each other become one message, as providers expect of parallel calls.
 *
 * @throws InvalidValueError `CHAT_MESSAGES_EMPTY`, `CHAT_MESSAGE_INVALID` naming the message.
 */
export function toProviderPrompt(messages: readonly ChatMessage[]): PromptMessage[] {
  if (messages.length === 0) {
    throw new InvalidValueError('CHAT_MESSAGES_EMPTY', 'A conversation without messages cannot be sent.', {
      path: 'messages',
      hint: 'Send at least one message.',
    });
  }
  const prompt: PromptMessage[] = [];
  const toolNames = new Map<string, string>();
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`;
    if (message.role === 'tool') {
      appendToolResult(prompt, toToolResult(message, toolNames, path));
    } else {
      prompt.push(toPromptMessage(message, path));
      for (const call of message.toolCalls) {
        toolNames.set(providerIdOf(call), call.name);
      }
    }
  }
  return prompt;
}

function toPromptMessage(message: ChatMessage, path: string): PromptMessage {
  if (message.role === 'assistant') {
    return { role: 'assistant', content: toAssistantParts(message, path) };
  }
  if (message.toolCalls.length > 0) {
    throw new InvalidValueError('CHAT_MESSAGE_INVALID', `A ${message.role} message has tool calls.`, {
      path: `${path}.toolCalls`,
      hint: 'Only assistants call tools.',
    });
  }
  return message.role === 'system'
    ? { role: 'system', content: message.content }
    : { role: 'user', content: [{ type: 'text', text: message.content }] };
}

function toAssistantParts(message: ChatMessage, path: string): AssistantPart[] {
  const { reasoning, toolCallMetadata } = answerDetailsOf(message, path);
  const parts: AssistantPart[] = reasoning.map(({ text, metadata }) => ({
    type: 'reasoning',
    text,
    ...providerOptions(metadata),
  }));
  if (message.content !== '') {
    parts.push({ type: 'text', text: message.content });
  }
  for (const call of message.toolCalls) {
    const toolCallId = providerIdOf(call);
    const metadata = toolCallMetadata.get(toolCallId);
    parts.push({
      type: 'tool-call',
      toolCallId,
      toolName: call.name,
      input: toModelJson(call.arguments),
      ...providerOptions(metadata),
    });
  }
  return parts;
}

function toToolResult(message: ChatMessage, toolNames: ReadonlyMap<string, string>, path: string): ToolResultPart {
  const toolCallId = message.extraArgs['externalId'];
  if (typeof toolCallId !== 'string' || toolCallId === '') {
    throw new InvalidValueError('CHAT_MESSAGE_INVALID', 'A tool message does not say which call it answers.', {
      path: `${path}.extraArgs.externalId`,
      hint: "Put the originalId of the model's tool call there.",
    });
  }
  const toolName = toolNames.get(toolCallId);
  if (toolName === undefined) {
    throw new InvalidValueError(
      'CHAT_MESSAGE_INVALID',
      `A tool message answers the call ${JSON.stringify(toolCallId)}, which no message before it makes.`,
      {
        path: `${path}.extraArgs.externalId`,
        hint: 'Keep the assistant message that made the call in the conversation.',
      },
    );
  }
  return { type: 'tool-result', toolCallId, toolName, output: { type: 'text', value: message.content } };
}

function appendToolResult(prompt: PromptMessage[], result: ToolResultPart): void {
  const last = prompt.at(-1);
  if (last?.role === 'tool') {
    last.content.push(result);
  } else {
    prompt.push({ role: 'tool', content: [result] });
  }
}

function providerIdOf(call: ToolCall): string {
  return call.originalId ?? call.id;
}

function providerOptions(metadata: ProviderOptions | undefined): { providerOptions?: ProviderOptions } {
  return metadata === undefined ? {} : { providerOptions: metadata };
}
