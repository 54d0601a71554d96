import { formatNumber } from './table-cells.js';

/** One line of a plot. */
export interface PlotLine {
  readonly name: string;
  readonly colour: string;
  /** By place on the horizontal axis; greater than zero. */
  readonly values: readonly number[];
}

/** What is plotted: places with names along the horizontal axis, a logarithmic vertical one. */
export interface LinePlot {
  readonly title: string;
  readonly axis: string;
  readonly labels: readonly string[];
  readonly lines: readonly PlotLine[];
  /** A word below each place. */
  readonly remarks: readonly string[];
}

const width = 760;
const height = 420;
const plot = { left: 90, right: 620, top: 56, bottom: 320 } as const;
const ink = '#24292f';
const faint = '#d8dee4';

/** A plot as SVG. */
export function linePlot({ title, axis, labels, lines, remarks }: LinePlot): string {
  const values = lines.flatMap((line) => line.values);
  const lowest = Math.floor(Math.log10(Math.min(...values)));
  const highest = Math.max(Math.ceil(Math.log10(Math.max(...values))), lowest + 1);
  const x = (index: number): number =>
    round(plot.left + 30 + ((plot.right - plot.left - 60) * index) / Math.max(labels.length - 1, 1));
  const y = (value: number): number =>
    round(plot.bottom - ((plot.bottom - plot.top) * (Math.log10(value) - lowest)) / (highest - lowest));
  const powers = Array.from({ length: highest - lowest + 1 }, (_, index) => 10 ** (lowest + index));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" fill="${ink}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="${plot.left}" y="30" font-size="16" font-weight="bold">${escaped(title)}</text>`,
    ...powers.flatMap((power) => [
      `<line x1="${plot.left}" x2="${plot.right}" y1="${y(power)}" y2="${y(power)}" stroke="${faint}"/>`,
      `<text x="${plot.left - 8}" y="${y(power) + 4}" text-anchor="end">${formatNumber(power)}</text>`,
    ]),
    ...labels.map((label, index) => text(x(index), plot.bottom + 22, label)),
    ...remarks.map((remark, index) => text(x(index), plot.bottom + 44, remark)),
    text((plot.left + plot.right) / 2, plot.bottom + 76, axis),
    ...lines.flatMap((line) => drawLine(line, x, y)),
    '</svg>',
    '',
  ].join('\n');
}

function drawLine(
  { name, colour, values }: PlotLine,
  x: (index: number) => number,
  y: (value: number) => number,
): readonly string[] {
  const points = values.map((value, index) => [x(index), y(value)] as const);
  const [lastX = 0, lastY = 0] = points.at(-1) ?? [];
  return [
    `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.map((point) => point.join(',')).join(' ')}"/>`,
    ...points.map(([left, top]) => `<circle cx="${left}" cy="${top}" r="4" fill="${colour}"/>`),
    `<text x="${lastX + 12}" y="${lastY + 4}" fill="${colour}">${escaped(name)}</text>`,
  ];
}

function text(x: number, y: number, content: string): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="middle">${escaped(content)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
