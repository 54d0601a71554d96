import { createOpenAICompatible, type OpenAICompatibleProvider } from '@ai-sdk/openai-compatible';
import { Agent, fetch } from 'undici';
import type { EmbeddingModel, EmbeddingModelAnswer } from './embedding-model.js';
import { isRecord } from './is-record.js';
import type { LanguageModel } from './language-model.js';

export interface OpenAiCompatibleOptions {
  /** Up to and including the version, for example `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  /** Sent as bearer token. Default: none is sent. */
  readonly apiKey?: string | undefined;
  /** Whether the service takes a JSON Schema for its answers. Default `true`; with `false` it is only asked for JSON. */
  readonly structuredOutputs?: boolean | undefined;
  /** Whether the service shall enforce the schema; most then accept only a part of JSON Schema. Default `false`. */
  readonly strictSchemas?: boolean | undefined;
  /** How many texts one embedding request may hold. Default 2048, the limit of OpenAI. */
  readonly maxEmbeddingsPerCall?: number | undefined;
}

/** What this package calls such a service in provider options. */
export const openAiCompatibleProvider = 'openaiCompatible';

/** An answer larger than this is refused before it fills the memory. */
const responseBytesMax = 64 * 1024 * 1024;

/** A service that speaks the wire protocol of OpenAI, with connections of its own. */
export class OpenAiCompatibleService {
  readonly #provider: OpenAICompatibleProvider;
  readonly #maxEmbeddingsPerCall: number | undefined;
  // How long an answer may take is the caller's decision: local models take minutes before they send the first byte.
  readonly #connections = new Agent({ headersTimeout: 0, bodyTimeout: 0, maxResponseSize: responseBytesMax });

  constructor(options: OpenAiCompatibleOptions) {
    const { baseUrl, apiKey, structuredOutputs = true, strictSchemas = false } = options;
    this.#maxEmbeddingsPerCall = options.maxEmbeddingsPerCall;
    this.#provider = createOpenAICompatible({
      name: openAiCompatibleProvider,
      baseURL: baseUrl,
      supportsStructuredOutputs: structuredOutputs,
      transformRequestBody: (body) => withToolCallSignatures(withStrictness(body, strictSchemas)),
      fetch: (url, init) => this.#fetch(url, init),
      ...(apiKey === undefined ? {} : { apiKey }),
    });
  }

  chatModel(name: string): LanguageModel {
    return this.#provider.chatModel(name);
  }

  embeddingModel(name: string): EmbeddingModel {
    const model = this.#provider.embeddingModel(name);
    return {
      specificationVersion: model.specificationVersion,
      provider: model.provider,
      modelId: model.modelId,
      maxEmbeddingsPerCall: this.#maxEmbeddingsPerCall ?? model.maxEmbeddingsPerCall,
      doEmbed: async (options) => inOrderOfInput(await model.doEmbed(options)),
    };
  }

  /** Drops all connections. */
  async close(): Promise<void> {
    await this.#connections.destroy();
  }

  /** A redirected request would carry its credentials to wherever the redirection leads, so none is followed: the answer counts as a refusal. */
  #fetch(...[target, init]: Parameters<typeof globalThis.fetch>): Promise<Response> {
    const { method = 'GET', headers = {}, body, signal = null } = init ?? {};
    return fetch(target instanceof Request ? target.url : target, {
      method,
      headers: [...new Headers(headers)],
      body: typeof body === 'string' ? body : null,
      signal,
      redirect: 'manual',
      dispatcher: this.#connections,
    });
  }
}

type Body = Readonly<Record<string, unknown>>;

/** The AI SDK asks for strict schemas unless told otherwise per request; services refuse those that hold anything optional. */
function withStrictness(body: Body, strict: boolean): Body {
  const format = body['response_format'];
  if (!isRecord(format) || !isRecord(format['json_schema'])) {
    return body;
  }
  return { ...body, response_format: { ...format, json_schema: { ...format['json_schema'], strict } } };
}

/**
 * Services that sign tool calls (Gemini) expect the signature back where they put it. The AI SDK hands it out as metadata of the call, and would write that
 * metadata back as members of the call.
 */
function withToolCallSignatures(body: Body): Body {
  const messages = body['messages'];
  return Array.isArray(messages) ? { ...body, messages: messages.map(withSignedToolCalls) } : body;
}

function withSignedToolCalls(message: unknown): unknown {
  if (!isRecord(message) || !Array.isArray(message['tool_calls'])) {
    return message;
  }
  return { ...message, tool_calls: message['tool_calls'].map(withSignature) };
}

function withSignature(call: unknown): unknown {
  if (!isRecord(call) || typeof call['thoughtSignature'] !== 'string') {
    return call;
  }
  const { thoughtSignature, ...rest } = call;
  return { ...rest, extra_content: { google: { thought_signature: thoughtSignature } } };
}

/** Services number the vectors and need not send them in order; the AI SDK takes them as they come. */
function inOrderOfInput(
  answer: EmbeddingModelAnswer & { readonly response?: { readonly body?: unknown } },
): EmbeddingModelAnswer {
  const indexes = indexesOf(answer.response?.body);
  if (indexes?.length !== answer.embeddings.length) {
    return answer;
  }
  const embeddings: unknown[] = [];
  indexes.forEach((index, position) => {
    embeddings[index] = answer.embeddings[position];
  });
  return { ...answer, embeddings };
}

/** The indexes of the vectors, when they are a permutation. */
function indexesOf(body: unknown): readonly number[] | undefined {
  const data = isRecord(body) ? body['data'] : undefined;
  const indexes: readonly unknown[] = Array.isArray(data)
    ? data.map((item) => (isRecord(item) ? item['index'] : undefined))
    : [];
  const expected = new Set(indexes.keys());
  return indexes.every((index): index is number => typeof index === 'number' && expected.delete(index))
    ? indexes
    : undefined;
}
