import type { Sentiment, WeighedPhrase } from './analyse-sentiment.js';

/** Longest reason, in code units. */
export const reasonLengthMax = 90;

const reasonsMax = 3;

/**
 * The phrases that speak loudest for the verdict, strongest first, in the review's own words: each is part of the text as it stands, cut at a word where it is too
 * long. A mixed verdict is given the loudest on both sides. A text without a telling word leaves the title to speak.
 */
export function quoteReasons(sentiment: Sentiment, title?: string): readonly string[] {
  const phrases = sentiment.sentences.flatMap((sentence) => sentence.phrases);
  const telling =
    sentiment.label === 'mixed'
      ? phrases
      : phrases.filter(({ valence }) => valence > 0 === (sentiment.label === 'positive'));
  const loudest = [...telling].sort((left, right) => strength(right) - strength(left) || left.start - right.start);
  const quotes = loudest.length === 0 && title !== undefined ? [title] : loudest.map(({ text }) => text);
  return [...new Set(quotes.map(cutAtWord))].filter((text) => text !== '').slice(0, reasonsMax);
}

function strength({ valence }: WeighedPhrase): number {
  return Math.abs(valence);
}

function cutAtWord(text: string): string {
  if (text.length <= reasonLengthMax) return text;
  const head = text.slice(0, reasonLengthMax + 1);
  const blank = head.lastIndexOf(' ');
  if (blank > 0) return head.slice(0, blank).trimEnd();
  // A single endless word has no blank; half a surrogate pair must not be left over.
  return head.slice(0, reasonLengthMax).replace(/[\uD800-\uDBFF]$/u, '');
}
