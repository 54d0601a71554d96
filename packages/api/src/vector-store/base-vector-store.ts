import { MemberReader, readName } from '../json/attribute-reader.js';
import type { Attributes } from '../json/attribute-value.js';
import type { BaseEmbeddingModelSetup } from '../model/base-embedding-model-setup.js';
import { Resource } from '../resource/resource.js';
import type { ResourceCallOptions } from '../resource/resource-call-options.js';
import type { ResourceContext } from '../resource/resource-context.js';
import type { ResourceDescriptor } from '../resource/resource-descriptor.js';
import type { Document } from './document.js';
import type { VectorStoreQuery } from './vector-store-query.js';
import { VectorStoreQueryResult } from './vector-store-query-result.js';

/** What goes with one request to a vector store. */
export interface VectorStoreOptions extends ResourceCallOptions {
  /** Default: the store's own. */
  readonly collection?: string | undefined;
  /** Win over the arguments of the store. Default none. */
  readonly extraArgs?: Attributes | undefined;
}

/** Which documents a request is about. */
export interface VectorStoreSelection extends VectorStoreOptions {
  /** Default: all documents, up to the limit of the implementation. */
  readonly ids?: readonly string[] | undefined;
}

/** What a store searches with, besides the vector. */
export interface VectorSearchOptions extends VectorStoreOptions {
  readonly limit: number;
  readonly filters?: Attributes | undefined;
}

/**
 * Documents found by meaning. Extension point: implementations store and search vectors, this class embeds.
 *
 * Argument of its descriptor: `embedding_model` (name of an `embedding_model`).
 */
export abstract class BaseVectorStore extends Resource {
  override readonly resourceType = 'vector_store';
  /** Name of the embedding model. */
  readonly embeddingModel: string;

  /** @throws InvalidValueError `ATTRIBUTE_INVALID` naming the argument. */
  constructor(descriptor: ResourceDescriptor, context: ResourceContext) {
    super(context);
    this.embeddingModel = new MemberReader(descriptor.arguments, 'arguments').required('embedding_model', readName);
  }

  /** What every request is made with, under its `extraArgs`. Default none. */
  get storeArguments(): Attributes {
    return {};
  }

  /**
   * Adds documents and gives their ids, in order. Those without an embedding are embedded, in one request; the caller's documents stay as they are.
   *
   * @throws NotFoundError `RESOURCE_NOT_FOUND` for the embedding model.
   */
  async add(documents: readonly Document[], options: VectorStoreOptions = {}): Promise<readonly string[]> {
    return await this.addEmbedding(await this.#embedMissing(documents, options), this.#withStoreArguments(options));
  }

  /** The documents closest in meaning to the text of the query, best first. */
  async query(query: VectorStoreQuery, options: ResourceCallOptions = {}): Promise<VectorStoreQueryResult> {
    const vector = await this.#embedding.embedOne(query.text, options);
    const { collection, extraArgs, filters, limit } = query;
    const search = this.#withStoreArguments({ ...options, collection, extraArgs });
    return new VectorStoreQueryResult(await this.queryEmbedding(vector, { ...search, filters, limit }));
  }

  /** How many documents the collection holds. */
  abstract size(options?: VectorStoreOptions): Promise<number>;

  /** The selected documents; ids that do not exist are left out. */
  abstract get(selection?: VectorStoreSelection): Promise<readonly Document[]>;

  /** Deletes the selected documents; ids that do not exist are ignored. */
  abstract delete(selection?: VectorStoreSelection): Promise<void>;

  /** Stores documents that all have an embedding, and gives their ids in order. A document whose id exists is replaced. */
  protected abstract addEmbedding(
    documents: readonly Document[],
    options: VectorStoreOptions,
  ): Promise<readonly string[]>;

  /** The documents closest to the vector, best first, with their scores. */
  protected abstract queryEmbedding(vector: Float32Array, options: VectorSearchOptions): Promise<readonly Document[]>;

  get #embedding(): BaseEmbeddingModelSetup {
    return this.context.getResource(this.embeddingModel, 'embedding_model');
  }

  #withStoreArguments(options: VectorStoreOptions): VectorStoreOptions {
    return { ...options, extraArgs: { ...this.storeArguments, ...options.extraArgs } };
  }

  async #embedMissing(documents: readonly Document[], options: ResourceCallOptions): Promise<readonly Document[]> {
    const { signal, metricGroup, idempotencyKey } = options;
    const missing = documents.filter((document) => document.embedding === undefined);
    if (missing.length === 0) {
      return documents;
    }
    const vectors = await this.#embedding.embed(
      missing.map((document) => document.content),
      { signal, metricGroup, idempotencyKey },
    );
    const next = vectors.values();
    return documents.map((document) =>
      document.embedding === undefined ? document.with({ embedding: next.next().value }) : document,
    );
  }
}
