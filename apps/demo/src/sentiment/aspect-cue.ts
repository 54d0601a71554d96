import { tokenize } from './tokenize.js';

/** The words of a text in the form in which {@link cuePattern} finds them. */
export function searchableText(text: string): string {
  return ` ${tokenize(text)
    .map(({ word }) => word)
    .join(' ')} `;
}

/** Finds any of some cues of the aspect vocabulary in a {@link searchableText}. One pattern for all of them is much faster than one for each. */
export function cuesPattern(cues: readonly string[]): RegExp {
  return new RegExp(` (?:${cues.map(cueSource).join('|')})`, 'u');
}

function cueSource(cue: string): string {
  const open = cue.endsWith('*');
  const spoken = cue.toLowerCase().replaceAll(/[-_\s]+/g, ' ');
  const literal = (open ? spoken.slice(0, -1) : spoken).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return open ? literal : `${literal}s? `;
}
