import { describe, expect, it } from 'vitest';
import { ratedExpressions } from '../../src/sentiment/rated-expressions.js';

describe('ratedExpressions', () => {
  it('rates every expression of a group, phrases and apostrophes included', () => {
    const rated = ratedExpressions([
      { valence: 2, expressions: "\n neat,\n can't fault " },
      { valence: -1, expressions: 'meh' },
    ]);

    expect([...rated]).toEqual([
      ['neat', 2],
      ["can't fault", 2],
      ['meh', -1],
    ]);
  });

  it('refuses an expression that is rated twice', () => {
    expect(() => ratedExpressions([{ valence: 1, expressions: 'neat, neat' }])).toThrow('"neat" is rated twice.');
  });
});
