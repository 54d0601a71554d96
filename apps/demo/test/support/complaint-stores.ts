import { BaseEmbeddingModelSetup, type Resource, ResourceDescriptor } from '@millrace/api';
import { HashingEmbeddingModelConnection } from '../../src/model/hashing-embedding-model-connection.js';
import { ComplaintStore } from '../../src/store/complaint-store.js';
import { contextOf } from './resource-context.js';

/** A store with the embedded embedding model behind it, opened. */
export async function openComplaintStore(args: Readonly<Record<string, unknown>> = {}): Promise<ComplaintStore> {
  const resources: Resource[] = [new HashingEmbeddingModelConnection()];
  const context = contextOf(resources);
  resources.push(
    new BaseEmbeddingModelSetup(new ResourceDescriptor(BaseEmbeddingModelSetup, { connection: 'hashing' }), context),
  );
  const store = new ComplaintStore(
    new ResourceDescriptor(ComplaintStore, { embedding_model: 'hashing', ...args }),
    context,
  );
  await store.open();
  return store;
}
