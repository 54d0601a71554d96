import type { Attributes } from '../json/attribute-value.js';
import type { BaseVectorStore } from './base-vector-store.js';

/** A named part of a vector store. */
export interface Collection {
  readonly name: string;
  readonly metadata: Attributes;
}

/** A vector store whose collections can be made and deleted. Long-term memory keeps each memory set in one. */
export interface CollectionManageableVectorStore extends BaseVectorStore {
  /** The collection of this name, made with `metadata` when there is none. An existing one keeps its metadata. */
  getOrCreateCollection(name: string, metadata?: Attributes): Promise<Collection>;
  /** `undefined` when there is none. */
  getCollection(name: string): Promise<Collection | undefined>;
  /** Deletes the collection with its documents. `false` when there was none. */
  deleteCollection(name: string): Promise<boolean>;
}

/** Whether collections of this store can be made and deleted. */
export function isCollectionManageable(store: BaseVectorStore): store is CollectionManageableVectorStore {
  return ['getOrCreateCollection', 'getCollection', 'deleteCollection'].every(
    (method) => typeof Reflect.get(store, method) === 'function',
  );
}
