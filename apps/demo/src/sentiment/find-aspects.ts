import type { SentimentLabel, WeighedSentence } from './analyse-sentiment.js';
import { cuesPattern, searchableText } from './aspect-cue.js';
import { aspectVocabulary } from './aspect-vocabulary.js';

/** An aspect a review speaks of, and how. */
export type AspectMention = {
  readonly name: string;
  readonly sentiment: SentimentLabel;
};

/** Valences closer to 0 than this say nothing either way. */
const undecidedBelow = 0.4;

/**
 * The aspects a review speaks of, in the order of `candidates`, each with the feeling of the sentences that name it.
 *
 * @param candidates the aspects that count. One without an entry in the vocabulary is looked for by its own name.
 */
export function findAspects(
  sentences: readonly WeighedSentence[],
  candidates: readonly string[],
): readonly AspectMention[] {
  const spoken = sentences.map((sentence) => ({
    words: searchableText(sentence.text),
    valence: sentence.valence,
  }));
  return candidates.flatMap((name) => {
    const cues = cuesOf(name);
    const naming = spoken.filter(({ words }) => cues.test(words));
    if (naming.length === 0) return [];
    return [{ name, sentiment: labelOfSum(naming.reduce((sum, { valence }) => sum + valence, 0)) }];
  });
}

const cuesByAspect = new Map(Object.entries(aspectVocabulary).map(([name, cues]) => [name, cuesPattern(cues)]));

function cuesOf(name: string): RegExp {
  return cuesByAspect.get(name) ?? cuesPattern([name]);
}

function labelOfSum(sum: number): SentimentLabel {
  if (Math.abs(sum) < undecidedBelow) return 'mixed';
  return sum > 0 ? 'positive' : 'negative';
}
