import { type DefinedEventClass, defineEvent } from '@millrace/api';
import { z } from 'zod';
import type { ReviewAnalysis } from './review/review-analysis.js';
import type { AspectComplaints } from './statistics/product-statistics.js';

/*
 * The agent's own events. Everything else that flows through it is built in: `InputEvent`, the requests to the complaint store and to the model with their responses,
 * `OutputEvent`.
 */

type Analysed = {
  readonly analysis: ReviewAnalysis;
  /** As the model calls itself. */
  readonly model: string;
};

type Fell = {
  /** Mean of the scores before the window. */
  readonly fromScore: number;
  /** Mean of the scores in the window. */
  readonly toScore: number;
  /** What the reviews in the window complain about, most frequent first. */
  readonly complaints: readonly AspectComplaints[];
};

const score = z.number().min(-1).max(1);
const label = z.enum(['positive', 'mixed', 'negative']);

/** The model has judged the review of this run. */
export const ReviewAnalysed: DefinedEventClass<Analysed, Analysed> = defineEvent(
  'ReviewAnalysed',
  z.object({
    analysis: z.object({
      score,
      label,
      reasons: z.array(z.string()).readonly(),
      aspects: z.array(z.object({ name: z.string(), sentiment: label })).readonly(),
    }),
    model: z.string(),
  }),
);

/** With the review of this run the rolling score of its product has fallen. */
export const ScoreFell: DefinedEventClass<Fell, Fell> = defineEvent(
  'ScoreFell',
  z.object({
    fromScore: score,
    toScore: score,
    complaints: z.array(z.object({ aspect: z.string(), reviews: z.int() })).readonly(),
  }),
);
