import { describe, expect, it } from 'vitest';
import { reviewSchema } from '../../src/review/review-schema.js';

const line = { id: 'r-1', product: 'kettle', text: 'It leaks.', timestamp: '2025-03-14T09:26:53Z' };

function issuesWith(changes: object): unknown {
  return reviewSchema.safeParse({ ...line, ...changes }).error?.issues.map(({ path, message }) => ({ path, message }));
}

describe('the schema of reviews', () => {
  it('makes a review of a line', () => {
    expect(reviewSchema.parse({ ...line, shop: 'unknown members do not matter' })).toEqual({
      id: 'r-1',
      product: 'kettle',
      text: 'It leaks.',
      timestampMs: Date.UTC(2025, 2, 14, 9, 26, 53),
    });
  });

  it.each([
    [{ id: undefined }, 'id', 'Nothing is where a non-empty string is expected. Put a non-empty string there'],
    [{ text: 7 }, 'text', 'A number is where a string is expected. Put a string there'],
    [{ text: ' ' }, 'text', 'The review has no text'],
    [{ rating: 9 }, 'rating', 'The rating is 9. Give 1 to 5 stars, or leave it out'],
    [{ timestamp: 'today' }, 'timestamp', '"today" is not a timestamp. Write it like 2025-03-14T09:26:53Z'],
  ])('refuses %j, and says which member is wrong and how', (changes, member, message) => {
    expect(issuesWith(changes)).toEqual([{ path: [member], message }]);
  });

  it('refuses what is no object as a whole', () => {
    expect(reviewSchema.safeParse([line]).error?.issues).toMatchObject([
      { path: [], message: 'Array is where an object is expected. Put an object there' },
    ]);
  });
});
