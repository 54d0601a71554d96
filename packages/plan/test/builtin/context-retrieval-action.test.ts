import {
  Agent,
  AgentConfiguration,
  type Attributes,
  ContextRetrievalRequestEvent,
  type ContextRetrievalResponseEvent,
  Event,
  EventType,
  InputEvent,
  ResourceDescriptor,
} from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { AgentPlan, createContextRetrievalAction, ResourceCache } from '../../src/index.js';
import { rejectionOf } from '../support/expect-error.js';
import { LengthEmbedding, LengthEmbeddingSetup, ListVectorStore } from '../support/models.js';
import { RecordingContext } from '../support/recording-context.js';

class FailingEmbedding extends LengthEmbedding {
  readonly #failures: Error[];

  constructor(failures: readonly Error[]) {
    super();
    this.#failures = [...failures];
  }

  override async embed(texts: readonly string[]): Promise<readonly Float32Array[]> {
    const failure = this.#failures.shift();
    if (failure !== undefined) {
      throw failure;
    }
    return await super.embed(texts);
  }
}

/** @param failures what the embedding model throws before it works. */
async function retrieve(event: Event, config: Attributes = {}, failures: readonly Error[] = []) {
  const agent = new Agent()
    .addResource('connection', 'embedding_model_connection', new FailingEmbedding(failures))
    .addResource(
      'embedding',
      'embedding_model',
      new ResourceDescriptor(LengthEmbeddingSetup, { connection: 'connection', model: 'm' }),
    )
    .addResource(
      'documents',
      'vector_store',
      new ResourceDescriptor(ListVectorStore, { embedding_model: 'embedding' }),
    );
  const plan = await AgentPlan.compile(agent, { configuration: new AgentConfiguration(config) });
  const resources = new ResourceCache(plan.resourceProviders, plan.configuration);
  await resources.openAll();
  const context = new RecordingContext({ event, resources, configuration: plan.configuration });
  const waitedMs: number[] = [];
  await createContextRetrievalAction(async (waitMs) => {
    waitedMs.push(waitMs);
  })(event, context);
  return {
    context,
    waitedMs,
    response: context.sent[0] as ContextRetrievalResponseEvent,
    store: resources.getResource('documents', 'vector_store') as ListVectorStore,
  };
}

const request = (): Event =>
  new ContextRetrievalRequestEvent(
    { query: 'flowing water', vectorStore: 'documents', maxResults: 5 },
    { id: 'request' },
  );

describe('context retrieval', () => {
  test('answers with the documents of the store', async () => {
    const { context, response, store } = await retrieve(request());
    expect(context.sent).toHaveLength(1);
    expect(response).toMatchObject({
      type: EventType.ContextRetrievalResponseEvent,
      requestId: 'request',
      query: 'flowing water',
    });
    expect(response.documents).toMatchObject([{ id: 'd1', content: '13 letters', score: 0.5 }]);
    expect(store.searches).toMatchObject([
      { limit: 5, idempotencyKey: 'call-1', metricGroup: context.actionMetricGroup },
    ]);
  });

  test('is one durable call that changes nothing, limited by store, and gives its turn away', async () => {
    const { context } = await retrieve(request());
    expect(context.calls).toMatchObject([
      {
        id: 'retrieve',
        readOnly: true,
        resource: 'documents',
        args: { query_text: 'flowing water', limit: 5 },
        gaveTurnAway: true,
      },
    ]);
  });

  test('looks only where the request says, among documents that meet its conditions', async () => {
    const { context, store } = await retrieve(
      new ContextRetrievalRequestEvent({
        query: 'q',
        vectorStore: 'documents',
        collection: 'kettles',
        filters: { sequenceBelow: 7 },
      }),
    );
    expect(store.searches).toMatchObject([{ collection: 'kettles', filters: { sequenceBelow: 7 } }]);
    expect(context.calls).toMatchObject([{ args: { collection: 'kettles', filters: { sequenceBelow: 7 } } }]);
  });

  test('keeps its turn when rag.async is off', async () => {
    const { context } = await retrieve(request(), { 'rag.async': false });
    expect(context.calls).toMatchObject([{ gaveTurnAway: false }]);
  });

  test('can be asked for with a plain event, and looks for three documents unless told otherwise', async () => {
    const { store } = await retrieve(
      new Event(EventType.ContextRetrievalRequestEvent, { query: 'q', vector_store: 'documents' }),
    );
    expect(store.searches).toMatchObject([{ limit: 3 }]);
  });

  test('fails when the store does not exist', async () => {
    const event = new ContextRetrievalRequestEvent({ query: 'q', vectorStore: 'nowhere' });
    expect((await rejectionOf(retrieve(event))).code).toBe('RESOURCE_NOT_FOUND');
  });

  const failure = (): Error => new Error('The store is out of order.');
  const ignoring = { 'error-handling-strategy': 'ignore' };
  const retrying = { 'error-handling-strategy': 'retry' };

  test('fails the action with the error of the store by default', async () => {
    const thrown = failure();
    await expect(retrieve(request(), {}, [thrown])).rejects.toBe(thrown);
  });

  test('is tried again with the strategy retry, after waits that double, each try a durable call of its own', async () => {
    const { response, waitedMs, context } = await retrieve(request(), retrying, [failure(), failure(), failure()]);
    expect(response.documents).toHaveLength(1);
    expect(response.error).toBeUndefined();
    expect(waitedMs).toEqual([1000, 2000, 4000]);
    expect(context.calls.map(({ id }) => id)).toEqual(['retrieve', 'retrieve', 'retrieve', 'retrieve']);
    expect(context.warnings).toHaveLength(3);
  });

  test('fails the action with the last error when no try is left', async () => {
    const last = failure();
    await expect(retrieve(request(), { ...retrying, 'max-retries': 1 }, [failure(), last])).rejects.toBe(last);
  });

  test('is answered without documents and with the error with the strategy ignore, so that nobody waits for ever', async () => {
    const { context, response } = await retrieve(request(), ignoring, [failure()]);
    expect(context.sent).toHaveLength(1);
    expect(response.attributes).toEqual({
      request_id: 'request',
      query: 'flowing water',
      documents: [],
      error: 'The store is out of order.',
    });
  });

  test.each([
    ['a store that does not exist', { query: 'q', vector_store: 'nowhere' }, 'q', 'nowhere'],
    ['a limit that is none', { query: 'q', vector_store: 'documents', max_results: 0 }, 'q', 'limit'],
    ['nothing that can be read', { query: 7 }, '', 'attributes'],
  ])('asking for %s is answered with the error with the strategy ignore', async (_, attributes, query, told) => {
    const event = new Event(EventType.ContextRetrievalRequestEvent, attributes, { id: 'odd' });
    const { response } = await retrieve(event, ignoring);
    expect(response).toMatchObject({ requestId: 'odd', query, documents: [] });
    expect(response.error).toContain(told);
  });

  test('ignores events of other types', async () => {
    const { context } = await retrieve(new InputEvent(1));
    expect([context.sent, context.calls]).toEqual([[], []]);
  });
});
