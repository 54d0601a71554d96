import { formatBytes, formatCount, formatDuration, formatScore } from './format-quantity.js';
import { renderTable } from './render-table.js';
import { fitColumns, printableText } from './terminal-text.js';

/** What a run came to. */
export interface RunSummary {
  readonly counts: {
    /** Lines of the input, good and bad. */
    readonly read: number;
    readonly analysed: number;
    readonly deadLetters: number;
    readonly products: number;
    readonly toolCalls: number;
  };
  readonly alerts: readonly AlertLine[];
  /** Worst first. */
  readonly worstProducts: readonly ProductLine[];
  /** From the arrival of a review to its result. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number };
  readonly elapsedMs: number;
  /** As the models call themselves. */
  readonly models: { readonly chat: string; readonly embedding: string };
  readonly files: readonly WrittenFile[];
}

export interface AlertLine {
  readonly product: string;
  /** Day on which the score had fallen, `YYYY-MM-DD`. */
  readonly day: string;
  readonly fromScore: number;
  readonly toScore: number;
}

export interface ProductLine {
  readonly product: string;
  readonly reviews: number;
  /** Mean, -1 to 1. */
  readonly score: number;
  /** What people complain about most; `undefined` when nothing stands out. */
  readonly complaint?: string | undefined;
}

export interface WrittenFile {
  readonly label: string;
  readonly path: string;
  readonly bytes: number;
}

export interface SummaryStyle {
  /** Width of the terminal. */
  readonly columns: number;
  readonly colour: boolean;
}

const columnsMin = 40;
const columnsMax = 100;
const alertsMax = 12;

/** The closing summary as text that ends with a line break. No line is wider than the terminal, down to 40 columns. */
export function formatSummary(summary: RunSummary, style: SummaryStyle): string {
  const columns = Math.max(columnsMin, Math.min(columnsMax, style.columns));
  const heading = (text: string): string => (style.colour ? `\u001B[1m${text}\u001B[0m` : text);
  const sections = [
    { title: 'Summary', lines: overview(summary, columns) },
    { title: 'Worst products', lines: worstProducts(summary.worstProducts, columns) },
    { title: `Alerts (${formatCount(summary.alerts.length)})`, lines: alerts(summary.alerts, columns) },
    { title: 'Files written', lines: files(summary.files, columns) },
  ].filter(({ lines }) => lines.length > 0);
  return `${sections.map(({ title, lines }) => [heading(title), ...lines].join('\n')).join('\n\n')}\n`;
}

function overview({ counts, latencyMs, elapsedMs, models }: RunSummary, columns: number): readonly string[] {
  const rate = elapsedMs > 0 ? counts.analysed / (elapsedMs / 1000) : 0;
  const rows = [
    [
      'reviews',
      `${formatCount(counts.read)} read, ${formatCount(counts.analysed)} analysed, ${formatCount(counts.deadLetters)} bad`,
    ],
    ['products', formatCount(counts.products)],
    ['tool calls', formatCount(counts.toolCalls)],
    [
      'latency',
      `p50 ${formatDuration(latencyMs.p50)}, p95 ${formatDuration(latencyMs.p95)}, p99 ${formatDuration(latencyMs.p99)}, max ${formatDuration(latencyMs.max)}`,
    ],
    ['time', `${formatDuration(elapsedMs)}, ${formatCount(rate)} reviews/s`],
    ['chat model', models.chat],
    ['embeddings', models.embedding],
  ];
  return rows.map(([label = '', value = '']) => fitColumns(`  ${label.padEnd(11)} ${printableText(value)}`, columns));
}

function worstProducts(products: readonly ProductLine[], columns: number): readonly string[] {
  return renderTable(
    [
      { title: 'product', align: 'left', shrinks: true },
      { title: 'reviews', align: 'right' },
      { title: 'score', align: 'right' },
      { title: 'complaint', align: 'left', shrinks: true },
    ],
    products.map(({ product, reviews, score, complaint }) => [
      product,
      formatCount(reviews),
      formatScore(score),
      complaint ?? '-',
    ]),
    columns,
  );
}

function alerts(raised: readonly AlertLine[], columns: number): readonly string[] {
  const shown = raised.slice(0, alertsMax);
  const table = renderTable(
    [
      { title: 'product', align: 'left', shrinks: true },
      { title: 'day', align: 'left' },
      { title: 'score', align: 'right' },
    ],
    shown.map(({ product, day, fromScore, toScore }) => [
      product,
      day,
      `${formatScore(fromScore)} > ${formatScore(toScore)}`,
    ]),
    columns,
  );
  const hidden = raised.length - shown.length;
  return hidden === 0 ? table : [...table, `  and ${formatCount(hidden)} more`];
}

function files(written: readonly WrittenFile[], columns: number): readonly string[] {
  return renderTable(
    [
      { title: '', align: 'left' },
      { title: '', align: 'right' },
      { title: '', align: 'left', shrinks: true, missing: 'start' },
    ],
    written.map(({ label, path, bytes }) => [label, formatBytes(bytes), path]),
    columns,
  );
}
