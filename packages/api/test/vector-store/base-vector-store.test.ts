import { describe, expect, test } from 'vitest';
import type { Attributes } from '../../src/json/attribute-value.js';
import { BaseEmbeddingModelSetup } from '../../src/model/base-embedding-model-setup.js';
import { ResourceDescriptor } from '../../src/resource/resource-descriptor.js';
import {
  BaseVectorStore,
  type VectorSearchOptions,
  type VectorStoreOptions,
} from '../../src/vector-store/base-vector-store.js';
import { type Collection, isCollectionManageable } from '../../src/vector-store/collection-manageable-vector-store.js';
import { Document } from '../../src/vector-store/document.js';
import { VectorStoreQuery } from '../../src/vector-store/vector-store-query.js';
import { errorOf, rejectionOf } from '../support/expect-error.js';
import { LengthEmbeddingConnection, ResourceShelf } from '../support/resources.js';

/** Keeps documents in a list and finds those whose first component is closest. */
class ListStore extends BaseVectorStore {
  documents: readonly Document[] = [];
  lastOptions: VectorStoreOptions | undefined;

  override get storeArguments(): Attributes {
    return Object.freeze({ tenant: 'acme', consistency: 'weak' });
  }

  override async size(): Promise<number> {
    return this.documents.length;
  }

  override async get(): Promise<readonly Document[]> {
    return this.documents;
  }

  override async delete(): Promise<void> {
    this.documents = [];
  }

  protected override async addEmbedding(
    documents: readonly Document[],
    options: VectorStoreOptions,
  ): Promise<readonly string[]> {
    this.lastOptions = options;
    this.documents = [...this.documents, ...documents];
    return documents.map((document, index) => document.id ?? `made-${index}`);
  }

  protected override async queryEmbedding(
    vector: Float32Array,
    options: VectorSearchOptions,
  ): Promise<readonly Document[]> {
    this.lastOptions = options;
    const distance = (document: Document): number => Math.abs((document.embedding?.[0] ?? 0) - (vector[0] ?? 0));
    return [...this.documents].sort((a, b) => distance(a) - distance(b)).slice(0, options.limit);
  }
}

class ListStoreWithCollections extends ListStore {
  async getOrCreateCollection(name: string): Promise<Collection> {
    return { name, metadata: {} };
  }

  async getCollection(): Promise<undefined> {}

  async deleteCollection(): Promise<boolean> {
    return false;
  }
}

const connection = new LengthEmbeddingConnection();
const shelf = new ResourceShelf().put('length', connection);
shelf.put(
  'embed',
  new BaseEmbeddingModelSetup(new ResourceDescriptor(BaseEmbeddingModelSetup, { connection: 'length' }), shelf),
);

function store(args: Record<string, unknown> = { embedding_model: 'embed' }): ListStore {
  return new ListStore(new ResourceDescriptor(ListStore, args), shelf);
}

describe('adding documents', () => {
  test('embeds those without an embedding, in one request, and gives their ids in order', async () => {
    const list = store();
    const before = connection.requests.length;
    const given = new Document({ content: 'given', id: 'b', embedding: Float32Array.of(9, 9) });
    const documents = [new Document({ content: 'abc', id: 'a' }), given, new Document({ content: 'd', id: 'c' })];
    expect(await list.add(documents)).toEqual(['a', 'b', 'c']);
    expect(list.documents.map(({ embedding }) => embedding)).toEqual([
      Float32Array.of(3, 97),
      Float32Array.of(9, 9),
      Float32Array.of(1, 100),
    ]);
    expect(connection.requests.slice(before).map(({ texts }) => texts)).toEqual([['abc', 'd']]);
  });

  test('does not touch the documents of the caller', async () => {
    const document = new Document({ content: 'abc', id: 'a' });
    await store().add([document]);
    expect(document.embedding).toBeUndefined();
  });

  test('without any that lack an embedding asks no model', async () => {
    const list = store({ embedding_model: 'missing' });
    await list.add([new Document({ content: 'a', id: 'a', embedding: Float32Array.of(1) })]);
    expect(await list.size()).toBe(1);
  });

  test('is made with the arguments of the store under those of the call', async () => {
    const list = store();
    await list.add([], { collection: 'c', extraArgs: { consistency: 'strong', ttl: 5 } });
    expect(list.lastOptions).toMatchObject({
      collection: 'c',
      extraArgs: { tenant: 'acme', consistency: 'strong', ttl: 5 },
    });
    await list.add([]);
    expect(list.lastOptions?.extraArgs).toEqual({ tenant: 'acme', consistency: 'weak' });
  });

  test('hands signal and idempotency key on to the model, and nothing that only concerns the store', async () => {
    const { signal } = new AbortController();
    await store().add([new Document({ content: 'a' })], { signal, idempotencyKey: 'k', collection: 'c' });
    expect(connection.requests.at(-1)?.options).toMatchObject({ signal, idempotencyKey: 'k', parameters: {} });
    expect(connection.requests.at(-1)?.options).not.toHaveProperty('collection');
  });
});

describe('a query', () => {
  test('gives the closest documents, best first', async () => {
    const list = store();
    await list.add(['a', 'bbbb', 'cc'].map((content) => new Document({ content, id: content })));
    const { documents } = await list.query(new VectorStoreQuery({ text: 'xyz', limit: 2 }));
    expect(documents.map(({ id }) => id)).toEqual(['bbbb', 'cc']);
  });

  test('is made with limit, collection, filters, and the arguments of the store under those of the query', async () => {
    const list = store();
    await list.query(
      new VectorStoreQuery({ text: 'q', limit: 2, collection: 'c', filters: { a: 1 }, extraArgs: { tenant: 'b' } }),
    );
    expect(list.lastOptions).toMatchObject({
      limit: 2,
      collection: 'c',
      filters: { a: 1 },
      extraArgs: { tenant: 'b', consistency: 'weak' },
    });
  });
});

describe('a vector store', () => {
  test('is a resource of its own type that must name an embedding model', () => {
    expect(store().resourceType).toBe('vector_store');
    expect(errorOf(() => store({})).path).toBe('arguments.embedding_model');
  });

  test('says when its embedding model is not there', async () => {
    const adding = store({ embedding_model: 'missing' }).add([new Document({ content: 'a' })]);
    expect((await rejectionOf(adding)).code).toBe('RESOURCE_NOT_FOUND');
  });

  test('tells whether its collections can be managed', () => {
    const descriptor = new ResourceDescriptor(ListStore, { embedding_model: 'embed' });
    expect(isCollectionManageable(store())).toBe(false);
    expect(isCollectionManageable(new ListStoreWithCollections(descriptor, shelf))).toBe(true);
  });
});
