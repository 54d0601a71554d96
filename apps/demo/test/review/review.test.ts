import { describe, expect, it } from 'vitest';
import { readReview } from '../../src/review/review.js';
import { readShippedReviews } from '../support/shipped-data.js';

const line = { id: 'r-1', product: 'kettle', text: 'Good.', timestamp: '2025-03-14T09:26:53Z' };

describe('readReview', () => {
  it('reads every shipped review', () => {
    const reviews = readShippedReviews().map((each) => readReview(each));

    expect(reviews.length).toBe(2400);
    expect(reviews.filter(({ rating }) => rating === undefined).length).toBeGreaterThan(0);
  });

  it('takes what is optional as it comes, and the timestamp as milliseconds', () => {
    expect(readReview(line)).toEqual({
      id: 'r-1',
      product: 'kettle',
      title: undefined,
      text: 'Good.',
      rating: undefined,
      author: undefined,
      timestampMs: 1_741_944_413_000,
    });
    expect(readReview({ ...line, title: null, rating: 4, source: 'shop' }).rating).toBe(4);
  });

  it('reads a timestamp with an offset', () => {
    expect(readReview({ ...line, timestamp: '2025-03-14T10:26:53.000+01:00' }).timestampMs).toBe(1_741_944_413_000);
  });

  it.each([
    ['a list', [], 'review'],
    ['a missing id', { ...line, id: undefined }, 'review.id'],
    ['an empty product', { ...line, product: '' }, 'review.product'],
    ['a text of blanks', { ...line, text: ' \n' }, 'review.text'],
    ['a text that is a number', { ...line, text: 7 }, 'review.text'],
    ['six stars', { ...line, rating: 6 }, 'review.rating'],
    ['half a star', { ...line, rating: 0.5 }, 'review.rating'],
    ['a date without a time', { ...line, timestamp: '2025-03-14' }, 'review.timestamp'],
    ['a time without a zone', { ...line, timestamp: '2025-03-14T09:26:53' }, 'review.timestamp'],
    ['the thirteenth month', { ...line, timestamp: '2025-13-01T00:00:00Z' }, 'review.timestamp'],
  ])('refuses %s and names the member', (_case, value, path) => {
    expect(() => readReview(value)).toThrow(expect.objectContaining({ path }));
  });
});
