import { OutputEvent, type RunnerContext } from '@millrace/api';
import { type ReviewAnalysed, ScoreFell } from '../events.js';
import type { Review } from '../review/review.js';
import type { ProductScores, ReviewResult } from '../review/review-result.js';
import { checkFall } from '../statistics/alert-rule.js';
import {
  earlierScore,
  meanScore,
  noReviews,
  type ProductStatistics,
  recentComplaints,
  reviewCount,
  rollingScore,
  withReview,
} from '../statistics/product-statistics.js';
import { getReview, getSimilarComplaints } from './current-review.js';

const statisticsPath = 'statistics';

/**
 * Brings the statistics of the product up to date and puts out the result.
 *
 * Short-term memory belongs to the key, here the product, and stays from run to run. Runs of one key follow one another, so nobody else changes it between `get` and `set`.
 */
export function keepStatistics(
  { attributes: { analysis, model } }: InstanceType<typeof ReviewAnalysed>,
  ctx: RunnerContext,
): void {
  const before = ctx.shortTermMemory.get<ProductStatistics>(statisticsPath) ?? noReviews;
  const { fell, statistics } = checkFall(withReview(before, analysis));
  ctx.shortTermMemory.set(statisticsPath, statistics);
  const result: ReviewResult = {
    kind: 'review',
    ...identityOf(getReview(ctx)),
    ...analysis,
    similarComplaints: getSimilarComplaints(ctx),
    productScores: scoresOf(statistics),
    model,
  };
  ctx.sendEvent(new OutputEvent(result));
  if (fell) {
    ctx.sendEvent(
      new ScoreFell({
        fromScore: earlierScore(statistics),
        toScore: rollingScore(statistics),
        complaints: recentComplaints(statistics),
      }),
    );
  }
}

function identityOf({
  id,
  product,
  timestampMs,
  rating,
}: Review): Pick<ReviewResult, 'review' | 'product' | 'timestamp' | 'rating'> {
  return { review: id, product, timestamp: new Date(timestampMs).toISOString(), rating };
}

function scoresOf(statistics: ProductStatistics): ProductScores {
  return {
    reviews: reviewCount(statistics),
    meanScore: meanScore(statistics),
    rollingScore: rollingScore(statistics),
    complaint: recentComplaints(statistics)[0]?.aspect,
  };
}
