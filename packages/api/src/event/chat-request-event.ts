import { listOf, readAttributes, readName } from '../json/attribute-reader.js';
import type { Attributes } from '../json/attribute-value.js';
import { ChatMessage } from '../message/chat-message.js';
import { copyJsonSchema, type JsonSchema } from '../schema/json-schema.js';
import { Event, type EventInit } from './event.js';
import { optionalAttribute, requiredAttribute } from './event-attribute.js';
import { EventType } from './event-type.js';

export interface ChatRequest {
  /** Name of the `chat_model` resource. */
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  /** Variables of the model's prompt. */
  readonly promptArgs?: Attributes | undefined;
  /** The content of the answer must be JSON of this schema. */
  readonly outputSchema?: JsonSchema | undefined;
}

/** Asks a chat model; a `ChatResponseEvent` answers, after whatever tools the model wanted called. */
export class ChatRequestEvent extends Event {
  static readonly type: string = EventType.ChatRequestEvent;

  constructor(request: ChatRequest, init: EventInit = {}) {
    const attributes: Attributes = {
      model: request.model,
      messages: request.messages.map((message) => message.toJSON()),
      ...(request.promptArgs === undefined ? {} : { prompt_args: request.promptArgs }),
      ...(request.outputSchema === undefined ? {} : { output_schema: request.outputSchema }),
    };
    super(ChatRequestEvent.type, attributes, init);
  }

  get model(): string {
    return requiredAttribute(this, 'model', readName);
  }

  get messages(): readonly ChatMessage[] {
    return requiredAttribute(this, 'messages', listOf(ChatMessage.fromJson));
  }

  get promptArgs(): Attributes | undefined {
    return optionalAttribute(this, 'prompt_args', readAttributes);
  }

  get outputSchema(): JsonSchema | undefined {
    return optionalAttribute(this, 'output_schema', copyJsonSchema);
  }
}
