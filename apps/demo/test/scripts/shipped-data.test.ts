import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generateDataSet, maxLatenessMs, shippedOptions } from '../../scripts/reviews/generate-data-set.js';
import { shippedFiles } from '../../scripts/reviews/shipped-files.js';
import { readGroundTruth, readShippedReviews, type ShippedChange, shippedFile } from '../support/shipped-data.js';

const reviews = readShippedReviews();
const truth = readGroundTruth();

describe('the shipped data', () => {
  it('is byte for byte what the generator writes', () => {
    const outdated = Object.entries(shippedFiles())
      .filter(([name, content]) => readFileSync(shippedFile(name), 'utf8') !== content)
      .map(([name]) => `${name}: run "pnpm generate-reviews"`);

    expect(outdated).toEqual([]);
  });

  it('differs when the seed does', () => {
    const other = generateDataSet({ ...shippedOptions, seed: 'another', reviewCount: 120 });
    const same = generateDataSet({ ...shippedOptions, reviewCount: 120 });

    expect(other.reviews.map(({ line }) => line.text)).not.toEqual(same.reviews.map(({ line }) => line.text));
  });

  it('holds at least 2,000 reviews of at least 50 products, each product with enough of them to judge it', () => {
    const counts = new Map<string, number>();
    for (const { product } of reviews) counts.set(product, (counts.get(product) ?? 0) + 1);

    expect(reviews.length).toBeGreaterThanOrEqual(2000);
    expect(counts.size).toBeGreaterThanOrEqual(50);
    expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(20);
  });

  it('gives every review an id of its own', () => {
    expect(new Set(reviews.map(({ id }) => id)).size).toBe(reviews.length);
  });

  it('arrives mostly in order, sometimes late, and never later than the ground truth says', () => {
    let newestMs = Number.NEGATIVE_INFINITY;
    let late = 0;
    for (const { timestamp } of reviews) {
      const timestampMs = Date.parse(timestamp);
      if (timestampMs < newestMs) late += 1;
      expect(newestMs - timestampMs).toBeLessThanOrEqual(maxLatenessMs);
      newestMs = Math.max(newestMs, timestampMs);
    }

    expect(late).toBeGreaterThan(reviews.length * 0.02);
    expect(late).toBeLessThan(reviews.length * 0.15);
  });

  it('never repeats a text, and hardly ever a sentence', () => {
    const sentences = reviews.flatMap(({ text }) => sentencesOf(text));
    const uses = new Map<string, number>();
    for (const sentence of sentences) uses.set(sentence, (uses.get(sentence) ?? 0) + 1);

    expect(new Set(reviews.map(({ text }) => text)).size).toBe(reviews.length);
    expect(Math.max(...uses.values())).toBeLessThanOrEqual(reviews.length / 120);
    expect(uses.size / sentences.length).toBeGreaterThan(0.55);
  });

  it('leaves no trace of the templates it is made from', () => {
    const traces = reviews.filter(({ text, title = '' }) => /[{}|]|<[a-z]|undefined/.test(`${title} ${text}`));

    expect(traces).toEqual([]);
  });

  it('varies in length from a few words to a paragraph, and mixes in other scripts and emoji', () => {
    const lengths = reviews.map(({ text }) => text.length);
    const matching = (pattern: RegExp) => reviews.filter(({ text }) => pattern.test(text)).length;

    expect(Math.min(...lengths)).toBeLessThan(15);
    expect(Math.max(...lengths)).toBeGreaterThan(400);
    expect(matching(/\p{Extended_Pictographic}/u)).toBeGreaterThan(100);
    expect(matching(/[\p{Script=Hiragana}\p{Script=Cyrillic}]/u)).toBeGreaterThan(5);
  });
});

describe('the ground truth', () => {
  it('names declines after which the stars fall by more than two', () => {
    const falls = truth.declines.map((change) => ({ product: change.product, fall: -riseAfter(change) }));

    expect(falls.filter(({ fall }) => fall <= 2)).toEqual([]);
  });

  it('names recoveries after which the stars rise by more than one', () => {
    const rises = truth.recoveries.map((change) => ({ product: change.product, rise: riseAfter(change) }));

    expect(rises.filter(({ rise }) => rise <= 1)).toEqual([]);
  });

  it('names no product twice', () => {
    const named = [...truth.declines, ...truth.recoveries].map(({ product }) => product).concat(truth.steadilyPoor);

    expect(new Set(named).size).toBe(named.length);
  });
});

function sentencesOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[.!?\n;–]+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length > 8);
}

function riseAfter({ product, from }: ShippedChange): number {
  return meanRating(product, (day) => day > twoWeeksAfter(from)) - meanRating(product, (day) => day < from);
}

function meanRating(product: string, isWanted: (day: string) => boolean): number {
  const ratings = reviews
    .filter((review) => review.product === product && isWanted(review.timestamp))
    .flatMap(({ rating }) => (rating === undefined ? [] : [rating]));
  return ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;
}

function twoWeeksAfter(day: string): string {
  return new Date(Date.parse(day) + 14 * 24 * 60 * 60 * 1000).toISOString();
}
