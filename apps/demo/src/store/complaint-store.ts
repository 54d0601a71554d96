import { randomUUID } from 'node:crypto';
import {
  BaseVectorStore,
  Document,
  IllegalStateError,
  InvalidValueError,
  MemberReader,
  type ResourceContext,
  type ResourceDescriptor,
  readInteger,
  readName,
  type VectorSearchOptions,
  type VectorStoreOptions,
  type VectorStoreSelection,
} from '@millrace/api';
import { type ComplaintChange, ComplaintFile, type StoredDocument } from './complaint-file.js';
import { CosineIndex, checkSameDimensions } from './cosine-index.js';

const defaultCollection = 'complaints';
const documentsMaxDefault = 10_000;

/**
 * Earlier complaints, searched exactly, one collection per product.
 *
 * Arguments of its descriptor: `embedding_model`; `file` (path of a JSON Lines file that keeps the documents; without it they end with the process); `documentsMax`
 * (per collection, default 10,000; the document added first makes room).
 *
 * A query may carry the filter `sequenceBelow`: only documents whose metadata has a `sequence` below that number are found. A review that is processed again after a
 * crash then sees what it saw the first time, and never its own complaint or a later one.
 *
 * Adding a document again replaces it and keeps its place, so repeating a call changes nothing.
 */
export class ComplaintStore extends BaseVectorStore {
  readonly #collections = new Map<string, CosineIndex<StoredDocument>>();
  readonly #file: ComplaintFile | undefined;
  readonly #documentsMax: number;
  #opening: Promise<void> | undefined;

  /** @throws InvalidValueError `ATTRIBUTE_INVALID` naming the argument. */
  constructor(descriptor: ResourceDescriptor, context: ResourceContext) {
    super(descriptor, context);
    const args = new MemberReader(descriptor.arguments, 'arguments').only('embedding_model', 'file', 'documentsMax');
    const path = args.optional('file', readName);
    this.#file = path === undefined ? undefined : new ComplaintFile(path);
    this.#documentsMax = args.optional('documentsMax', readPositive) ?? documentsMaxDefault;
  }

  /** @throws MillraceError `COMPLAINT_FILE_CORRUPT` */
  override async open(): Promise<void> {
    this.#opening ??= this.#load();
    await this.#opening;
  }

  override async close(): Promise<void> {
    this.#opening = undefined;
    this.#collections.clear();
    await this.#file?.close();
  }

  override async size(options: VectorStoreOptions = {}): Promise<number> {
    return this.#indexOf(options)?.size ?? 0;
  }

  override async get(selection: VectorStoreSelection = {}): Promise<readonly Document[]> {
    const index = this.#indexOf(selection);
    if (index === undefined || selection.ids === undefined) return index?.items() ?? [];
    return selection.ids.map((id) => index.get(id)).filter((document) => document !== undefined);
  }

  override async delete(selection: VectorStoreSelection = {}): Promise<void> {
    const collection = selection.collection ?? defaultCollection;
    const selected = await this.get(selection);
    const changes = selected.map(({ id }): ComplaintChange => ({ kind: 'delete', collection, id: id ?? '' }));
    await this.#apply(changes);
  }

  protected override async addEmbedding(
    documents: readonly Document[],
    options: VectorStoreOptions,
  ): Promise<readonly string[]> {
    const collection = options.collection ?? defaultCollection;
    const stored = documents.map(toStored);
    this.#checkDimensions(stored, options);
    await this.#apply(stored.map((document) => ({ kind: 'add', collection, document })));
    return stored.map(({ id }) => id);
  }

  protected override async queryEmbedding(
    vector: Float32Array,
    options: VectorSearchOptions,
  ): Promise<readonly Document[]> {
    const sequenceBelow = readFilters(options);
    const isEligible = ({ metadata }: Document): boolean => {
      const sequence = metadata['sequence'];
      return sequenceBelow === undefined || (typeof sequence === 'number' && sequence < sequenceBelow);
    };
    const matches = this.#indexOf(options)?.search(vector, options.limit, isEligible) ?? [];
    return matches.map(({ item, score }) => found(item, score));
  }

  /** All of a batch or none of it. */
  #checkDimensions(documents: readonly StoredDocument[], options: VectorStoreOptions): void {
    const index = this.#indexOf(options) ?? new CosineIndex<StoredDocument>(this.#documentsMax);
    const [first] = documents;
    if (first !== undefined) index.checkDimensions(first.embedding);
    for (const { embedding } of documents) checkSameDimensions(embedding, first?.embedding ?? embedding);
  }

  /** The file first: what is found in memory must not be lost. */
  async #apply(changes: readonly ComplaintChange[]): Promise<void> {
    this.#checkOpen();
    if (changes.length > 0) await this.#file?.append(changes);
    for (const change of changes) this.#remember(change);
  }

  #remember(change: ComplaintChange): void {
    const index = this.#collections.get(change.collection) ?? new CosineIndex<StoredDocument>(this.#documentsMax);
    this.#collections.set(change.collection, index);
    if (change.kind === 'add') index.put(change.document.id, change.document, change.document.embedding);
    else index.delete(change.id);
  }

  async #load(): Promise<void> {
    const changes = (await this.#file?.open()) ?? [];
    for (const change of changes) this.#remember(change);
    const live = [...this.#collections].flatMap(([collection, index]) =>
      index.items().map((document): ComplaintChange => ({ kind: 'add', collection, document })),
    );
    // Mostly outdated lines are not worth reading again next time.
    if (changes.length > live.length * 2) await this.#file?.rewrite(live);
  }

  #indexOf({ collection = defaultCollection }: VectorStoreOptions): CosineIndex<StoredDocument> | undefined {
    this.#checkOpen();
    return this.#collections.get(collection);
  }

  #checkOpen(): void {
    if (this.#opening === undefined) {
      throw new IllegalStateError('COMPLAINT_STORE_CLOSED', 'The complaint store is not open.', {
        hint: 'Call open() first.',
      });
    }
  }
}

/** Without the embedding: whoever asks wants text, and it would go through every event and log. */
function found({ id, content, metadata }: StoredDocument, score: number): Document {
  return new Document({ id, content, metadata, score });
}

function toStored(document: Document): StoredDocument {
  if (document.embedding === undefined) {
    throw new InvalidValueError('EMBEDDING_MISSING', 'A document has no embedding.', { path: 'documents' });
  }
  // Both are there now.
  return document.with({ id: document.id ?? randomUUID() }) as StoredDocument;
}

function readFilters({ filters = {} }: VectorSearchOptions): number | undefined {
  return new MemberReader(filters, 'filters').only('sequenceBelow').optional('sequenceBelow', readInteger);
}

function readPositive(value: unknown, path: string): number {
  const number = readInteger(value, path);
  if (number < 1)
    throw new InvalidValueError('ATTRIBUTE_INVALID', `The number is ${number}.`, { path, hint: 'Use 1 or more.' });
  return number;
}
