import { describe, expect, it } from 'vitest';
import { generateDataSet, shippedOptions } from '../../scripts/reviews/generate-data-set.js';
import {
  HashingEmbeddingModelConnection,
  hashingDimensions,
} from '../../src/model/hashing-embedding-model-connection.js';

const model = new HashingEmbeddingModelConnection();

async function embed(...texts: readonly string[]): Promise<readonly Float32Array[]> {
  return await model.embed(texts, { parameters: {} });
}

async function similarity(left: string, right: string): Promise<number> {
  const [a, b] = await embed(left, right);
  return dotProduct(a, b);
}

describe('HashingEmbeddingModelConnection', () => {
  it('gives one vector of length 1 per text, in their order', async () => {
    const vectors = await embed('the battery is empty', 'it leaks', 'the battery is empty');

    expect(vectors.map((vector) => vector.length)).toEqual([hashingDimensions, hashingDimensions, hashingDimensions]);
    expect(vectors.map((vector) => dotProduct(vector, vector).toFixed(5))).toEqual(['1.00000', '1.00000', '1.00000']);
    expect(vectors[2]).toEqual(vectors[0]);
    expect(vectors[1]).not.toEqual(vectors[0]);
  });

  it('gives the zero vector for a text without a word', async () => {
    const [vector] = await embed(' … !');

    expect(dotProduct(vector, vector)).toBe(0);
  });

  it('puts the same complaint in other words closer than another complaint', async () => {
    const complaint = 'The battery is flat after two hours.';

    expect(await similarity(complaint, "won't hold a charge, empty by noon")).toBeGreaterThan(
      await similarity(complaint, 'arrived with a crack in the lid'),
    );
  });

  it('sees through typos and inflections', async () => {
    expect(await similarity('disconnects constantly', 'disconected constantly again')).toBeGreaterThan(0.4);
  });

  it('never depends on what was embedded before', async () => {
    const fresh = await new HashingEmbeddingModelConnection().embed(['It leaks.'], { parameters: {} });
    const later = await embed('something else entirely', 'It leaks.');

    expect(later[1]).toEqual(fresh[0]);
  });

  it('does not start when the result is not wanted any more', async () => {
    await expect(
      model.embed(['x'], { parameters: {}, signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
  });

  it('finds complaints about the same issue far more often than chance among the shipped reviews', async () => {
    const complaints = generateDataSet(shippedOptions).reviews.filter(
      ({ line, complaints: topics }) => (line.rating ?? 3) <= 2 && topics.length > 0,
    );
    const vectors = await embed(...complaints.map(({ line }) => line.text));
    const found = complaints.map((complaint, index) => {
      const others = complaints.flatMap((other, position) =>
        position === index ? [] : [{ other, closeness: dotProduct(vectors[index], vectors[position]) }],
      );
      const closest = others.sort((left, right) => right.closeness - left.closeness).slice(0, 3);
      const sharing = (candidates: readonly (typeof others)[number][]): number =>
        candidates.filter(({ other }) => other.complaints.some((topic) => complaint.complaints.includes(topic)))
          .length / candidates.length;
      return { amongClosest: sharing(closest), amongAll: sharing(others) };
    });

    // Measured: 0.61 of the three closest share an issue, where 0.08 of all do.
    expect(mean(found.map(({ amongClosest }) => amongClosest))).toBeGreaterThan(0.55);
    expect(mean(found.map(({ amongAll }) => amongAll))).toBeLessThan(0.15);
  });
});

function dotProduct(left: Float32Array | undefined, right: Float32Array | undefined): number {
  return (left ?? new Float32Array()).reduce((sum, value, index) => sum + value * (right?.[index] ?? 0), 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
