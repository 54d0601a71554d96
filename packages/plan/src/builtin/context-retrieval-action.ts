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

/** The action that answers retrieval requests with documents of a vector store. The query is a durable call; when it fails, the action does. */
export const processContextRetrievalRequest: ActionFunction = async (event, context) => {
  if (!(event instanceof ContextRetrievalRequestEvent)) {
    return;
  }
  const store = context.getResource(event.vectorStore, 'vector_store');
  const query = new VectorStoreQuery({ text: event.query, limit: event.maxResults });
  const metricGroup = context.actionMetricGroup;
  const call: DurableCall<Attributes> = {
    id: 'retrieve',
    resource: event.vectorStore,
    readOnly: true,
    args: query.toJSON(),
    call: async ({ signal, idempotencyKey }) =>
      copyAttributes(await store.query(query, { signal, idempotencyKey, metricGroup }), 'result'),
  };
  const found = context.config.get(AgentExecutionOptions.ragAsync)
    ? await context.durableExecuteAsync(call)
    : await context.durableExecute(call);
  const { documents } = VectorStoreQueryResult.fromJson(found);
  context.sendEvent(new ContextRetrievalResponseEvent({ requestId: event.id, query: event.query, documents }));
};
