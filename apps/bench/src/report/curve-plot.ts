import type { CurveResult } from '../curves/curve.js';
import { linePlot } from './line-plot.js';
import { formatNumber } from './table-cells.js';

/** The plot of a curve: both sides, and their ratio below each point. */
export function curvePlot({ title, axis, points }: CurveResult): string {
  return linePlot({
    title,
    axis: `${axis}; below: ratio to the floor`,
    labels: points.map(({ label }) => label),
    remarks: points.map(({ ratio }) => formatNumber(ratio)),
    lines: [
      { name: 'floor', colour: '#8250df', values: points.map(({ floor }) => floor) },
      { name: 'Millrace', colour: '#0969da', values: points.map(({ workload }) => workload) },
    ],
  });
}
