import type { CurveResult } from '../curves/curve.js';
import type { RowResult } from '../harness/figure.js';
import type { Machine } from './machine.js';
import type { TableLine } from './table-cells.js';

/** What a run of the benchmark leaves in a file. */
export interface PublishedResults {
  readonly measuredOn: string;
  readonly isQuick: boolean;
  readonly machine: Machine;
  readonly rows: readonly RowResult[];
  readonly curves: readonly CurveResult[];
  /** The rows as they are printed. */
  readonly table: readonly TableLine[];
}
