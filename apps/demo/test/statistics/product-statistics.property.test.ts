import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReviewAnalysis } from '../../src/review/review-analysis.js';
import {
  earlierScore,
  meanScore,
  noReviews,
  type ProductStatistics,
  recentComplaints,
  reviewCount,
  rollingScore,
  rollingWindow,
  withReview,
} from '../../src/statistics/product-statistics.js';

const sentiments = ['positive', 'mixed', 'negative'] as const;

const analyses: fc.Arbitrary<readonly ReviewAnalysis[]> = fc.array(
  fc.record({
    // Thousandths, as models answer, so that means of them are as exact as their sums.
    score: fc.integer({ min: -1000, max: 1000 }).map((thousandths) => thousandths / 1000),
    label: fc.constantFrom(...sentiments),
    reasons: fc.constant([]),
    aspects: fc.array(
      fc.record({ name: fc.constantFrom('lid', 'price', 'sound'), sentiment: fc.constantFrom(...sentiments) }),
      { maxLength: 4 },
    ),
  }),
  { maxLength: 60 },
);

function statisticsOf(reviews: readonly ReviewAnalysis[]): ProductStatistics {
  return reviews.reduce(withReview, noReviews);
}

function mean(reviews: readonly ReviewAnalysis[]): number {
  return reviews.length === 0 ? 0 : reviews.reduce((sum, { score }) => sum + score, 0) / reviews.length;
}

function check(predicate: (reviews: readonly ReviewAnalysis[]) => void): void {
  fc.assert(fc.property(analyses, predicate), { seed: 11, numRuns: 300 });
}

describe('running statistics equal those computed from all reviews at once', () => {
  it('the number of reviews', () => {
    check((reviews) => {
      expect(reviewCount(statisticsOf(reviews))).toBe(reviews.length);
    });
  });

  it('the mean of all, of the latest, and of those before', () => {
    check((reviews) => {
      const statistics = statisticsOf(reviews);

      expect(meanScore(statistics)).toBeCloseTo(mean(reviews), 2);
      expect(rollingScore(statistics)).toBeCloseTo(mean(reviews.slice(-rollingWindow)), 2);
      expect(earlierScore(statistics)).toBeCloseTo(mean(reviews.slice(0, -rollingWindow)), 2);
    });
  });

  it('what the latest complain about, each review counted once per aspect, the most frequent first', () => {
    check((reviews) => {
      const latest = reviews.slice(-rollingWindow);
      const complaints = recentComplaints(statisticsOf(reviews));
      const counts = complaints.map(({ reviews: count }) => count);

      expect(counts).toEqual(counts.toSorted((left, right) => right - left));
      expect(new Map(complaints.map(({ aspect, reviews: count }) => [aspect, count]))).toEqual(countComplaints(latest));
    });
  });
});

it('statistics do not grow beyond the window, however many reviews there are', () => {
  check((reviews) => {
    expect(statisticsOf(reviews).recent.length).toBe(Math.min(reviews.length, rollingWindow));
  });
});

function countComplaints(reviews: readonly ReviewAnalysis[]): ReadonlyMap<string, number> {
  const names = ['lid', 'price', 'sound'];
  const counts = names.map((name): [string, number] => [
    name,
    reviews.filter(({ aspects }) => aspects.some((aspect) => aspect.name === name && aspect.sentiment === 'negative'))
      .length,
  ]);
  return new Map(counts.filter(([, count]) => count > 0));
}
