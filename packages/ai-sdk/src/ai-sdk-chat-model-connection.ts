import {
  BaseChatModelConnection,
  type ChatMessage,
  type ChatOptions,
  type ResourceContext,
  ResourceDescriptor,
} from '@millrace/api';
import { toChatMessage } from './chat-answer.js';
import { readChatParameters } from './chat-parameters.js';
import type { ConnectionOptions } from './connection-options.js';
import type { LanguageModel, LanguageModelCall } from './language-model.js';
import { type ModelConnection, openModelConnection } from './model-connection.js';
import { toProviderPrompt } from './provider-prompt.js';
import { toProviderTools } from './provider-tools.js';
import { readTokenUsage } from './token-usage.js';

/**
 * A connection to chat models over the AI SDK's provider interface: to a model of this process, or to a service that speaks the wire protocol of OpenAI.
 *
 * The answer carries in its `extraArgs`: `model_name`; `promptTokens` and `completionTokens` where the service tells them; and `ai_sdk`, the finish reason, reasoning,
 * metadata and warnings, which go back to the service with the message.
 *
 * One `chat` is one request; nothing is tried again.
 */
export class AiSdkChatModelConnection extends BaseChatModelConnection {
  readonly #connection: ModelConnection<LanguageModel>;

  /**
   * @param source the options, or a descriptor whose arguments are the options.
   * @throws InvalidValueError naming the argument.
   */
  constructor(source: ResourceDescriptor | ConnectionOptions<LanguageModel>, context?: ResourceContext) {
    super(context);
    this.#connection = openModelConnection(source instanceof ResourceDescriptor ? source.arguments : { ...source }, {
      method: 'doGenerate',
      ofService: (service, name) => service.chatModel(name),
    });
  }

  /**
   * @throws InvalidValueError for messages or parameters that cannot be sent; nothing was sent then.
   * @throws ModelCallError
   */
  override async chat(messages: readonly ChatMessage[], options: ChatOptions): Promise<ChatMessage> {
    const { model: name, settings } = readChatParameters(options.parameters);
    const model = this.#connection.source.model(name);
    const call: Omit<LanguageModelCall, 'headers' | 'abortSignal'> = {
      ...settings,
      prompt: toProviderPrompt(messages),
      ...(options.tools.length === 0 ? {} : { tools: toProviderTools(options.tools) }),
      ...(options.outputSchema === undefined ? {} : { responseFormat: { type: 'json', schema: options.outputSchema } }),
    };
    const answer = await this.#connection.caller.call(options, (request) => model.doGenerate({ ...call, ...request }));
    const usage = readTokenUsage(answer);
    // The tokens are spent, whatever the answer is worth.
    this.recordTokenMetrics(options.metricGroup, model.modelId, usage.promptTokens ?? 0, usage.completionTokens ?? 0);
    return toChatMessage(answer, { model_name: model.modelId, ...usage });
  }

  override close(): Promise<void> {
    return this.#connection.source.close();
  }
}
