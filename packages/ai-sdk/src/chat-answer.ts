import { type Attributes, ChatMessage, errorMessage, readText, type ToolCall } from '@millrace/api';
import { type AnswerDetails, answerDetailsToAttributes, type Reasoning } from './answer-details.js';
import { readToolCalls } from './answer-tool-calls.js';
import { readWarnings } from './call-warnings.js';
import { readFinishReason } from './finish-reason.js';
import { isRecord } from './is-record.js';
import type { LanguageModelAnswer, ProviderOptions } from './language-model.js';
import { ModelCallError } from './model-call-error.js';
import { readProviderOptions } from './provider-options.js';

/**
 * The answer of a model as an assistant message: its text, the tool calls it wants made here, and the details. Parts of other kinds (files, sources, tools that ran
 * inside the service, whatever a later version adds) are left out.
 *
 * @param extraArgs go with the message, beside the details.
 * @throws ModelCallError `MODEL_RESPONSE_INVALID`
 */
export function toChatMessage(answer: LanguageModelAnswer, extraArgs: Attributes): ChatMessage {
  try {
    return readAnswer(answer, extraArgs);
  } catch (thrown) {
    throw thrown instanceof ModelCallError ? thrown : invalid(errorMessage(thrown), thrown);
  }
}

type Part = Readonly<Record<string, unknown>>;

function readAnswer(answer: LanguageModelAnswer, extraArgs: Attributes): ChatMessage {
  if (!isRecord(answer) || !Array.isArray(answer.content)) {
    throw invalid('it has no content');
  }
  const parts: readonly Part[] = answer.content.filter(isRecord);
  const callParts = parts.filter((part) => part['type'] === 'tool-call' && part['providerExecuted'] !== true);
  const content = parts.map(textOf).join('');
  const toolCalls = readToolCalls(callParts);
  const details: AnswerDetails = {
    finishReason: readFinishReason(answer.finishReason),
    reasoning: parts.flatMap(reasoningOf),
    toolCallMetadata: metadataByCall(callParts, toolCalls),
    warnings: readWarnings(answer.warnings),
  };
  if (details.finishReason === 'error' && content === '' && toolCalls.length === 0) {
    throw invalid('the model stopped because of an error and said nothing');
  }
  return ChatMessage.assistant(content, toolCalls, { ...extraArgs, ai_sdk: answerDetailsToAttributes(details) });
}

function textOf({ type, text }: Part): string {
  return type === 'text' ? readText(text, 'text') : '';
}

function reasoningOf(part: Part): readonly Reasoning[] {
  return part['type'] === 'reasoning' ? [{ text: readText(part['text'], 'text'), metadata: metadataOf(part) }] : [];
}

function metadataByCall(parts: readonly Part[], calls: readonly ToolCall[]): ReadonlyMap<string, ProviderOptions> {
  const metadata = new Map<string, ProviderOptions>();
  calls.forEach((call, index) => {
    const ofCall = metadataOf(parts[index] ?? {});
    if (ofCall !== undefined) {
      metadata.set(call.originalId ?? call.id, ofCall);
    }
  });
  return metadata;
}

function metadataOf(part: Part): ProviderOptions | undefined {
  return part['providerMetadata'] === undefined
    ? undefined
    : readProviderOptions(part['providerMetadata'], 'providerMetadata');
}

function invalid(problem: string, cause?: unknown): ModelCallError {
  return new ModelCallError('MODEL_RESPONSE_INVALID', `The answer of the model cannot be used: ${problem}.`, { cause });
}
