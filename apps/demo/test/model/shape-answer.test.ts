import { describe, expect, it } from 'vitest';
import { shapeAnswer } from '../../src/model/shape-answer.js';
import { type ReviewAnalysis, reviewAnalysisSchema } from '../../src/review/review-analysis.js';

const analysis: ReviewAnalysis = {
  score: -0.5,
  label: 'negative',
  reasons: ['it leaks', 'too loud'],
  aspects: [{ name: 'leak', sentiment: 'negative' }],
};

describe('shapeAnswer', () => {
  it('answers in full without a schema, and with the schema of the job', () => {
    expect(shapeAnswer(analysis, undefined)).toEqual(analysis);
    expect(shapeAnswer(analysis, reviewAnalysisSchema)).toEqual(analysis);
  });

  it('leaves out what the schema does not name', () => {
    expect(shapeAnswer(analysis, { type: 'object', properties: { label: { type: 'string' } } })).toEqual({
      label: 'negative',
    });
  });

  it('moves the score to the scale of the schema', () => {
    const stars = { type: 'object', properties: { score: { type: 'integer', minimum: 1, maximum: 5 } } };

    expect(shapeAnswer(analysis, stars)).toEqual({ score: 2 });
  });

  it('gives aspects as names where the schema wants strings, and no more reasons than it allows', () => {
    const schema = {
      type: 'object',
      properties: { aspects: { items: { type: 'string' } }, reasons: { type: 'array', maxItems: 1 } },
    };

    expect(shapeAnswer(analysis, schema)).toEqual({ aspects: ['leak'], reasons: ['it leaks'] });
  });

  it('refuses a schema that requires what it does not know', () => {
    const schema = { type: 'object', properties: { price: { type: 'number' } }, required: ['price'] };

    expect(() => shapeAnswer(analysis, schema)).toThrow('cannot answer "price"');
  });
});
