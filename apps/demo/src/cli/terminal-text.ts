const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F/u;

/** Columns a text takes on a terminal. */
export function columnsOf(text: string): number {
  return graphemesOf(text).reduce((sum, grapheme) => sum + (wide.test(grapheme) ? 2 : 1), 0);
}

/** Text that came from outside, on one line and without control characters, which a terminal would obey. */
export function printableText(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, (controls) => (controls === '\u200D' ? controls : ' '))
    .trim();
}

/** At most `columns` wide, with an ellipsis where something is missing: at the end, or at the `start` for paths, whose end says more. */
export function fitColumns(text: string, columns: number, missing: 'end' | 'start' = 'end'): string {
  if (columnsOf(text) <= columns) return text;
  const graphemes = missing === 'end' ? graphemesOf(text) : graphemesOf(text).toReversed();
  const kept: string[] = [];
  let left = columns - 1;
  for (const grapheme of graphemes) {
    left -= columnsOf(grapheme);
    if (left < 0) break;
    kept.push(grapheme);
  }
  return missing === 'end' ? `${kept.join('').trimEnd()}…` : `…${kept.toReversed().join('').trimStart()}`;
}

/** Broken into lines that are at most `columns` wide: behind commas where that is possible, else at any blank. A word that is wider than a line is cut. */
export function wrapColumns(text: string, columns: number): readonly string[] {
  const parts = text.split(/(?<=,) /).flatMap((part) => (columnsOf(part) <= columns ? [part] : part.split(' ')));
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const longer = last === undefined ? part : `${last} ${part}`;
    if (last !== undefined && columnsOf(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(fitColumns(part, columns));
  }
  return lines;
}

/** Filled with blanks to `columns`. */
export function padColumns(text: string, columns: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, columns - columnsOf(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

function graphemesOf(text: string): readonly string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
