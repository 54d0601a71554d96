import {
  BaseEmbeddingModelConnection,
  type EmbedOptions,
  type ResourceContext,
  type ResourceDescriptor,
} from '@millrace/api';
import { textFeatures } from './text-features.js';

/** How the embedded model calls itself wherever a model is named. */
export const hashingModelName = 'hashing (embedded, offline)';

/** Length of its vectors. */
export const hashingDimensions = 512;

/**
 * An embedding model without a network: features of the text are hashed into a vector of fixed length, each with a sign, so that collisions cancel out on average
 * (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009). Frequencies are damped by the square root; vectors have length 1, so that their
 * dot product is the cosine. A text without a single feature gives the zero vector.
 *
 * It needs no statistics over other texts: the vector of a text never depends on what was embedded before.
 */
export class HashingEmbeddingModelConnection extends BaseEmbeddingModelConnection {
  readonly name: string = hashingModelName;

  constructor(_descriptor?: ResourceDescriptor, context?: ResourceContext) {
    super(context);
  }

  override async embed(texts: readonly string[], options: EmbedOptions): Promise<readonly Float32Array[]> {
    options.signal?.throwIfAborted();
    const words = texts.reduce((sum, text) => sum + (text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0), 0);
    options.metricGroup?.getSubGroup('model', this.name).counter('promptTokens').inc(words);
    return texts.map(embedText);
  }
}

function embedText(text: string): Float32Array {
  const sums = new Float64Array(hashingDimensions);
  for (const [name, { weight, frequency }] of countFeatures(text)) {
    const hash = hashFeature(name);
    const slot = hash % hashingDimensions;
    const sign = hash & 0x8000_0000 ? -1 : 1;
    sums[slot] = (sums[slot] ?? 0) + sign * weight * Math.sqrt(frequency);
  }
  const length = Math.sqrt(sums.reduce((sum, value) => sum + value * value, 0));
  return new Float32Array(length === 0 ? sums : sums.map((value) => value / length));
}

function countFeatures(text: string): ReadonlyMap<string, { readonly weight: number; readonly frequency: number }> {
  const features = new Map<string, { readonly weight: number; frequency: number }>();
  for (const { name, weight } of textFeatures(text)) {
    const known = features.get(name);
    if (known === undefined) features.set(name, { weight, frequency: 1 });
    else known.frequency += 1;
  }
  return features;
}

/** FNV-1a with the finalizer of murmur3, since FNV alone leaves the low bits poorly mixed. */
function hashFeature(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
