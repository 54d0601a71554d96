import type { ProviderOptions } from './language-model.js';

/** An embedding model in process: a model of the AI SDK's interface V2, V3 or V4, whose common part this is. */
export interface EmbeddingModel {
  readonly specificationVersion: 'v2' | 'v3' | 'v4';
  /** Who serves the model, for example `openai.embedding`. */
  readonly provider: string;
  /** What the provider calls it. */
  readonly modelId: string;
  /** How many texts one request may hold; `undefined` for no limit. */
  readonly maxEmbeddingsPerCall: PromiseLike<number | undefined> | number | undefined;
  /** One vector per text, in the order of the texts. */
  doEmbed(options: EmbeddingModelCall): PromiseLike<EmbeddingModelAnswer>;
}

/** What a model is asked. */
export interface EmbeddingModelCall {
  values: string[];
  headers?: { [name: string]: string };
  abortSignal: AbortSignal;
  providerOptions?: ProviderOptions;
}

/** What a model answers. */
export interface EmbeddingModelAnswer {
  readonly embeddings: readonly unknown[];
  readonly usage?: unknown;
}
