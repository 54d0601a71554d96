import type { Mood } from './mannerisms.js';
import type { Stars } from './quality.js';
import type { SeededRandom } from './seeded-random.js';

export type Length = 'line' | 'short' | 'medium' | 'long';

/** The building blocks of a review, in the order in which they are written. */
export type Part =
  | 'verdict'
  | 'opener'
  | 'context'
  | 'praise'
  | 'complaint'
  | 'gripe'
  | 'turn-to-complaint'
  | 'turn-to-praise'
  | 'anecdote'
  | 'sarcasm'
  | 'update'
  | 'closer';

/** Decides what a review says, in which order. */
export function outlineFor(mood: Mood, stars: Stars, length: Length, random: SeededRandom): readonly Part[] {
  const outline = random.pick(outlines[mood][length]);
  const tempered =
    stars === 4 && length !== 'line' && random.chance(0.5) && !outline.includes('gripe') ? withGripe(outline) : outline;
  const updatable = mood !== 'middling' && (length === 'long' || length === 'medium');
  return updatable && random.chance(0.09) ? [...tempered, 'update'] : tempered;
}

function withGripe(outline: readonly Part[]): readonly Part[] {
  const closer = outline.at(-1) === 'closer' ? (['closer'] as const) : [];
  return [...outline.slice(0, outline.length - closer.length), 'gripe', ...closer];
}

const outlines: Readonly<Record<Mood, Readonly<Record<Length, readonly (readonly Part[])[]>>>> = {
  good: {
    line: [['verdict'], ['verdict'], ['praise'], ['praise'], ['opener'], ['closer']],
    short: [
      ['praise', 'praise'],
      ['opener', 'praise'],
      ['praise', 'closer'],
      ['context', 'praise'],
      ['verdict', 'praise'],
      ['praise', 'gripe'],
    ],
    medium: [
      ['context', 'praise', 'praise'],
      ['opener', 'praise', 'praise', 'closer'],
      ['praise', 'praise', 'praise'],
      ['opener', 'context', 'praise'],
      ['praise', 'praise', 'gripe', 'closer'],
      ['context', 'praise', 'turn-to-complaint', 'closer'],
      ['verdict', 'praise', 'context', 'praise'],
      ['anecdote', 'praise'],
      ['praise', 'anecdote'],
      ['context', 'praise', 'praise', 'gripe'],
    ],
    long: [
      ['opener', 'context', 'praise', 'praise', 'praise', 'gripe', 'closer'],
      ['context', 'anecdote', 'praise', 'praise', 'gripe', 'closer'],
      ['opener', 'praise', 'praise', 'anecdote', 'praise'],
      ['praise', 'anecdote', 'praise', 'gripe'],
      ['anecdote', 'context', 'praise', 'praise', 'anecdote', 'closer'],
      ['context', 'praise', 'praise', 'context', 'praise', 'closer'],
      ['praise', 'praise', 'praise', 'praise', 'gripe', 'gripe'],
      ['context', 'praise', 'praise', 'praise', 'turn-to-complaint', 'praise', 'praise', 'closer'],
      ['opener', 'anecdote', 'praise', 'praise', 'anecdote', 'praise', 'gripe', 'closer'],
    ],
  },
  middling: {
    line: [['verdict'], ['verdict'], ['praise', 'turn-to-complaint'], ['opener'], ['complaint', 'turn-to-praise']],
    short: [
      ['praise', 'turn-to-complaint'],
      ['verdict', 'complaint', 'turn-to-praise'],
      ['complaint', 'turn-to-praise'],
      ['opener', 'praise', 'turn-to-complaint'],
      ['praise', 'turn-to-complaint', 'closer'],
    ],
    medium: [
      ['opener', 'praise', 'turn-to-complaint', 'closer'],
      ['context', 'praise', 'praise', 'turn-to-complaint', 'complaint'],
      ['context', 'complaint', 'turn-to-praise', 'closer'],
      ['praise', 'turn-to-complaint', 'complaint', 'closer'],
      ['anecdote', 'complaint', 'turn-to-praise'],
    ],
    long: [
      ['opener', 'context', 'praise', 'praise', 'turn-to-complaint', 'complaint', 'closer'],
      ['context', 'complaint', 'complaint', 'turn-to-praise', 'praise', 'closer'],
      ['anecdote', 'praise', 'turn-to-complaint', 'complaint'],
      ['context', 'praise', 'turn-to-complaint', 'anecdote', 'closer'],
    ],
  },
  bad: {
    line: [['verdict'], ['complaint'], ['complaint'], ['closer'], ['verdict', 'complaint']],
    short: [
      ['complaint', 'complaint'],
      ['opener', 'complaint'],
      ['complaint', 'closer'],
      ['sarcasm', 'complaint'],
      ['verdict', 'complaint'],
      ['complaint', 'turn-to-praise'],
    ],
    medium: [
      ['opener', 'complaint', 'complaint', 'closer'],
      ['context', 'complaint', 'complaint'],
      ['praise', 'turn-to-complaint', 'complaint', 'closer'],
      ['sarcasm', 'complaint', 'complaint', 'closer'],
      ['complaint', 'complaint', 'turn-to-praise', 'closer'],
      ['context', 'complaint', 'sarcasm'],
      ['anecdote', 'complaint'],
      ['complaint', 'anecdote'],
    ],
    long: [
      ['opener', 'context', 'complaint', 'complaint', 'complaint', 'closer'],
      ['context', 'praise', 'turn-to-complaint', 'complaint', 'complaint', 'sarcasm', 'closer'],
      ['complaint', 'complaint', 'complaint', 'turn-to-praise', 'closer', 'update'],
      ['opener', 'complaint', 'anecdote', 'complaint', 'complaint', 'anecdote', 'closer'],
      ['context', 'complaint', 'complaint', 'complaint', 'complaint', 'sarcasm', 'closer'],
      ['context', 'complaint', 'anecdote', 'complaint', 'closer'],
      ['opener', 'complaint', 'complaint', 'anecdote'],
      ['anecdote', 'context', 'complaint', 'complaint', 'turn-to-praise'],
    ],
  },
};
