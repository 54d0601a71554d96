import { BaseChatModelConnection, ChatMessage, type ChatOptions, InvalidValueError } from '@millrace/api';

/**
 * A chat model that follows two rules, so that an agent can be run and tested without a service: to a question it asks for the tool, from the tool's answer it
 * makes its own. A connection to a real model has the same shape; `@millrace/ai-sdk` holds ready ones.
 */
export class RuleChatModelConnection extends BaseChatModelConnection {
  // #region chat
  override async chat(messages: readonly ChatMessage[], { tools }: ChatOptions): Promise<ChatMessage> {
    const last = messages.at(-1);
    if (last?.role === 'tool') {
      return ChatMessage.assistant(`There are ${last.content} left.`);
    }
    const article = /how many (\w+)/i.exec(last?.content ?? '')?.[1];
    const [tool] = tools;
    if (article === undefined || tool === undefined) {
      throw new InvalidValueError('QUESTION_UNCLEAR', 'This model only understands "how many …".', {
        path: 'messages',
      });
    }
    return ChatMessage.assistant('', [{ id: 'call-1', name: tool.name, arguments: { article } }]);
  }
  // #endregion chat
}
