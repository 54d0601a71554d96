import type { ReviewAnalysis } from '../review/review-analysis.js';

/** How many reviews the rolling score covers. */
export const rollingWindow = 12;

/** What is kept of a review while it is in the window. */
export type RecentReview = {
  readonly score: number;
  /** Aspects it complains about. */
  readonly complaints: readonly string[];
};

/** How many reviews complain about an aspect. */
export type AspectComplaints = {
  readonly aspect: string;
  readonly reviews: number;
};

/** Running statistics of one product. As large after a million reviews as after twelve. */
export type ProductStatistics = {
  /** Reviews before the window. */
  readonly earlierReviews: number;
  /** Sum of their scores. */
  readonly earlierScores: number;
  /** The window, oldest first: at most {@link rollingWindow} reviews. */
  readonly recent: readonly RecentReview[];
  /** Whether a fall was reported and has not been made up for; see `alert-rule.ts`. */
  readonly hasFallen: boolean;
};

/** Of a product nobody has reviewed yet. */
export const noReviews: ProductStatistics = { earlierReviews: 0, earlierScores: 0, recent: [], hasFallen: false };

/** Statistics after one more review. */
export function withReview(statistics: ProductStatistics, { score, aspects }: ReviewAnalysis): ProductStatistics {
  const complaints = aspects.filter(({ sentiment }) => sentiment === 'negative').map(({ name }) => name);
  const recent = [...statistics.recent, { score, complaints }];
  const leaving = recent.slice(0, Math.max(0, recent.length - rollingWindow));
  return {
    ...statistics,
    earlierReviews: statistics.earlierReviews + leaving.length,
    earlierScores: statistics.earlierScores + sumOf(leaving),
    recent: recent.slice(leaving.length),
  };
}

export function reviewCount({ earlierReviews, recent }: ProductStatistics): number {
  return earlierReviews + recent.length;
}

/** Mean score of all reviews; 0 when there are none. */
export function meanScore(statistics: ProductStatistics): number {
  return meanOf(statistics.earlierScores + sumOf(statistics.recent), reviewCount(statistics));
}

/** Mean score of the reviews before the window; 0 when there are none. */
export function earlierScore({ earlierScores, earlierReviews }: ProductStatistics): number {
  return meanOf(earlierScores, earlierReviews);
}

/** Mean score of the reviews in the window; 0 when there are none. */
export function rollingScore({ recent }: ProductStatistics): number {
  return meanOf(sumOf(recent), recent.length);
}

/** The aspects that reviews in the window complain about, most frequent first; of equally frequent ones the one heard of first. */
export function recentComplaints({ recent }: ProductStatistics): readonly AspectComplaints[] {
  const reviews = new Map<string, number>();
  for (const aspect of recent.flatMap(({ complaints }) => [...new Set(complaints)])) {
    reviews.set(aspect, (reviews.get(aspect) ?? 0) + 1);
  }
  return [...reviews]
    .map(([aspect, count]) => ({ aspect, reviews: count }))
    .sort((left, right) => right.reviews - left.reviews);
}

function sumOf(reviews: readonly RecentReview[]): number {
  return reviews.reduce((sum, { score }) => sum + score, 0);
}

/** To three digits, so that nobody reads meaning into the rest. */
function meanOf(sum: number, count: number): number {
  return count === 0 ? 0 : Math.round((sum / count) * 1000) / 1000;
}
