import { cuesPattern, searchableText } from '../sentiment/aspect-cue.js';
import { aspectVocabulary } from '../sentiment/aspect-vocabulary.js';
import { tokenize } from '../sentiment/tokenize.js';

/** A property of a text, and how much it counts. */
export interface TextFeature {
  readonly name: string;
  readonly weight: number;
}

const wordWeight = 1;
const pairWeight = 0.7;
const gramWeight = 0.25;
const aspectWeight = 1.2;
const gramLengths = [3, 4, 5];

/** Words that say nothing about what a text is about. */
const stopWords: ReadonlySet<string> = new Set(
  "a about after all also am an and any are as at be been before but by can could did do does doesn't don't down even ever every for from get got had has have he her him his how i i'm if in into is it it's its just like me more most much my no not now of off on once one only or other our out over own s same she so some such t than that the their them then there these they this those to too two up us very was we were what when where which while who why will with would you your".split(
    ' ',
  ),
);

/** The features of a text: its words, pairs of words, pieces of words (so that typos and inflections still meet), and the aspects it speaks of. */
export function* textFeatures(text: string): Generator<TextFeature> {
  const words = tokenize(text)
    .map(({ word }) => word)
    .filter((word) => !stopWords.has(word));
  for (const [index, word] of words.entries()) {
    yield { name: `word ${word}`, weight: wordWeight };
    const next = words[index + 1];
    if (next !== undefined) yield { name: `pair ${word} ${next}`, weight: pairWeight };
    for (const gram of gramsOf(word)) yield { name: `gram ${gram}`, weight: gramWeight };
  }
  for (const aspect of aspectsIn(text)) yield { name: `aspect ${aspect}`, weight: aspectWeight };
}

function* gramsOf(word: string): Generator<string> {
  const text = `^${word}$`;
  const letters = Array.from(text);
  // Nearly always a letter is one code unit, and a piece of the text can be had without joining letters.
  const piece = (start: number, end: number): string =>
    letters.length === text.length ? text.slice(start, end) : letters.slice(start, end).join('');
  for (const length of gramLengths) {
    for (let start = 0; start + length <= letters.length; start += 1) yield piece(start, start + length);
  }
}

const cues = Object.entries(aspectVocabulary).map(([aspect, words]) => ({ aspect, pattern: cuesPattern(words) }));

function aspectsIn(text: string): readonly string[] {
  const searchable = searchableText(text);
  return cues.filter(({ pattern }) => pattern.test(searchable)).map(({ aspect }) => aspect);
}
