import type { RowResult } from '../harness/figure.js';

/** How much is measured: all of it, or enough to see that everything works. */
export interface Scale {
  readonly isQuick: boolean;
}

/** One row of the table. Each is measured in a process of its own, its workload and its floor in the same one. */
export interface Row {
  readonly id: string;
  readonly title: string;
  /** What the workload is held against, in a few words. */
  readonly floor: string;
  readonly measure: (scale: Scale) => Promise<Pick<RowResult, 'figures' | 'notes'>>;
}
