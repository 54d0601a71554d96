import { BaseChatModelConnection, type ChatMessage, type ChatOptions } from '@millrace/api';

/** What a scripted model answers to a conversation: a message, or a failure. */
export type Script = (messages: readonly ChatMessage[], options: ChatOptions) => ChatMessage | Promise<ChatMessage>;

/** A connection to a model that runs here: it answers as its script says and keeps what it was asked. */
export class ScriptedChatConnection extends BaseChatModelConnection {
  readonly asked: (readonly ChatMessage[])[] = [];
  readonly #script: Script;

  constructor(script: Script) {
    super();
    this.#script = script;
  }

  override async chat(messages: readonly ChatMessage[], options: ChatOptions): Promise<ChatMessage> {
    this.asked.push(messages);
    const words = messages.reduce((sum, { content }) => sum + content.split(' ').length, 0);
    const { model } = options.parameters;
    this.recordTokenMetrics(options.metricGroup, typeof model === 'string' ? model : 'scripted', words, 1);
    return await this.#script(messages, options);
  }
}
