import { InvalidValueError } from '../errors.js';
import { MemberReader, readAttributes, readInteger, readName, readText } from '../json/attribute-reader.js';
import { type Attributes, copyAttributes } from '../json/attribute-value.js';

/** How documents are found: by the meaning of the text. */
export type VectorStoreQueryMode = 'semantic';

export interface VectorStoreQueryInit {
  readonly text: string;
  /** At most this many documents; positive. */
  readonly limit: number;
  /** Default `semantic`. */
  readonly mode?: VectorStoreQueryMode | undefined;
  /** Default: the store's own. */
  readonly collection?: string | undefined;
  /** Conditions on metadata, in the language of the store. */
  readonly filters?: Attributes | undefined;
  /** Win over the arguments of the store. Default none. */
  readonly extraArgs?: Attributes | undefined;
}

/** A question to a vector store. Immutable. */
export class VectorStoreQuery {
  readonly mode: VectorStoreQueryMode;
  readonly text: string;
  readonly limit: number;
  readonly collection: string | undefined;
  readonly filters: Attributes | undefined;
  readonly extraArgs: Attributes;

  /** @throws InvalidValueError `VECTOR_STORE_QUERY_INVALID`, `ATTRIBUTE_INVALID`, `VALUE_NOT_SERIALIZABLE` */
  constructor(init: VectorStoreQueryInit) {
    this.mode = parseMode(init.mode ?? 'semantic');
    this.text = readText(init.text, 'text');
    this.limit = checkLimit(init.limit, 'limit');
    this.collection = init.collection;
    this.filters = init.filters === undefined ? undefined : copyAttributes(init.filters, 'filters');
    this.extraArgs = copyAttributes(init.extraArgs ?? {}, 'extraArgs');
    Object.freeze(this);
  }

  /** Reads the wire form. @throws InvalidValueError `ATTRIBUTE_INVALID`, `ATTRIBUTE_UNKNOWN`, `VECTOR_STORE_QUERY_INVALID` */
  static fromJson(this: void, value: unknown, path = 'query'): VectorStoreQuery {
    const members = new MemberReader(value, path).only(
      'mode',
      'query_text',
      'limit',
      'collection',
      'filters',
      'extra_args',
    );
    return new VectorStoreQuery({
      mode: members.optional('mode', parseMode),
      text: members.required('query_text', readText),
      limit: members.required('limit', checkLimit),
      collection: members.optional('collection', readName),
      filters: members.optional('filters', readAttributes),
      extraArgs: members.optional('extra_args', readAttributes),
    });
  }

  /** The wire form, as attribute values: `{"mode","query_text","limit","collection","filters","extra_args"}`, with explicit nulls. */
  toJSON(): Attributes {
    return {
      mode: this.mode,
      query_text: this.text,
      limit: this.limit,
      collection: this.collection ?? null,
      filters: this.filters ?? null,
      extra_args: this.extraArgs,
    };
  }
}

function parseMode(value: unknown, path = 'mode'): VectorStoreQueryMode {
  if (value !== 'semantic') {
    throw new InvalidValueError('VECTOR_STORE_QUERY_INVALID', `${JSON.stringify(value)} is not a query mode.`, {
      path,
      hint: 'Use semantic.',
    });
  }
  return value;
}

function checkLimit(limit: unknown, path: string): number {
  const integer = readInteger(limit, path);
  if (integer < 1) {
    throw new InvalidValueError('VECTOR_STORE_QUERY_INVALID', `The limit is ${integer}.`, {
      path,
      hint: 'Use a positive integer.',
    });
  }
  return integer;
}
