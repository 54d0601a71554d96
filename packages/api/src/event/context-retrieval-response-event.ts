import { listOf, readName, readText } from '../json/attribute-reader.js';
import { Document } from '../vector-store/document.js';
import { Event, type EventInit } from './event.js';
import { requiredAttribute } from './event-attribute.js';
import { EventType } from './event-type.js';

export interface ContextRetrievalResponse {
  /** Id of the `ContextRetrievalRequestEvent`. */
  readonly requestId: string;
  /** What was looked for. */
  readonly query: string;
  /** Best first. */
  readonly documents: readonly Document[];
}

/** Answers a `ContextRetrievalRequestEvent`. */
export class ContextRetrievalResponseEvent extends Event {
  static readonly type: string = EventType.ContextRetrievalResponseEvent;

  constructor(response: ContextRetrievalResponse, init: EventInit = {}) {
    const attributes = {
      request_id: response.requestId,
      query: response.query,
      documents: response.documents.map((document) => document.toJSON()),
    };
    super(ContextRetrievalResponseEvent.type, attributes, init);
  }

  get requestId(): string {
    return requiredAttribute(this, 'request_id', readName);
  }

  get query(): string {
    return requiredAttribute(this, 'query', readText);
  }

  /** Best first. */
  get documents(): readonly Document[] {
    return requiredAttribute(this, 'documents', listOf(Document.fromJson));
  }
}
