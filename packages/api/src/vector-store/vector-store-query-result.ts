import { listOf, MemberReader } from '../json/attribute-reader.js';
import type { Attributes } from '../json/attribute-value.js';
import { Document } from './document.js';

/** What a vector store found, best first. */
export class VectorStoreQueryResult {
  readonly documents: readonly Document[];

  constructor(documents: readonly Document[]) {
    this.documents = Object.freeze([...documents]);
    Object.freeze(this);
  }

  /** Reads the wire form. @throws InvalidValueError `ATTRIBUTE_INVALID`, `ATTRIBUTE_UNKNOWN` */
  static fromJson(this: void, value: unknown, path = 'result'): VectorStoreQueryResult {
    return new VectorStoreQueryResult(
      new MemberReader(value, path).only('documents').required('documents', listOf(Document.fromJson)),
    );
  }

  /** The wire form, as attribute values: `{"documents":[…]}`. */
  toJSON(): Attributes {
    return { documents: this.documents.map((document) => document.toJSON()) };
  }
}
