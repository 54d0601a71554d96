/** A word, an emoji or an emoticon, and where it stands. */
export interface Token {
  /** As it was written. */
  readonly text: string;
  /** In lower case, with straight apostrophes. */
  readonly word: string;
  /** Index of the first code unit, and of the first after the last. */
  readonly start: number;
  readonly end: number;
  /** Whether a comma or the like stands between this token and the one before. */
  readonly afterPause: boolean;
}

const tokenPattern =
  /\p{Extended_Pictographic}(?:\uFE0F|\u200D\p{Extended_Pictographic})*|[:;]-?[()/|]|<3|[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*|\d+(?:[.,/]\d+)*/gu;

/** Splits text into words, emoji and emoticons; everything else only separates them. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let previousEnd = 0;
  for (const match of text.matchAll(tokenPattern)) {
    const start = match.index;
    const end = start + match[0].length;
    tokens.push({
      text: match[0],
      word: match[0].toLowerCase().replaceAll('’', "'"),
      start,
      end,
      afterPause: tokens.length > 0 && /[,;:()–—"]/.test(text.slice(previousEnd, start)),
    });
    previousEnd = end;
  }
  return tokens;
}
