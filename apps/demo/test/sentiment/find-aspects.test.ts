import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ProductCatalog } from '../../src/product/product-catalog.js';
import { analyseSentiment } from '../../src/sentiment/analyse-sentiment.js';
import { aspectVocabulary } from '../../src/sentiment/aspect-vocabulary.js';
import { type AspectMention, findAspects } from '../../src/sentiment/find-aspects.js';
import { readShippedReviews, shippedFile } from '../support/shipped-data.js';

function aspectsOf(text: string, candidates: readonly string[]): readonly AspectMention[] {
  return findAspects(analyseSentiment({ text }).sentences, candidates);
}

describe('findAspects', () => {
  it('names the aspects a text speaks of, each with the feeling of its sentences', () => {
    const aspects = aspectsOf('The battery is excellent. The zip is broken. Delivery on Monday.', [
      'battery',
      'zip',
      'shipping',
      'smell',
    ]);

    expect(aspects).toEqual([
      { name: 'battery', sentiment: 'positive' },
      { name: 'zip', sentiment: 'negative' },
      { name: 'shipping', sentiment: 'mixed' },
    ]);
  });

  it('looks for an aspect without an entry by its own name', () => {
    expect(aspectsOf('The kick stand is useless.', ['kick-stand', 'lens'])).toEqual([
      { name: 'kick-stand', sentiment: 'negative' },
    ]);
  });

  it('takes an aspect with signs of patterns for plain text', () => {
    expect(aspectsOf('aaa', ['a+', '(', '.*'])).toEqual([]);
  });

  it('matches whole words only, plurals included', () => {
    expect(aspectsOf('Two zips, one zipline.', ['zip']).length).toBe(1);
    expect(aspectsOf('A zipline.', ['zip'])).toEqual([]);
  });

  it('has words for every aspect of the shipped catalog', () => {
    const catalog = ProductCatalog.parse(readFileSync(shippedFile('products.json'), 'utf8'));
    const products = new Set(readShippedReviews().map(({ product }) => product));
    const aspects = new Set([...products].flatMap((id) => catalog.get(id)?.aspects ?? []));

    expect([...aspects].filter((aspect) => !Object.hasOwn(aspectVocabulary, aspect))).toEqual([]);
  });
});
