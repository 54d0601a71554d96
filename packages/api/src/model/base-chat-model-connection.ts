import type { Attributes } from '../json/attribute-value.js';
import type { ChatMessage } from '../message/chat-message.js';
import type { MetricGroup } from '../metrics/metric-group.js';
import { Resource } from '../resource/resource.js';
import type { ResourceCallOptions } from '../resource/resource-call-options.js';
import type { JsonSchema } from '../schema/json-schema.js';
import type { Tool } from '../tool/tool.js';

/** What goes with one request to a chat model. */
export interface ChatOptions extends ResourceCallOptions {
  /** What the model may ask to have called. */
  readonly tools: readonly Tool[];
  /** `model`, `temperature` and whatever else the service understands. */
  readonly parameters: Attributes;
  /** The content of the answer must be JSON of this schema, where the service can enforce it. */
  readonly outputSchema?: JsonSchema | undefined;
}

/** A connection to a service that serves chat models. Extension point. */
export abstract class BaseChatModelConnection extends Resource {
  override readonly resourceType = 'chat_model_connection';

  /** Sends the conversation and gives the model's answer, an assistant message. Rejects when there is none. */
  abstract chat(messages: readonly ChatMessage[], options: ChatOptions): Promise<ChatMessage>;

  /** Counts the tokens of one request in `promptTokens` and `completionTokens` of the group's sub-group `model` = `model`. Without a group it does nothing. */
  protected recordTokenMetrics(
    metricGroup: MetricGroup | undefined,
    model: string,
    promptTokens: number,
    completionTokens: number,
  ): void {
    const ofModel = metricGroup?.getSubGroup('model', model);
    ofModel?.counter('promptTokens').inc(promptTokens);
    ofModel?.counter('completionTokens').inc(completionTokens);
  }
}
