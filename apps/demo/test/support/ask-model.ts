import { type BaseChatModelConnection, ChatMessage, type JsonSchema, type Tool, ToolParameters } from '@millrace/api';
import { reviewPrompt, reviewPromptArgs } from '../../src/prompts.js';
import { readReview } from '../../src/review/review.js';
import { type ReviewAnalysis, readReviewAnalysis } from '../../src/review/review-analysis.js';
import type { ShippedReview } from './shipped-data.js';

export interface Exchange {
  readonly messages: readonly ChatMessage[];
  readonly analysis: ReviewAnalysis;
}

/** The whole exchange about one review: prompt, tool calls and their results, answer. */
export async function askAbout(
  model: BaseChatModelConnection,
  line: ShippedReview,
  tools: readonly Tool[],
  outputSchema?: JsonSchema,
): Promise<Exchange> {
  let messages = await reviewPrompt.formatMessages('user', reviewPromptArgs(readReview(line), []));
  for (;;) {
    const answer = await model.chat(messages, { tools, parameters: {}, outputSchema });
    messages = [...messages, answer];
    if (answer.toolCalls.length === 0) return { messages, analysis: readReviewAnalysis(JSON.parse(answer.content)) };
    for (const call of answer.toolCalls)
      messages = [...messages, await callTool(tools, call.name, call.arguments, call.id)];
  }
}

async function callTool(
  tools: readonly Tool[],
  name: string,
  args: Exchange['messages'][number]['toolCalls'][number]['arguments'],
  id: string,
): Promise<ChatMessage> {
  const tool = tools.find((candidate) => candidate.name === name);
  if (tool === undefined) throw new Error(`The model called ${name}, which it was not offered.`);
  const response = await tool.call(new ToolParameters(args), {
    signal: new AbortController().signal,
    idempotencyKey: id,
  });
  return ChatMessage.tool(response.toString(), { externalId: id });
}
