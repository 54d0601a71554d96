import { describe, expect, it } from 'vitest';
import { readReviewAnalysis } from '../../src/review/review-analysis.js';

const answer = {
  score: -0.4,
  label: 'negative',
  reasons: ['it leaks'],
  aspects: [{ name: 'leak', sentiment: 'negative' }],
};

describe('readReviewAnalysis', () => {
  it('reads a complete answer', () => {
    expect(readReviewAnalysis(answer)).toEqual(answer);
  });

  it.each([
    ['a score off the scale', { ...answer, score: 1.01 }, 'analysis.score'],
    ['a score in words', { ...answer, score: 'low' }, 'analysis.score'],
    ['a label of its own', { ...answer, label: 'bad' }, 'analysis.label'],
    ['one reason instead of a list', { ...answer, reasons: 'it leaks' }, 'analysis.reasons'],
    ['an aspect without a feeling', { ...answer, aspects: [{ name: 'leak' }] }, 'analysis.aspects[0].sentiment'],
    ['no aspects', { ...answer, aspects: undefined }, 'analysis.aspects'],
  ])('refuses %s and names the place', (_case, value, path) => {
    expect(() => readReviewAnalysis(value)).toThrow(expect.objectContaining({ path }));
  });
});
