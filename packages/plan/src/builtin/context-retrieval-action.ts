import {
  type ActionFunction,
  AgentExecutionOptions,
  type Attributes,
  ContextRetrievalRequestEvent,
  type ContextRetrievalResponse,
  ContextRetrievalResponseEvent,
  copyAttributes,
  type Document,
  type DurableCall,
  type RunnerContext,
  VectorStoreQuery,
  VectorStoreQueryResult,
} from '@millrace/api';
import { Attempts, answerFor } from './attempts.js';
import { eventAs } from './event-as.js';
import { type Wait, waitForTimer } from './wait.js';

/**
 * Makes the action that answers retrieval requests with documents of a vector store. The query is a durable call. What happens when it fails is said by
 * `error-handling-strategy`; under `ignore` the answer has no documents and says why.
 *
 * @param wait how the time between attempts passes; inside the durable call, so that a replay does not wait.
 */
export function createContextRetrievalAction(wait: Wait = waitForTimer): ActionFunction {
  return async (event, context) => {
    const request = eventAs(ContextRetrievalRequestEvent, event);
    if (request === undefined) {
      return;
    }
    const answer = await answerOf(request, context, wait);
    context.sendEvent(new ContextRetrievalResponseEvent({ requestId: request.id, ...answer }));
  };
}

async function answerOf(
  request: ContextRetrievalRequestEvent,
  context: RunnerContext,
  wait: Wait,
): Promise<Omit<ContextRetrievalResponse, 'requestId'>> {
  try {
    return { query: request.query, documents: await retrieve(request, context, wait) };
  } catch (failure) {
    const error = answerFor(failure, context);
    context.logger.warn('A context retrieval failed and is answered with the error.', { error });
    const query = request.attribute('query');
    // A request that cannot be read is answered, too.
    return { query: typeof query === 'string' ? query : '', documents: [], error };
  }
}

async function retrieve(
  request: ContextRetrievalRequestEvent,
  context: RunnerContext,
  wait: Wait,
): Promise<readonly Document[]> {
  const { vectorStore, query: text, maxResults: limit, collection, filters } = request;
  const store = context.getResource(vectorStore, 'vector_store');
  const query = new VectorStoreQuery({ text, limit, collection, filters });
  const metricGroup = context.actionMetricGroup;
  const attempts = new Attempts(context, { what: 'A context retrieval', resource: vectorStore });
  return await attempts.run(async (waitMs) => {
    const call: DurableCall<Attributes> = {
      id: 'retrieve',
      resource: vectorStore,
      readOnly: true,
      args: query.toJSON(),
      call: async ({ signal, idempotencyKey }) => {
        if (waitMs > 0) {
          await wait(waitMs, signal);
        }
        return copyAttributes(await store.query(query, { signal, idempotencyKey, metricGroup }), 'result');
      },
    };
    const found = context.config.get(AgentExecutionOptions.ragAsync)
      ? await context.durableExecuteAsync(call)
      : await context.durableExecute(call);
    return VectorStoreQueryResult.fromJson(found).documents;
  });
}
