import { earlierScore, type ProductStatistics, rollingScore, rollingWindow } from './product-statistics.js';

/** A fall is told from chance only against so many earlier reviews. */
export const earlierReviewsMin = 10;

/** The rolling score has fallen when it is this far below the mean of everything before. */
export const fallMin = 0.6;

/** A fall is over when the distance is smaller than this: the score has recovered, or the new level has become the normal one. */
export const recoveredBelow = 0.3;

/**
 * Decides whether a product's score has fallen with its latest review. The two limits keep a score that wavers around one of them from raising alarm after alarm: a
 * fall is reported once, and the next one only after this one is over.
 */
export function checkFall(statistics: ProductStatistics): {
  /** The score has fallen with this review. */
  readonly fell: boolean;
  /** With the outcome remembered. */
  readonly statistics: ProductStatistics;
} {
  const { recent, earlierReviews, hasFallen } = statistics;
  if (recent.length < rollingWindow || earlierReviews < earlierReviewsMin) return { fell: false, statistics };
  const fall = earlierScore(statistics) - rollingScore(statistics);
  const isFallen = hasFallen ? fall >= recoveredBelow : fall >= fallMin;
  return { fell: isFallen && !hasFallen, statistics: { ...statistics, hasFallen: isFallen } };
}
