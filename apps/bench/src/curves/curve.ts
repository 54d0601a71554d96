/** One size at which something was measured. */
export interface CurvePoint {
  readonly label: string;
  /** Inputs per second, medians. */
  readonly workload: number;
  readonly floor: number;
  readonly ratio: number;
}

/** How the cost of something grows. */
export interface CurveResult {
  readonly id: string;
  readonly title: string;
  /** What the labels of the points are. */
  readonly axis: string;
  readonly points: readonly CurvePoint[];
}
