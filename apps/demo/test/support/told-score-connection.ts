import { BaseChatModelConnection, ChatMessage, type ChatOptions } from '@millrace/api';

/** A chat model that gives the score a review asks for ("score=-0.5 about lid"), and keeps the conversations it was shown. */
export class ToldScoreConnection extends BaseChatModelConnection {
  readonly conversations: (readonly ChatMessage[])[] = [];

  override async chat(messages: readonly ChatMessage[], _options: ChatOptions): Promise<ChatMessage> {
    this.conversations.push(messages);
    const asked = messages.findLast(({ role }) => role === 'user')?.content ?? '';
    const score = Number(/score=(-?[\d.]+)/.exec(asked)?.[1] ?? 0);
    const label = labelOf(score);
    const aspect = /about (\w+)/.exec(asked)?.[1];
    const aspects = aspect === undefined ? [] : [{ name: aspect, sentiment: label }];
    return ChatMessage.assistant(JSON.stringify({ score, label, reasons: [], aspects }), [], { model_name: 'told' });
  }
}

function labelOf(score: number): string {
  if (Math.abs(score) < 0.25) return 'mixed';
  return score > 0 ? 'positive' : 'negative';
}
