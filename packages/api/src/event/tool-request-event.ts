import { listOf, readName } from '../json/attribute-reader.js';
import { type ToolCall, toolCallFromJson, toolCallToJson } from '../message/tool-call.js';
import { Event, type EventInit } from './event.js';
import { requiredAttribute } from './event-attribute.js';
import { EventType } from './event-type.js';

export interface ToolRequest {
  /** Name of the `chat_model` resource whose answer asked for the calls. */
  readonly model: string;
  readonly toolCalls: readonly ToolCall[];
}

/** Asks for tools to be called; one `ToolResponseEvent` answers for all of them. */
export class ToolRequestEvent extends Event {
  static readonly type: string = EventType.ToolRequestEvent;

  constructor(request: ToolRequest, init: EventInit = {}) {
    super(ToolRequestEvent.type, { model: request.model, tool_calls: request.toolCalls.map(toolCallToJson) }, init);
  }

  get model(): string {
    return requiredAttribute(this, 'model', readName);
  }

  /** In the order the model asked for them. */
  get toolCalls(): readonly ToolCall[] {
    return requiredAttribute(this, 'tool_calls', listOf(toolCallFromJson));
  }
}
