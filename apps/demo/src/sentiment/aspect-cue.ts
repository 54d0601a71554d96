import { tokenize } from './tokenize.js';

/** The words of a text in the form in which {@link cuePattern} finds them. */
export function searchableText(text: string): string {
  return ` ${tokenize(text)
    .map(({ word }) => word)
    .join(' ')} `;
}

/** Finds a cue of the aspect vocabulary in a {@link searchableText}. */
export function cuePattern(cue: string): RegExp {
  const open = cue.endsWith('*');
  const spoken = cue.toLowerCase().replaceAll(/[-_\s]+/g, ' ');
  const literal = (open ? spoken.slice(0, -1) : spoken).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(open ? ` ${literal}` : ` ${literal}s? `, 'u');
}
