import { attributeValuesEqual } from '../json/attribute-equality.js';
import { MemberReader, readAttributes, readName, readNumber, readText } from '../json/attribute-reader.js';
import { type Attributes, copyAttributes } from '../json/attribute-value.js';
import { toFloat32Array } from '../model/embedding.js';

export interface DocumentInit {
  readonly content: string;
  /** Default none. */
  readonly metadata?: Attributes | undefined;
  /** Adding a document again with its id replaces it. Default: the store makes one when the document is added. */
  readonly id?: string | undefined;
  /** Default: the store asks its embedding model. Not copied; do not change it afterwards. */
  readonly embedding?: Float32Array | undefined;
  /** How well the document fits the query that found it; what the number means is up to the store. */
  readonly score?: number | undefined;
}

/** A piece of text in a vector store. Immutable: {@link Document.with} makes a changed copy. */
export class Document {
  readonly content: string;
  readonly metadata: Attributes;
  readonly id: string | undefined;
  readonly embedding: Float32Array | undefined;
  readonly score: number | undefined;

  /** @throws InvalidValueError `ATTRIBUTE_INVALID`, `VALUE_NOT_SERIALIZABLE` */
  constructor(init: DocumentInit) {
    this.content = readText(init.content, 'content');
    this.metadata = copyAttributes(init.metadata ?? {}, 'metadata');
    this.id = init.id;
    this.embedding = init.embedding;
    this.score = init.score;
    Object.freeze(this);
  }

  /** Reads the wire form. @throws InvalidValueError `ATTRIBUTE_INVALID`, `ATTRIBUTE_UNKNOWN` */
  static fromJson(this: void, value: unknown, path = 'document'): Document {
    const members = new MemberReader(value, path).only('content', 'metadata', 'id', 'embedding', 'score');
    return new Document({
      content: members.required('content', readText),
      metadata: members.optional('metadata', readAttributes),
      id: members.optional('id', readName),
      embedding: members.optional('embedding', toFloat32Array),
      score: members.optional('score', readNumber),
    });
  }

  /** A copy in which the given parts are replaced. */
  with(changes: Partial<DocumentInit>): Document {
    return new Document({
      content: changes.content ?? this.content,
      metadata: changes.metadata ?? this.metadata,
      id: changes.id ?? this.id,
      embedding: changes.embedding ?? this.embedding,
      score: changes.score ?? this.score,
    });
  }

  equals(other: Document): boolean {
    return attributeValuesEqual(this.toJSON(), other.toJSON());
  }

  /** The wire form, as attribute values: `{"content","metadata","id","embedding","score"}`, with explicit nulls. */
  toJSON(): Attributes {
    return {
      content: this.content,
      metadata: this.metadata,
      id: this.id ?? null,
      embedding: this.embedding === undefined ? null : Array.from(this.embedding),
      score: this.score ?? null,
    };
  }
}
