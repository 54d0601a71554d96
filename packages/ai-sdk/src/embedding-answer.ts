import { errorMessage, toFloat32Array } from '@millrace/api';
import type { EmbeddingModelAnswer } from './embedding-model.js';
import { isRecord } from './is-record.js';
import { ModelCallError } from './model-call-error.js';

/**
 * The vectors of an answer, in the order of the texts.
 *
 * @param count how many texts were sent.
 * @throws ModelCallError `MODEL_RESPONSE_INVALID` unless there is one vector per text, none empty and all of the same length.
 */
export function toVectors(answer: EmbeddingModelAnswer, count: number): readonly Float32Array[] {
  if (!isRecord(answer) || !Array.isArray(answer.embeddings) || answer.embeddings.length !== count) {
    throw invalid(`it does not hold one vector for each of ${count} texts`);
  }
  const vectors = answer.embeddings.map(toVector);
  const dimensions = vectors[0]?.length;
  if (dimensions === 0 || vectors.some((vector) => vector.length !== dimensions)) {
    throw invalid('its vectors are empty or differ in length');
  }
  return vectors;
}

function toVector(embedding: unknown, index: number): Float32Array {
  try {
    return toFloat32Array(embedding, `embeddings[${index}]`);
  } catch (thrown) {
    throw invalid(errorMessage(thrown), thrown);
  }
}

function invalid(problem: string, cause?: unknown): ModelCallError {
  return new ModelCallError('MODEL_RESPONSE_INVALID', `The answer of the model cannot be used: ${problem}.`, { cause });
}
