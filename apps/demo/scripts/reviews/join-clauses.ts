/** A clause and the words that lead over to it from the clause before. */
export interface Clause {
  readonly text: string;
  /** For example `, but `, `. That said, ` or a line break. Ignored for the first clause. */
  readonly joint: string;
}

const endsSentence = /[.!?…:)"\u3002]\s*$/u;
const opensSentence = /(?:^|[.!?…]\s+|\n(?:[+-] )?)$/u;

/** Joins clauses to running text: capitals at the start of sentences, one mark at the end of each, no mark doubled. */
export function joinClauses(clauses: readonly Clause[]): string {
  let text = '';
  for (const { text: clause, joint } of clauses) {
    text = text === '' ? '' : text + jointAfter(text, joint);
    text += opensSentence.test(text) ? capitalise(clause) : clause;
  }
  return text === '' || endsSentence.test(text) ? text : `${text}.`;
}

function jointAfter(text: string, joint: string): string {
  if (!/[.!?…:]$/u.test(text)) return joint;
  const withoutMark = joint.replace(/^[.,;]+/, '');
  return withoutMark.startsWith(' ') || withoutMark.startsWith('\n') ? capitaliseJoint(withoutMark) : ` ${withoutMark}`;
}

/** After a full stop, `, but ` becomes ` But `. */
function capitaliseJoint(joint: string): string {
  return joint.replace(/^(\s+)(\p{Ll})/u, (_match, blank: string, letter: string) => blank + letter.toUpperCase());
}

function capitalise(clause: string): string {
  return clause.replace(/^(["'(¡¿]?)(\p{Ll})/u, (_match, mark: string, letter: string) => mark + letter.toUpperCase());
}
