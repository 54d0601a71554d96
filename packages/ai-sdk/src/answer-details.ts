import { type Attributes, type ChatMessage, listOf, MemberReader, mapOf, readText } from '@millrace/api';
import type { ProviderOptions } from './language-model.js';
import { readProviderOptions } from './provider-options.js';

/** A stretch of reasoning, with what the provider wants to see again to recognise it. */
export interface Reasoning {
  readonly text: string;
  readonly metadata: ProviderOptions | undefined;
}

/** What an answer holds besides text and tool calls. It travels in the `ai_sdk` member of the message's extra arguments, and back to the provider from there. */
export interface AnswerDetails {
  readonly reasoning: readonly Reasoning[];
  /** What the provider wants to see again with a tool call, by the provider's id of the call. */
  readonly toolCallMetadata: ReadonlyMap<string, ProviderOptions>;
  /** Why the model stopped: `stop`, `length`, `content-filter`, `tool-calls`, `error`, `interrupted` or `other`. */
  readonly finishReason: string;
  /** What of the request had no effect. */
  readonly warnings: readonly string[];
}

/** The details as the `ai_sdk` member; lists that are empty are left out. */
export function answerDetailsToAttributes(details: AnswerDetails): Attributes {
  const { finishReason, reasoning, toolCallMetadata, warnings } = details;
  return {
    finish_reason: finishReason,
    ...(reasoning.length === 0 ? {} : { reasoning: reasoning.map(({ text, metadata }) => ({ text, metadata })) }),
    ...(toolCallMetadata.size === 0 ? {} : { tool_call_metadata: Object.fromEntries(toolCallMetadata) }),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}

/**
 * What of the details goes back to the provider with an assistant message; nothing for a message that did not come from this package.
 *
 * @throws InvalidValueError `ATTRIBUTE_INVALID`
 */
export function answerDetailsOf(
  message: ChatMessage,
  path: string,
): Pick<AnswerDetails, 'reasoning' | 'toolCallMetadata'> {
  const members = new MemberReader(message.extraArgs['ai_sdk'] ?? {}, `${path}.extraArgs.ai_sdk`);
  return {
    reasoning: members.optional('reasoning', listOf(readReasoning)) ?? [],
    toolCallMetadata: members.optional('tool_call_metadata', mapOf(readProviderOptions)) ?? new Map(),
  };
}

function readReasoning(value: unknown, path: string): Reasoning {
  const members = new MemberReader(value, path);
  return { text: members.required('text', readText), metadata: members.optional('metadata', readProviderOptions) };
}
