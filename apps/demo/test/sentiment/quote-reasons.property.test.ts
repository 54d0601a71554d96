import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseSentiment } from '../../src/sentiment/analyse-sentiment.js';
import { quoteReasons, reasonLengthMax } from '../../src/sentiment/quote-reasons.js';
import { readShippedReviews } from '../support/shipped-data.js';

const words = fc.constantFrom(
  'great',
  'awful',
  'leaks',
  'not',
  'very',
  'the',
  'lid',
  ',',
  '. ',
  '! ',
  'but',
  '😍',
  'kaputt',
  '"',
  'x'.repeat(120),
  '\n',
);

describe('quoteReasons', () => {
  it('quotes the review word for word, at most three times, and never at length', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(words, fc.string({ unit: 'grapheme', maxLength: 12 })), { maxLength: 40 }),
        (parts) => {
          const text = parts.join(' ');
          const reasons = quoteReasons(analyseSentiment({ text }));

          expect(reasons.length).toBeLessThanOrEqual(3);
          for (const reason of reasons) {
            expect(text).toContain(reason);
            expect(reason.length).toBeLessThanOrEqual(reasonLengthMax);
            expect(reason.trim()).not.toBe('');
            expect(/\p{Surrogate}/u.test(reason)).toBe(false);
          }
        },
      ),
      { seed: 11, numRuns: 500 },
    );
  });

  it('gives reasons on the side of the verdict', () => {
    const sentiment = analyseSentiment({ text: 'Nice box. The pump is dead, it leaks and support is useless.' });

    expect(quoteReasons(sentiment)).toEqual(['it leaks and support is useless', 'The pump is dead']);
  });

  it('lets the title speak for a text without a telling word', () => {
    const title = 'Love it';

    expect(quoteReasons(analyseSentiment({ title, text: 'Bought in May.' }), title)).toEqual(['Love it']);
  });

  it('finds a reason for nine out of ten shipped reviews', () => {
    const reviews = readShippedReviews();
    const explained = reviews.filter((review) => quoteReasons(analyseSentiment(review), review.title).length > 0);

    expect(explained.length / reviews.length).toBeGreaterThan(0.9);
  });
});
