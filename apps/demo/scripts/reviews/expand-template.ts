import type { SeededRandom } from './seeded-random.js';

/** Fills a slot: `<n:2-5>` arrives as `('n', '2-5')`. */
export type SlotFiller = (name: string, argument: string) => string;

/**
 * Expands a fragment: `{one|another|}` becomes one of its alternatives (they nest, an empty one leaves nothing), `<name>` and `<name:argument>` are filled in.
 * A `<` that no lower-case letter follows is text (`<3`). Blanks that an empty alternative leaves behind are removed.
 */
export function expandTemplate(template: string, random: SeededRandom, fillSlot: SlotFiller): string {
  const expanded = expandAlternatives(template, random);
  const filled = expanded.replaceAll(/<([a-z]+)(?::([^>]*))?>/g, (_match, name: string, argument: string | undefined) =>
    fillSlot(name, argument ?? ''),
  );
  return filled
    .replaceAll(/ {2,}/g, ' ')
    .replaceAll(/ ([,.;:!?])/g, '$1')
    .trim();
}

function expandAlternatives(template: string, random: SeededRandom): string {
  let expanded = '';
  let position = 0;
  while (position < template.length) {
    const character = template[position] ?? '';
    if (character === '}') throw new SyntaxError(`Unmatched } in "${template}"`);
    if (character !== '{') {
      expanded += character;
      position += 1;
      continue;
    }
    const end = closingBrace(template, position);
    const alternatives = splitAlternatives(template.slice(position + 1, end));
    expanded += expandAlternatives(random.pick(alternatives), random);
    position = end + 1;
  }
  return expanded;
}

function closingBrace(template: string, opening: number): number {
  let depth = 0;
  for (let position = opening; position < template.length; position += 1) {
    if (template[position] === '{') depth += 1;
    if (template[position] === '}') depth -= 1;
    if (depth === 0) return position;
  }
  throw new SyntaxError(`Unmatched { in "${template}"`);
}

function splitAlternatives(body: string): readonly string[] {
  const alternatives: string[] = [];
  let depth = 0;
  let start = 0;
  for (let position = 0; position < body.length; position += 1) {
    if (body[position] === '{') depth += 1;
    if (body[position] === '}') depth -= 1;
    if (body[position] === '|' && depth === 0) {
      alternatives.push(body.slice(start, position));
      start = position + 1;
    }
  }
  return [...alternatives, body.slice(start)];
}
