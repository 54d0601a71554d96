import type { Round } from './contest.js';
import { type Spread, spreadOf } from './spread.js';

/** What a result must reach. */
export type Limit = { readonly atLeast: number } | { readonly atMost: number };

/** One thing that was measured, and what it is held against. */
export interface Figure {
  readonly name: string;
  /** Unit of `workload` and `floor`. */
  readonly unit: string;
  readonly workload: Spread;
  /** Absent where nothing is the least that could be done. */
  readonly floor: Spread | undefined;
  /** What is judged: the ratio of the two, their difference, or the measurement itself. */
  readonly result: Spread;
  /** Unit of the result; empty for a ratio. */
  readonly resultUnit: string;
  readonly limit: Limit;
}

/** One row of the table. */
export interface RowResult {
  readonly id: string;
  readonly title: string;
  /** What the floor is, in a few words. */
  readonly floor: string;
  readonly figures: readonly Figure[];
  /** What was asserted or is good to know, a sentence each. */
  readonly notes: readonly string[];
}

/** Whether the median is within the limit. */
export function isReached({ result, limit }: Pick<Figure, 'result' | 'limit'>): boolean {
  return 'atLeast' in limit ? result.median >= limit.atLeast : result.median <= limit.atMost;
}

/** A measurement of both sides, judged by its ratio, which is taken round by round. */
export function ratioFigure<L>(
  { name, unit, limit }: Pick<Figure, 'name' | 'unit' | 'limit'>,
  rounds: readonly Round<L, L>[],
  measure: (lap: L) => number,
): Figure {
  return {
    name,
    unit,
    limit,
    workload: spreadOf(rounds.map(({ workload }) => measure(workload))),
    floor: spreadOf(rounds.map(({ floor }) => measure(floor))),
    result: spreadOf(rounds.map(({ workload, floor }) => measure(workload) / measure(floor))),
    resultUnit: '',
  };
}

/** A measurement that is judged by itself. */
export function plainFigure(
  { name, unit, limit }: Pick<Figure, 'name' | 'unit' | 'limit'>,
  values: readonly number[],
): Figure {
  const measured = spreadOf(values);
  return { name, unit, limit, workload: measured, floor: undefined, result: measured, resultUnit: unit };
}
