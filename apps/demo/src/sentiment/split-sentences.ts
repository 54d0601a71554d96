/** A stretch of a text, by its position in it. */
export interface TextSpan {
  readonly text: string;
  readonly start: number;
}

/** Splits a text into sentences; semicolons, dashes and line breaks end one too. Spans carry no blanks or marks at their ends. */
export function splitSentences(text: string): readonly TextSpan[] {
  return splitAt(text, /[.!?…。！？]+(?=\s|$|["')])|[;\n–—]+|\s-\s|(?<=。|！|？)/gu);
}

/** Splits a sentence at commas, colons and turns, into phrases short enough to quote. The words that only lead over ("but", "and") are left out. */
export function splitPhrases(sentence: TextSpan): readonly TextSpan[] {
  const separator =
    /[,:()]+\s+(?:(?:and|but|also|plus|yet|so)\s+)*|\s(?:but|however|although|because|and then|and yet)\s+/giu;
  return splitAt(sentence.text, separator).map(({ text, start }) => ({ text, start: sentence.start + start }));
}

function splitAt(text: string, separator: RegExp): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  let start = 0;
  for (const match of text.matchAll(separator)) {
    spans.push(trimmed(text.slice(start, match.index), start));
    start = match.index + match[0].length;
  }
  spans.push(trimmed(text.slice(start), start));
  return spans.filter((span) => span.text !== '');
}

function trimmed(text: string, start: number): TextSpan {
  const leading = /^[\s,;:.!?…"')(+–—-]*/u.exec(text)?.[0].length ?? 0;
  const body = text.slice(leading);
  const trailing = /[\s,;:"'(–—-]*$/u.exec(body)?.[0].length ?? 0;
  return { text: body.slice(0, body.length - trailing), start: start + leading };
}
