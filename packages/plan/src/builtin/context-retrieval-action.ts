import {
  type ActionFunction,
  AgentExecutionOptions,
  type Attributes,
  ContextRetrievalRequestEvent,
  ContextRetrievalResponseEvent,
  copyAttributes,
  type DurableCall,
  VectorStoreQuery,
  VectorStoreQueryResult,
} from '@millrace/api';
import { eventAs } from './event-as.js';

/** The action that answers retrieval requests with documents of a vector store. The query is a durable call; when it fails, the action does. */
export const processContextRetrievalRequest: ActionFunction = async (event, context) => {
  const request = eventAs(ContextRetrievalRequestEvent, event);
  if (request === undefined) {
    return;
  }
  const store = context.getResource(request.vectorStore, 'vector_store');
  const { query: text, maxResults: limit, collection, filters } = request;
  const query = new VectorStoreQuery({ text, limit, collection, filters });
  const metricGroup = context.actionMetricGroup;
  const call: DurableCall<Attributes> = {
    id: 'retrieve',
    resource: request.vectorStore,
    readOnly: true,
    args: query.toJSON(),
    call: async ({ signal, idempotencyKey }) =>
      copyAttributes(await store.query(query, { signal, idempotencyKey, metricGroup }), 'result'),
  };
  const found = context.config.get(AgentExecutionOptions.ragAsync)
    ? await context.durableExecuteAsync(call)
    : await context.durableExecute(call);
  const { documents } = VectorStoreQueryResult.fromJson(found);
  context.sendEvent(new ContextRetrievalResponseEvent({ requestId: request.id, query: request.query, documents }));
};
