import { readAttributes, readInteger, readName, readText } from '../json/attribute-reader.js';
import type { Attributes } from '../json/attribute-value.js';
import { Event, type EventInit } from './event.js';
import { optionalAttribute, requiredAttribute } from './event-attribute.js';
import { EventType } from './event-type.js';

const defaultMaxResults = 3;

export interface ContextRetrievalRequest {
  /** What to look for. */
  readonly query: string;
  /** Name of the `vector_store` resource. */
  readonly vectorStore: string;
  /** At most this many documents. Default 3. */
  readonly maxResults?: number | undefined;
  /** Default: the store's own. */
  readonly collection?: string | undefined;
  /** Conditions on metadata, in the language of the store. Default none. */
  readonly filters?: Attributes | undefined;
}

/** Asks a vector store for documents; a `ContextRetrievalResponseEvent` answers. */
export class ContextRetrievalRequestEvent extends Event {
  static readonly type: string = EventType.ContextRetrievalRequestEvent;

  constructor(request: ContextRetrievalRequest, init: EventInit = {}) {
    const attributes: Attributes = {
      query: request.query,
      vector_store: request.vectorStore,
      max_results: request.maxResults ?? defaultMaxResults,
      ...(request.collection === undefined ? {} : { collection: request.collection }),
      ...(request.filters === undefined ? {} : { filters: request.filters }),
    };
    super(ContextRetrievalRequestEvent.type, attributes, init);
  }

  get query(): string {
    return requiredAttribute(this, 'query', readText);
  }

  get vectorStore(): string {
    return requiredAttribute(this, 'vector_store', readName);
  }

  get maxResults(): number {
    return optionalAttribute(this, 'max_results', readInteger) ?? defaultMaxResults;
  }

  get collection(): string | undefined {
    return optionalAttribute(this, 'collection', readName);
  }

  get filters(): Attributes | undefined {
    return optionalAttribute(this, 'filters', readAttributes);
  }
}
