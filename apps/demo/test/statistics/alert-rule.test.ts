import { describe, expect, it } from 'vitest';
import { checkFall, earlierReviewsMin, fallMin, recoveredBelow } from '../../src/statistics/alert-rule.js';
import {
  noReviews,
  type ProductStatistics,
  rollingWindow,
  withReview,
} from '../../src/statistics/product-statistics.js';
import { readGroundTruth, readShippedReviews } from '../support/shipped-data.js';

/** After how many reviews, counted from 1, a fall is reported. */
function fallsIn(scores: readonly number[]): readonly number[] {
  const falls: number[] = [];
  let statistics: ProductStatistics = noReviews;
  for (const [index, score] of scores.entries()) {
    const checked = checkFall(withReview(statistics, { score, label: 'mixed', reasons: [], aspects: [] }));
    statistics = checked.statistics;
    if (checked.fell) falls.push(index + 1);
  }
  return falls;
}

function repeated(score: number, count: number): readonly number[] {
  return Array.from({ length: count }, () => score);
}

const before = repeated(0.8, earlierReviewsMin + rollingWindow);

describe('a fall of the score', () => {
  it('is reported when the latest reviews are far below all before, once, however long it lasts', () => {
    // With n of twelve at -0.2 the mean of the window is n/12 below 0.8; eight are enough for 0.6.
    expect(fallsIn([...before, ...repeated(-0.2, rollingWindow)])).toEqual([before.length + 8]);
    expect(fallsIn([...before, ...repeated(-0.2, 200)])).toEqual([before.length + 8]);
  });

  it('is reported again after the score has recovered and fallen anew', () => {
    const scores = [...before, ...repeated(-0.2, 12), ...repeated(0.8, 60), ...repeated(-0.2, 12)];

    expect(fallsIn(scores)).toHaveLength(2);
  });

  it('is reported again when it goes on after the new level has become the normal one', () => {
    const scores = [...repeated(1, 22), ...repeated(0.3, 200), ...repeated(-0.8, 12)];

    expect(fallsIn(scores)).toHaveLength(2);
  });

  it('is not reported again by a score that wavers around the limit', () => {
    const wavering = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 0.1 : 0.2));

    expect(fallsIn([...before, ...repeated(0, 8), ...wavering])).toHaveLength(1);
  });

  it('is told from chance only against enough earlier reviews', () => {
    const needed = earlierReviewsMin + rollingWindow;

    expect(fallsIn([...repeated(0.8, earlierReviewsMin), ...repeated(-0.8, rollingWindow)])).toEqual([needed]);
    expect(fallsIn([...repeated(0.8, earlierReviewsMin - 1), ...repeated(-0.8, rollingWindow)])).toEqual([]);
  });

  it('is not seen in a product that was always poor, nor in one that gets better', () => {
    expect(fallsIn(repeated(-0.8, 60))).toEqual([]);
    expect(fallsIn([...repeated(-0.5, 30), ...repeated(0.8, 30)])).toEqual([]);
  });

  it('is not seen in a fall that is too small', () => {
    expect(fallsIn([...before, ...repeated(0.8 - fallMin + 0.01, rollingWindow)])).toEqual([]);
  });

  it('ends further up than it begins, so that it cannot flutter', () => {
    expect(recoveredBelow).toBeLessThan(fallMin);
  });
});

it('the rule finds the declining products of the shipped reviews in their stars, too, and no others', () => {
  const reviews = readShippedReviews();
  const products = [...new Set(reviews.map(({ product }) => product))];
  const fallen = products.filter((product) => {
    const stars = reviews.filter((review) => review.product === product).map(({ rating = 3 }) => rating);
    return fallsIn(stars.map((rating) => (rating - 3) / 2)).length > 0;
  });
  const declining = readGroundTruth().declines.map(({ product }) => product);

  expect(fallen.toSorted()).toEqual(declining.toSorted());
});
