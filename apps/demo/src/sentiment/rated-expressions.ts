/** Expressions of equal valence, separated by commas and line breaks. */
export interface RatedGroup {
  readonly valence: number;
  readonly expressions: string;
}

/** Valence by expression. @throws SyntaxError for an expression that is listed twice: one of the two would have no effect. */
export function ratedExpressions(groups: readonly RatedGroup[]): ReadonlyMap<string, number> {
  const rated = new Map<string, number>();
  for (const { valence, expressions } of groups) {
    for (const expression of expressions.split(/,|\n/).map((text) => text.trim())) {
      if (expression === '') continue;
      if (rated.has(expression)) throw new SyntaxError(`"${expression}" is rated twice.`);
      rated.set(expression, valence);
    }
  }
  return rated;
}
