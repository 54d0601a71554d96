import { listOf, readName, readText } from '../json/attribute-reader.js';
import type { Attributes } from '../json/attribute-value.js';
import { Document } from '../vector-store/document.js';
import { Event, type EventInit } from './event.js';
import { optionalAttribute, requiredAttribute } from './event-attribute.js';
import { EventType } from './event-type.js';

export interface ContextRetrievalResponse {
  /** Id of the `ContextRetrievalRequestEvent`. */
  readonly requestId: string;
  /** What was looked for. */
  readonly query: string;
  /** Best first. */
  readonly documents: readonly Document[];
  /** Why there are no documents, when the retrieval failed. Default: it did not. */
  readonly error?: string | undefined;
}

/** Answers a `ContextRetrievalRequestEvent`. */
export class ContextRetrievalResponseEvent extends Event {
  static readonly type: string = EventType.ContextRetrievalResponseEvent;

  constructor(response: ContextRetrievalResponse, init: EventInit = {}) {
    const attributes: Attributes = {
      request_id: response.requestId,
      query: response.query,
      documents: response.documents.map((document) => document.toJSON()),
      ...(response.error === undefined ? {} : { error: response.error }),
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

  /** Why there are no documents; `undefined` unless the retrieval failed. */
  get error(): string | undefined {
    return optionalAttribute(this, 'error', readText);
  }
}
