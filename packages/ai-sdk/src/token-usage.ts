import { isRecord } from './is-record.js';

/** Tokens of one request, as far as the provider tells. */
export interface TokenUsage {
  readonly promptTokens?: number;
  readonly completionTokens?: number;
}

/** Reads the usage of a chat answer: numbers in V2 of the AI SDK's interface, objects with a total since V3. */
export function readTokenUsage(answer: unknown): TokenUsage {
  const usage = usageOf(answer);
  return isRecord(usage) ? known(readCount(usage['inputTokens']), readCount(usage['outputTokens'])) : {};
}

/** Reads the usage of an embedding answer, which has input only. */
export function readEmbeddingUsage(answer: unknown): TokenUsage {
  const usage = usageOf(answer);
  return isRecord(usage) ? known(readCount(usage['tokens']), undefined) : {};
}

function usageOf(answer: unknown): unknown {
  return isRecord(answer) ? answer['usage'] : undefined;
}

function readCount(value: unknown): number | undefined {
  const count = isRecord(value) ? value['total'] : value;
  return typeof count === 'number' && Number.isFinite(count) && count >= 0 ? count : undefined;
}

function known(promptTokens: number | undefined, completionTokens: number | undefined): TokenUsage {
  return {
    ...(promptTokens === undefined ? {} : { promptTokens }),
    ...(completionTokens === undefined ? {} : { completionTokens }),
  };
}
