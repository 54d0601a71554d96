import type { ModelInProcess } from './in-process-models.js';
import type { OpenAiCompatibleOptions } from './openai-compatible-service.js';

/** How a connection makes its requests. */
export interface RequestOptions {
  /** Go with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How long one request may take, at most 2147483647. Default 600000, ten minutes. */
  readonly timeoutMs?: number | undefined;
}

/** A connection to models of this process. */
export interface InProcessConnectionOptions<Model> extends RequestOptions {
  readonly model: ModelInProcess<Model>;
}

/** A connection to a service that speaks the wire protocol of OpenAI. */
export interface OpenAiCompatibleConnectionOptions extends OpenAiCompatibleOptions, RequestOptions {
  readonly provider: 'openai-compatible';
  /** Name of the environment variable that holds the API key, instead of `apiKey`. Descriptors are written into plans; the value of the variable is not. */
  readonly apiKeyEnv?: string | undefined;
  /** The model that is used when nobody names one. */
  readonly model?: string | undefined;
}

export type ConnectionOptions<Model> = InProcessConnectionOptions<Model> | OpenAiCompatibleConnectionOptions;
