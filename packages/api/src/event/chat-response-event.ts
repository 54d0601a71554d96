import { readInteger, readName, readNumber } from '../json/attribute-reader.js';
import { ChatMessage } from '../message/chat-message.js';
import { Event, type EventInit } from './event.js';
import { optionalAttribute, requiredAttribute } from './event-attribute.js';
import { EventType } from './event-type.js';

export interface ChatResponse {
  /** Id of the `ChatRequestEvent`, also when tools were called in between. */
  readonly requestId: string;
  readonly response: ChatMessage;
  /** Attempts that failed before. Default 0. */
  readonly retryCount?: number | undefined;
  /** Seconds spent waiting between attempts. Default 0. */
  readonly totalRetryWaitSec?: number | undefined;
}

/** Answers a `ChatRequestEvent`. */
export class ChatResponseEvent extends Event {
  static readonly type: string = EventType.ChatResponseEvent;

  constructor(response: ChatResponse, init: EventInit = {}) {
    const attributes = {
      request_id: response.requestId,
      response: response.response.toJSON(),
      retry_count: response.retryCount ?? 0,
      total_retry_wait_sec: response.totalRetryWaitSec ?? 0,
    };
    super(ChatResponseEvent.type, attributes, init);
  }

  get requestId(): string {
    return requiredAttribute(this, 'request_id', readName);
  }

  get response(): ChatMessage {
    return requiredAttribute(this, 'response', ChatMessage.fromJson);
  }

  get retryCount(): number {
    return optionalAttribute(this, 'retry_count', readInteger) ?? 0;
  }

  get totalRetryWaitSec(): number {
    return optionalAttribute(this, 'total_retry_wait_sec', readNumber) ?? 0;
  }
}
