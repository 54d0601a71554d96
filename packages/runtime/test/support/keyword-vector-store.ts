import {
  BaseEmbeddingModelConnection,
  BaseVectorStore,
  Document,
  type VectorSearchOptions,
  type VectorStoreSelection,
} from '@millrace/api';

const dimensions = 16;

/** Embeds a text by the words it is made of: texts that share words are close. */
export class KeywordEmbeddingConnection extends BaseEmbeddingModelConnection {
  override async embed(texts: readonly string[]): Promise<readonly Float32Array[]> {
    return texts.map((text) => {
      const vector = new Float32Array(dimensions);
      for (const word of text.toLowerCase().split(/\W+/)) {
        const index =
          Array.from(word, (character) => character.codePointAt(0) ?? 0).reduce((sum, code) => sum + code, 0) %
          dimensions;
        vector[index] = (vector[index] ?? 0) + 1;
      }
      return vector;
    });
  }
}

/** Documents in memory, found by the dot product of their embeddings. */
export class KeywordVectorStore extends BaseVectorStore {
  readonly #documents = new Map<string, Document>();

  override async size(): Promise<number> {
    return this.#documents.size;
  }

  override async get({ ids }: VectorStoreSelection = {}): Promise<readonly Document[]> {
    return [...this.#documents.values()].filter(({ id }) => ids === undefined || ids.includes(id ?? ''));
  }

  override async delete({ ids }: VectorStoreSelection = {}): Promise<void> {
    for (const id of ids ?? [...this.#documents.keys()]) {
      this.#documents.delete(id);
    }
  }

  protected override async addEmbedding(documents: readonly Document[]): Promise<readonly string[]> {
    return documents.map((document) => {
      const id = document.id ?? `document-${this.#documents.size}`;
      this.#documents.set(id, document.with({ id }));
      return id;
    });
  }

  protected override async queryEmbedding(
    vector: Float32Array,
    { limit }: VectorSearchOptions,
  ): Promise<readonly Document[]> {
    const scored = [...this.#documents.values()].map((document) => {
      const score = vector.reduce((sum, part, index) => sum + part * (document.embedding?.[index] ?? 0), 0);
      return new Document({ content: document.content, metadata: document.metadata, id: document.id, score });
    });
    return scored.toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0)).slice(0, limit);
  }
}
