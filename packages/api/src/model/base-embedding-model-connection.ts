import type { Attributes } from '../json/attribute-value.js';
import { Resource } from '../resource/resource.js';
import type { ResourceCallOptions } from '../resource/resource-call-options.js';

/** What goes with one request to an embedding model. */
export interface EmbedOptions extends ResourceCallOptions {
  /** `model` and whatever else the service understands. */
  readonly parameters: Attributes;
}

/** A connection to a service that serves embedding models. Extension point. */
export abstract class BaseEmbeddingModelConnection extends Resource {
  override readonly resourceType = 'embedding_model_connection';

  /** One vector per text, in the order of the texts. */
  abstract embed(texts: readonly string[], options: EmbedOptions): Promise<readonly Float32Array[]>;
}
