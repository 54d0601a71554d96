import { describe, expect, it } from 'vitest';
import { LexiconChatModelConnection } from '../../src/model/lexicon-chat-model-connection.js';
import { reviewAnalysisSchema } from '../../src/review/review-analysis.js';
import { askAbout } from '../support/ask-model.js';
import { shippedLookupTool } from '../support/lookup-tool.js';
import { readGroundTruth, readShippedReviews, type ShippedReview } from '../support/shipped-data.js';

/**
 * How well the embedded model agrees with the stars of the shipped reviews. Its word list was extended while looking at every other product, so the products in
 * between are the honest measure. They are generated all the same: the figures say nothing about reviews people wrote.
 */
const model = new LexiconChatModelConnection();
const tools = [shippedLookupTool()];
const reviews = readShippedReviews();
const judged = await Promise.all(
  reviews.map(async (review) => ({
    review,
    analysis: (await askAbout(model, review, tools, reviewAnalysisSchema)).analysis,
  })),
);
const products = [...new Set(reviews.map(({ product }) => product))].sort();
const rated = judged.filter(({ review }) => review.rating !== undefined);
const unseen = rated.filter(({ review }) => products.indexOf(review.product) % 2 === 1);

describe('the embedded chat model, held against the stars', () => {
  it('tells satisfied (4 and 5 stars) from dissatisfied (1 and 2) in more than nine of ten cases', () => {
    // Measured: 0.935 over all products, 0.909 over those not looked at.
    expect(polarityAgreement(rated)).toBeGreaterThan(0.92);
    expect(polarityAgreement(unseen)).toBeGreaterThan(0.89);
  });

  it('names positive, mixed or negative as the stars do in three of four cases', () => {
    // Measured: 0.793 over all products, 0.750 over those not looked at.
    expect(labelAgreement(rated)).toBeGreaterThan(0.77);
    expect(labelAgreement(unseen)).toBeGreaterThan(0.73);
  });

  it('follows the stars up and down', () => {
    // Measured: 0.722.
    expect(correlation(rated.map(({ review, analysis }) => [review.rating ?? 0, analysis.score]))).toBeGreaterThan(
      0.69,
    );
  });

  it('sees the mean score of every declining product fall by more than 0.7, and rise for every recovery', () => {
    const { declines, recoveries } = readGroundTruth();

    expect(declines.filter(({ product, from }) => changeOf(product, from) > -0.7)).toEqual([]);
    expect(recoveries.filter(({ product, from }) => changeOf(product, from) < 0.2)).toEqual([]);
  });

  it('sees a rolling mean over ten reviews fall by 0.78 for the declining products and for no other', () => {
    const fallen = products.filter((product) => deepestFall(product, 10) >= 0.78);

    expect(fallen).toEqual(
      readGroundTruth()
        .declines.map(({ product }) => product)
        .sort(),
    );
  });
});

type Judged = (typeof judged)[number];

function polarityAgreement(cases: readonly Judged[]): number {
  const decided = cases.filter(({ review }) => review.rating !== 3);
  return share(decided, ({ review, analysis }) => analysis.score > 0 === (review.rating ?? 0) > 3);
}

function labelAgreement(cases: readonly Judged[]): number {
  return share(cases, ({ review, analysis }) => analysis.label === labelOfStars(review));
}

function labelOfStars({ rating = 0 }: ShippedReview): string {
  if (rating === 3) return 'mixed';
  return rating > 3 ? 'positive' : 'negative';
}

function share<T>(cases: readonly T[], isHit: (each: T) => boolean): number {
  return cases.filter(isHit).length / cases.length;
}

function scoresOf(product: string, isWanted: (day: string) => boolean = () => true): readonly number[] {
  return judged
    .filter(({ review }) => review.product === product && isWanted(review.timestamp))
    .map(({ analysis }) => analysis.score);
}

function changeOf(product: string, from: string): number {
  const noticed = new Date(Date.parse(from) + 14 * 24 * 60 * 60 * 1000).toISOString();
  return mean(scoresOf(product, (day) => day > noticed)) - mean(scoresOf(product, (day) => day < from));
}

/** The largest difference between the mean of all earlier scores and that of the last `window`, once there are six earlier ones. */
function deepestFall(product: string, window: number): number {
  const scores = scoresOf(product);
  const falls = scores.map((_, index) =>
    index + 1 < window + 6
      ? 0
      : mean(scores.slice(0, index + 1 - window)) - mean(scores.slice(index + 1 - window, index + 1)),
  );
  return Math.max(...falls);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Pearson's. */
function correlation(pairs: readonly (readonly [number, number])[]): number {
  const meanX = mean(pairs.map(([x]) => x));
  const meanY = mean(pairs.map(([, y]) => y));
  const covariance = mean(pairs.map(([x, y]) => (x - meanX) * (y - meanY)));
  const spread = (values: readonly number[], around: number): number =>
    Math.sqrt(mean(values.map((value) => (value - around) ** 2)));
  return (
    covariance /
    (spread(
      pairs.map(([x]) => x),
      meanX,
    ) *
      spread(
        pairs.map(([, y]) => y),
        meanY,
      ))
  );
}
