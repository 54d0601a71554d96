import {
  afterContrast,
  beforeContrast,
  capitalsStep,
  concessionOpening,
  contrasts,
  exclamationStep,
  intensifierFading,
  intensifierStep,
  intensifiers,
  mockery,
  negationFactor,
  negationReach,
  negations,
  quibbleOpening,
} from './modifiers.js';
import type { Token } from './tokenize.js';
import { tokenize } from './tokenize.js';
import { expressionAt } from './valence-lexicon.js';

/** A word or expression that carries feeling, and where it stands in the sentence. */
export interface Weighed {
  readonly valence: number;
  readonly start: number;
  readonly end: number;
}

const quibbleFactor = 0.25;
const concessionFactor = 0.5;
const tooMuch = -1.5;
const refusal = -0.8;

/**
 * Weighs the expressions of one sentence: lexicon, negation, intensifiers, capitals, contrast.
 *
 * @param exclamations how many exclamation marks end the sentence.
 */
export function weighSentence(sentence: string, exclamations: number): readonly Weighed[] {
  const tokens = tokenize(sentence);
  const mixedCase = tokens.some(({ text }) => isCapitals(text)) && tokens.some(({ text }) => /\p{Ll}/u.test(text));
  const weighed: Weighed[] = [];
  for (let index = 0; index < tokens.length; ) {
    const { valence, length } = weighAt(tokens, index, mixedCase);
    const first = tokens[index];
    const last = tokens[index + length - 1];
    if (valence !== 0 && first !== undefined && last !== undefined)
      weighed.push({ valence, start: first.start, end: last.end });
    index += length;
  }
  return emphasise(aroundContrast(inContext(weighed, sentence), tokens), exclamations);
}

function weighAt(
  tokens: readonly Token[],
  index: number,
  mixedCase: boolean,
): { readonly valence: number; readonly length: number } {
  const expression = expressionAt(tokens, index);
  if (expression === undefined) return { valence: weighPattern(tokens, index), length: 1 };
  const { length } = expression;
  let valence = expression.valence;
  if (mixedCase && isCapitals(tokens[index]?.text ?? '')) valence += Math.sign(valence) * capitalsStep;
  return { valence: negated(intensified(valence, tokens, index), tokens, index), length };
}

/** Patterns that need no word of the lexicon: "too short", "won't stay". */
function weighPattern(tokens: readonly Token[], index: number): number {
  const token = tokens[index];
  const next = tokens[index + 1];
  if (token === undefined || next === undefined || next.afterPause) return 0;
  const nextIsNeutral = expressionAt(tokens, index + 1) === undefined;
  if (token.word === 'too' && nextIsNeutral) return isNegated(tokens, index) ? -tooMuch / 2 : tooMuch;
  if (
    /^(?:won't|wont|doesn't|doesnt|don't|dont|can't|cant|didn't|didnt|couldn't|cannot)$/.test(token.word) &&
    nextIsNeutral
  )
    return refusal;
  return 0;
}

function intensified(valence: number, tokens: readonly Token[], index: number): number {
  let strength = valence;
  for (const [distance, fading] of intensifierFading.entries()) {
    const word = tokens[index - 1 - distance]?.word ?? '';
    if (tokens[index - distance]?.afterPause === true) break;
    const step = Object.hasOwn(intensifiers, word) ? (intensifiers[word] ?? 0) : 0;
    strength += Math.sign(valence) * step * intensifierStep * fading;
  }
  return strength;
}

function negated(valence: number, tokens: readonly Token[], index: number): number {
  // Expressions that begin with a negation carry it in their own valence.
  if (isNegation(tokens[index]?.word ?? '')) return valence;
  return isNegated(tokens, index) ? valence * negationFactor : valence;
}

function isNegated(tokens: readonly Token[], index: number): boolean {
  for (let distance = 1; distance <= negationReach; distance += 1) {
    if (tokens[index - distance + 1]?.afterPause === true) return false;
    if (isNegation(tokens[index - distance]?.word ?? '')) return true;
  }
  return false;
}

function isNegation(word: string): boolean {
  return negations.has(word) || word.endsWith("n't");
}

/** A quibble does not spoil the whole, a concession does not save it. */
function inContext(weighed: readonly Weighed[], sentence: string): readonly Weighed[] {
  const quibble = quibbleOpening.exec(sentence);
  const concession = concessionOpening.test(sentence);
  const mocking = mockery.test(sentence);
  return weighed.map((entry) => {
    if (quibble !== null && entry.valence < 0) return { ...entry, valence: entry.valence * quibbleFactor };
    if (entry.valence > 0 && (mocking || isQuoted(sentence, entry)))
      return { ...entry, valence: entry.valence * negationFactor };
    return concession && entry.valence > 0 ? { ...entry, valence: entry.valence * concessionFactor } : entry;
  });
}

/** A single word in quotation marks is somebody else's claim. */
function isQuoted(sentence: string, { start, end }: Weighed): boolean {
  return /["“]$/u.test(sentence.slice(0, start)) && /^["”]/u.test(sentence.slice(end));
}

function aroundContrast(weighed: readonly Weighed[], tokens: readonly Token[]): readonly Weighed[] {
  const turn = tokens.findIndex(({ word }, index) => index > 0 && contrasts.has(word));
  const at = tokens[turn]?.start;
  if (at === undefined) return weighed;
  return weighed.map((entry) => ({
    ...entry,
    valence: entry.valence * (entry.start < at ? beforeContrast : afterContrast),
  }));
}

function emphasise(weighed: readonly Weighed[], exclamations: number): readonly Weighed[] {
  const step = Math.min(exclamations, 4) * exclamationStep;
  const strongest = weighed.reduce<Weighed | undefined>(
    (best, entry) => (best === undefined || Math.abs(entry.valence) > Math.abs(best.valence) ? entry : best),
    undefined,
  );
  return weighed.map((entry) =>
    entry === strongest ? { ...entry, valence: entry.valence + Math.sign(entry.valence) * step } : entry,
  );
}

function isCapitals(text: string): boolean {
  return /^\p{Lu}{2,}$/u.test(text);
}
