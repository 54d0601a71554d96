import {
  type AttributeReader,
  InvalidValueError,
  type JsonSchema,
  listOf,
  MemberReader,
  readName,
  readNumber,
  readText,
  unexpected,
} from '@millrace/api';
import type { SentimentLabel } from '../sentiment/analyse-sentiment.js';
import type { AspectMention } from '../sentiment/find-aspects.js';

/** What the model says about one review. */
export type ReviewAnalysis = {
  /** -1 (very unhappy) to 1 (very happy). */
  readonly score: number;
  readonly label: SentimentLabel;
  /** At most three short phrases, in the review's own words. */
  readonly reasons: readonly string[];
  readonly aspects: readonly AspectMention[];
};

const labels: readonly SentimentLabel[] = ['positive', 'mixed', 'negative'];

/** What the model has to answer with. */
export const reviewAnalysisSchema: JsonSchema = {
  type: 'object',
  properties: {
    score: { type: 'number', minimum: -1, maximum: 1, description: 'How happy the writer is, from -1 to 1.' },
    label: { type: 'string', enum: [...labels] },
    reasons: {
      type: 'array',
      items: { type: 'string' },
      maxItems: 3,
      description: 'Short phrases copied from the review.',
    },
    aspects: {
      type: 'array',
      items: {
        type: 'object',
        properties: { name: { type: 'string' }, sentiment: { type: 'string', enum: [...labels] } },
        required: ['name', 'sentiment'],
        additionalProperties: false,
      },
    },
  },
  required: ['score', 'label', 'reasons', 'aspects'],
  additionalProperties: false,
};

/**
 * Reads the parsed answer of a model.
 *
 * @throws InvalidValueError `ATTRIBUTE_INVALID`, `ANALYSIS_SCORE_INVALID`; `path` names the member.
 */
export function readReviewAnalysis(value: unknown, path = 'analysis'): ReviewAnalysis {
  const members = new MemberReader(value, path);
  return {
    score: members.required('score', readScore),
    label: members.required('label', readLabel),
    reasons: members.required('reasons', listOf(readText)),
    aspects: members.required('aspects', listOf(readAspect)),
  };
}

const readScore: AttributeReader<number> = (value, path) => {
  const score = readNumber(value, path);
  if (score < -1 || score > 1) {
    throw new InvalidValueError('ANALYSIS_SCORE_INVALID', `The score is ${score}.`, {
      path,
      hint: 'It must lie between -1 and 1.',
    });
  }
  return score;
};

const readLabel: AttributeReader<SentimentLabel> = (value, path) => {
  const label = labels.find((candidate) => candidate === value);
  if (label === undefined) throw unexpected(value, path, `one of ${labels.join(', ')}`);
  return label;
};

const readAspect: AttributeReader<AspectMention> = (value, path) => {
  const members = new MemberReader(value, path);
  return { name: members.required('name', readName), sentiment: members.required('sentiment', readLabel) };
};
