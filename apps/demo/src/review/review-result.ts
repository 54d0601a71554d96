import type { AspectComplaints } from '../statistics/product-statistics.js';
import type { ReviewAnalysis } from './review-analysis.js';

/** A complaint that resembles a review, and how much: the cosine of their embeddings. */
export type SimilarComplaint = {
  /** Id of the review that complained. */
  readonly review: string;
  readonly similarity: number;
};

/** The running statistics of a product, as far as a reader of results needs them. Scores are means, -1 to 1. */
export type ProductScores = {
  readonly reviews: number;
  readonly meanScore: number;
  /** Of the latest reviews. */
  readonly rollingScore: number;
  /** What the latest reviews complain about most. */
  readonly complaint?: string | undefined;
};

/** What the job puts out for one review. */
export type ReviewResult = ReviewAnalysis & {
  readonly kind: 'review';
  readonly review: string;
  readonly product: string;
  /** When the review was written, ISO 8601. */
  readonly timestamp: string;
  readonly rating?: number | undefined;
  readonly similarComplaints: readonly SimilarComplaint[];
  /** Including this review. */
  readonly productScores: ProductScores;
  /** As the model calls itself. */
  readonly model: string;
};

/** What the job puts out when the score of a product falls. */
export type ProductAlert = {
  readonly kind: 'alert';
  readonly product: string;
  /** When the review was written with which the score had fallen, ISO 8601. */
  readonly timestamp: string;
  /** Id of that review. */
  readonly review: string;
  /** Mean score before the window. */
  readonly fromScore: number;
  /** Mean score of the window. */
  readonly toScore: number;
  /** Reviews in the window. */
  readonly window: number;
  /** What they complain about, most frequent first. */
  readonly complaints: readonly AspectComplaints[];
};

export type DemoOutput = ReviewResult | ProductAlert;
