import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitPhrases, splitSentences } from '../../src/sentiment/split-sentences.js';

const prose = fc
  .array(
    fc.oneof(
      fc.constantFrom('good', 'but', 'the lid', '.', '!', '?', ',', ';', '\n', ' - ', '…', '"', ':', '😀', '。'),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(' '));

describe('splitSentences', () => {
  it('gives spans that stand in the text where they say, in order and without overlap', () => {
    fc.assert(
      fc.property(prose, (text) => {
        let reached = 0;
        for (const { text: sentence, start } of splitSentences(text)) {
          expect(text.slice(start, start + sentence.length)).toBe(sentence);
          expect(start).toBeGreaterThanOrEqual(reached);
          reached = start + sentence.length;
        }
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('loses no word', () => {
    const wordsOf = (text: string): readonly string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];

    fc.assert(
      fc.property(prose, (text) => {
        expect(splitSentences(text).flatMap((sentence) => wordsOf(sentence.text))).toEqual(wordsOf(text));
      }),
      { seed: 8, numRuns: 300 },
    );
  });

  it('splits phrases at commas and turns, and leaves out the words that lead over', () => {
    const [sentence] = splitSentences('Boils fast, and quietly, but it leaks because the seal is thin.');

    expect(splitPhrases(sentence ?? { text: '', start: 0 })).toEqual([
      { text: 'Boils fast', start: 0 },
      { text: 'quietly', start: 16 },
      { text: 'it leaks', start: 29 },
      { text: 'the seal is thin', start: 46 },
    ]);
  });

  it('splits at full stops, semicolons, dashes and line breaks, and keeps decimals whole', () => {
    const sentences = splitSentences('It holds 1.7 litres. Quiet; fast – really!\nWorth it').map(({ text }) => text);

    expect(sentences).toEqual(['It holds 1.7 litres', 'Quiet', 'fast', 'really', 'Worth it']);
  });
});
