import { mapOf, readBoolean, readInteger, readName, readText } from '../json/attribute-reader.js';
import { ToolResponse } from '../tool/tool-response.js';
import { Event, type EventInit } from './event.js';
import { optionalAttribute, requiredAttribute } from './event-attribute.js';
import { EventType } from './event-type.js';

/** What came of the calls of one `ToolRequestEvent`, by tool call id. */
export interface ToolResponses {
  /** Id of the `ToolRequestEvent`. */
  readonly requestId: string;
  readonly responses: ReadonlyMap<string, ToolResponse>;
  /** Which calls succeeded. Default: those whose response is a success. */
  readonly success?: ReadonlyMap<string, boolean> | undefined;
  /** The errors of the others. Default: those of the responses. */
  readonly error?: ReadonlyMap<string, string> | undefined;
  /** Ids the provider gave the calls, where they are others. Default none. */
  readonly externalIds?: ReadonlyMap<string, string> | undefined;
  /** When the calls had ended, in milliseconds since the epoch. Default: now. */
  readonly timestamp?: number | undefined;
}

/** Answers a `ToolRequestEvent`. */
export class ToolResponseEvent extends Event {
  static readonly type: string = EventType.ToolResponseEvent;

  constructor(answer: ToolResponses, init: EventInit = {}) {
    const responses = [...answer.responses];
    const attributes = {
      request_id: answer.requestId,
      responses: Object.fromEntries(responses.map(([id, response]) => [id, response.toJSON()])),
      success: Object.fromEntries(answer.success ?? responses.map(([id, { isSuccess }]) => [id, isSuccess])),
      error: Object.fromEntries(
        answer.error ?? responses.flatMap(([id, { error }]) => (error === undefined ? [] : [[id, error]])),
      ),
      external_ids: Object.fromEntries(answer.externalIds ?? []),
      timestamp: answer.timestamp ?? Date.now(),
    };
    super(ToolResponseEvent.type, attributes, init);
  }

  get requestId(): string {
    return requiredAttribute(this, 'request_id', readName);
  }

  /** By tool call id. For the order of the calls ask the request: ids that look like numbers are moved to the front by JSON objects. */
  get responses(): ReadonlyMap<string, ToolResponse> {
    return requiredAttribute(this, 'responses', mapOf(ToolResponse.fromJson));
  }

  get success(): ReadonlyMap<string, boolean> {
    return requiredAttribute(this, 'success', mapOf(readBoolean));
  }

  get error(): ReadonlyMap<string, string> {
    return requiredAttribute(this, 'error', mapOf(readText));
  }

  get externalIds(): ReadonlyMap<string, string> {
    return optionalAttribute(this, 'external_ids', mapOf(readText)) ?? new Map();
  }

  /** In milliseconds since the epoch. */
  get timestamp(): number {
    return requiredAttribute(this, 'timestamp', readInteger);
  }
}
