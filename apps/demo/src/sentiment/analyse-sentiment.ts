import { benefitOfDoubt, normalization } from './modifiers.js';
import { type Weighed, weighSentence } from './sentence-valence.js';
import { splitPhrases, splitSentences, type TextSpan } from './split-sentences.js';

export type SentimentLabel = 'positive' | 'mixed' | 'negative';

/** A phrase of the text and what it weighs. */
export interface WeighedPhrase extends TextSpan {
  readonly valence: number;
}

export interface WeighedSentence extends TextSpan {
  /** Sum over its phrases. */
  readonly valence: number;
  /** Those that carry feeling. */
  readonly phrases: readonly WeighedPhrase[];
}

export interface Sentiment {
  /** -1 (very negative) to 1 (very positive). */
  readonly score: number;
  readonly label: SentimentLabel;
  /** Sentences of the text, in its order. The title is judged but not listed. */
  readonly sentences: readonly WeighedSentence[];
}

export interface ReviewText {
  readonly title?: string | undefined;
  readonly text: string;
}

const titleWeight = 1.4;
const lastSentenceWeight = 1.3;

/** Up to this distance from 0 a score is called mixed. */
export const mixedBelow = 0.25;

/** Judges a review by its words. Deterministic; knows nothing but the text. */
export function analyseSentiment(review: ReviewText): Sentiment {
  const sentences = weighText(review.text);
  const sum = sumOf(sentences) + titleWeight * sumOf(weighText(review.title ?? '')) + benefitOfDoubt;
  const score = sum / Math.sqrt(sum * sum + normalization);
  return { score, label: labelOf(score), sentences };
}

export function labelOf(score: number): SentimentLabel {
  if (Math.abs(score) < mixedBelow) return 'mixed';
  return score > 0 ? 'positive' : 'negative';
}

function weighText(text: string): readonly WeighedSentence[] {
  const sentences = splitSentences(text);
  return sentences.map((sentence, index) => {
    // A review says last what it means most.
    const weight = index > 0 && index === sentences.length - 1 ? lastSentenceWeight : 1;
    const phrases = phrasesWith(sentence, weighSentence(sentence.text, exclamationsAfter(text, sentence)), weight);
    return { ...sentence, valence: sumOf(phrases), phrases };
  });
}

function exclamationsAfter(text: string, { text: sentence, start }: TextSpan): number {
  const marks = /^[.!?…！？]*/u.exec(text.slice(start + sentence.length))?.[0] ?? '';
  return marks.replaceAll(/[^!！]/gu, '').length;
}

/** Shares the weighed expressions of a sentence among its phrases. */
function phrasesWith(sentence: TextSpan, weighed: readonly Weighed[], weight: number): readonly WeighedPhrase[] {
  const phrases = splitPhrases(sentence);
  const firstIn = (index: number): number =>
    index === 0 ? 0 : (phrases[index]?.start ?? Number.POSITIVE_INFINITY) - sentence.start;
  return phrases
    .map((phrase, index) => {
      const inside = weighed.filter(({ start }) => start >= firstIn(index) && start < firstIn(index + 1));
      return { ...phrase, valence: weight * sumOf(inside) };
    })
    .filter(({ valence }) => valence !== 0);
}

function sumOf(entries: readonly { readonly valence: number }[]): number {
  return entries.reduce((sum, { valence }) => sum + valence, 0);
}
