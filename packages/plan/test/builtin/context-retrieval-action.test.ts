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
import { AgentPlan, processContextRetrievalRequest, ResourceCache } from '../../src/index.js';
import { rejectionOf } from '../support/expect-error.js';
import { LengthEmbedding, LengthEmbeddingSetup, ListVectorStore } from '../support/models.js';
import { RecordingContext } from '../support/recording-context.js';

async function retrieve(event: Event, config: Attributes = {}) {
  const agent = new Agent()
    .addResource('connection', 'embedding_model_connection', new LengthEmbedding())
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
  await processContextRetrievalRequest(event, context);
  return {
    context,
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

  test('ignores events of other types', async () => {
    const { context } = await retrieve(new InputEvent(1));
    expect([context.sent, context.calls]).toEqual([[], []]);
  });
});
