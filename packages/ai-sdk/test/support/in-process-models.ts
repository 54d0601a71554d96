import type { EmbeddingModelV2, EmbeddingModelV3, LanguageModelV2, LanguageModelV3 } from '@ai-sdk/provider';
import type { EmbeddingModel, LanguageModel, LanguageModelAnswer, LanguageModelCall } from '../../src/index.js';

/** Models as providers of the AI SDK make them: the types say that any such model can be passed to a connection. */

export const usageV3 = {
  inputTokens: { total: 11, noCache: 9, cacheRead: 2, cacheWrite: undefined },
  outputTokens: { total: 5, text: 5, reasoning: undefined },
};

const neverStreams = (): never => {
  throw new Error('connections do not stream');
};

export function modelV2(answer: Awaited<ReturnType<LanguageModelV2['doGenerate']>>): LanguageModelV2 {
  return {
    specificationVersion: 'v2',
    provider: 'test',
    modelId: 'old',
    supportedUrls: {},
    doGenerate: async () => answer,
    doStream: neverStreams,
  };
}

export function modelV3(answer: Awaited<ReturnType<LanguageModelV3['doGenerate']>>): LanguageModelV3 {
  return {
    specificationVersion: 'v3',
    provider: 'test',
    modelId: 'current',
    supportedUrls: {},
    doGenerate: async () => answer,
    doStream: neverStreams,
  };
}

/** A model of the version after the one whose types are installed. */
export function modelV4(answer: LanguageModelAnswer & Readonly<Record<string, unknown>>): LanguageModel {
  return { specificationVersion: 'v4', provider: 'test', modelId: 'next', doGenerate: async () => answer };
}

/** A model that is whatever `doGenerate` makes of it. */
export function modelThat(doGenerate: (options: LanguageModelCall) => PromiseLike<LanguageModelAnswer>): LanguageModel {
  return { specificationVersion: 'v3', provider: 'test', modelId: 'custom', doGenerate };
}

export function embeddingModelV2(maxEmbeddingsPerCall: number | undefined): EmbeddingModelV2<string> {
  return {
    specificationVersion: 'v2',
    provider: 'test',
    modelId: 'old',
    maxEmbeddingsPerCall,
    supportsParallelCalls: true,
    doEmbed: async ({ values }) => ({ embeddings: values.map(vectorOf), usage: { tokens: values.length } }),
  };
}

export function embeddingModelV3(maxEmbeddingsPerCall: number): EmbeddingModelV3 {
  return {
    specificationVersion: 'v3',
    provider: 'test',
    modelId: 'current',
    maxEmbeddingsPerCall: Promise.resolve(maxEmbeddingsPerCall),
    supportsParallelCalls: true,
    doEmbed: async ({ values }) => ({ embeddings: values.map(vectorOf), warnings: [] }),
  };
}

/** A model that gives the same vectors whatever it is asked. */
export function embeddingModelOf(embeddings: readonly unknown[]): EmbeddingModel {
  return {
    specificationVersion: 'v4',
    provider: 'test',
    modelId: 'next',
    maxEmbeddingsPerCall: undefined,
    doEmbed: async () => ({ embeddings }),
  };
}

function vectorOf(text: string): number[] {
  return [text.length, text.codePointAt(0) ?? 0];
}
