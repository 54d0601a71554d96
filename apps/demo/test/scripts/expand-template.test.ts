import { describe, expect, it } from 'vitest';
import { expandTemplate } from '../../scripts/reviews/expand-template.js';
import { categories } from '../../scripts/reviews/generate-data-set.js';
import { SeededRandom } from '../../scripts/reviews/seeded-random.js';

const noSlots = (name: string): string => {
  throw new Error(`No slot ${name}`);
};

describe('expandTemplate', () => {
  it('chooses one alternative, also inside another', () => {
    const random = new SeededRandom('alternatives');
    const seen = new Set(Array.from({ length: 60 }, () => expandTemplate('{a|b {c|d}}!', random, noSlots)));

    expect([...seen].sort()).toEqual(['a!', 'b c!', 'b d!']);
  });

  it('leaves no stray blank behind an empty alternative', () => {
    const random = new SeededRandom('blanks');
    const seen = new Set(Array.from({ length: 20 }, () => expandTemplate('good {really|}, yes', random, noSlots)));

    expect([...seen].sort()).toEqual(['good really, yes', 'good, yes']);
  });

  it('fills slots with their argument, and takes <3 for text', () => {
    const text = expandTemplate(
      '<n:2-5> of <it> <3',
      new SeededRandom('slots'),
      (name, argument) => `[${name} ${argument}]`,
    );

    expect(text).toBe('[n 2-5] of [it ] <3');
  });

  it('refuses braces that do not match', () => {
    const random = new SeededRandom('braces');

    expect(() => expandTemplate('{a|b', random, noSlots)).toThrow('Unmatched {');
    expect(() => expandTemplate('a}', random, noSlots)).toThrow('Unmatched }');
  });

  it('can expand every fragment of every product', () => {
    const random = new SeededRandom('all');
    const fragments = categories.flatMap(({ topics, contexts, products }) => [
      ...contexts,
      ...[topics, ...products.map((product) => product.topics)]
        .flatMap((each) => Object.values(each))
        .flatMap(({ good, bad }) => [...good, ...bad]),
      ...products.flatMap(({ change }) => change?.fragments ?? []),
    ]);

    for (const fragment of fragments) expect(expandTemplate(fragment, random, () => 'x')).not.toMatch(/[{}|<>]/);
  });
});
