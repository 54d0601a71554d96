import { rollingWindow } from '../statistics/product-statistics.js';
import { formatBytes, formatCount, formatDuration, formatScore, formatTime } from './format-quantity.js';
import { renderTable } from './render-table.js';
import { columnsOf, printableText, wrapColumns } from './terminal-text.js';

/** What a run came to. */
export interface RunSummary {
  /** `stopped`: a signal ended the run before the end of the input. */
  readonly status: 'finished' | 'stopped';
  /** Reviews that were begun and not finished. */
  readonly unfinished: number;
  /** Over all starts of the run, as its files have it. */
  readonly counts: {
    /** Lines of the input, good and bad. */
    readonly read: number;
    readonly analysed: number;
    readonly deadLetters: number;
    readonly products: number;
  };
  /** Where the run went on after it had been killed or stopped; `undefined`: it was not. */
  readonly resumed: ResumedRun | undefined;
  /** Where the run can go on, or the next one begins; `undefined`: state was kept in memory. */
  readonly stateDir: string | undefined;
  /** Since the last start, like latency and time. */
  readonly toolCalls: number;
  readonly alerts: readonly AlertLine[];
  /** Worst first. */
  readonly worstProducts: readonly ProductLine[];
  /** From the beginning of the analysis of a review to its end. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number };
  /** When the reviews were written; `undefined` when there are none. Milliseconds since the epoch. */
  readonly eventTime:
    | { readonly fromMs: number; readonly toMs: number; readonly completeUntilMs: number | undefined }
    | undefined;
  readonly elapsedMs: number;
  /** As the models call themselves. */
  readonly models: { readonly chat: string; readonly embedding: string };
  readonly files: readonly WrittenFile[];
}

/** What there was when a run went on. */
export interface ResumedRun {
  readonly checkpointId: number;
  /** When the checkpoint was taken, in milliseconds since the epoch. */
  readonly takenAtMs: number;
  readonly read: number;
  readonly analysed: number;
}

/** Types, not interfaces, so that they are attribute values and can be kept in a checkpoint. */
export type AlertLine = {
  readonly product: string;
  /** Day on which the score had fallen, `YYYY-MM-DD`. */
  readonly day: string;
  readonly fromScore: number;
  readonly toScore: number;
  /** What the latest reviews complain about most; `undefined` when nothing stands out. */
  readonly complaint: string | undefined;
};

export type ProductLine = {
  readonly product: string;
  readonly reviews: number;
  /** Mean, -1 to 1. */
  readonly score: number;
  /** Mean of the latest reviews. */
  readonly latestScore: number;
  /** What the latest reviews complain about most; `undefined` when nothing stands out. */
  readonly complaint: string | undefined;
};

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
    {
      title: summary.status === 'finished' ? 'Summary' : 'Stopped before the end of the input',
      lines: overview(summary, columns),
    },
    { title: 'Worst products', lines: worstProducts(summary.worstProducts, columns) },
    { title: 'Alerts', lines: alerts(summary.alerts, columns) },
    { title: 'Files written', lines: files(summary.files, columns) },
  ].filter(({ lines }) => lines.length > 0);
  return `${sections.map(({ title, lines }) => [heading(title), ...lines].join('\n')).join('\n\n')}\n`;
}

function overview(summary: RunSummary, columns: number): readonly string[] {
  const { counts, latencyMs, elapsedMs, models, resumed, unfinished } = summary;
  const analysedNow = counts.analysed - (resumed?.analysed ?? 0);
  const rate = elapsedMs > 0 ? analysedNow / (elapsedMs / 1000) : 0;
  const since = resumed === undefined ? '' : ' since then';
  const reviews = [
    `${formatCount(counts.read)} read`,
    `${formatCount(counts.analysed)} analysed`,
    `${formatCount(counts.deadLetters)} bad`,
    ...(unfinished === 0 ? [] : [`${formatCount(unfinished)} unfinished`]),
  ];
  const rows = [
    ['reviews', reviews.join(', ')],
    ['event time', eventTime(summary)],
    ['products', formatCount(counts.products)],
    ['alerts', formatCount(summary.alerts.length)],
    ['resumed', resumed === undefined ? '' : resumedFrom(resumed)],
    ['tool calls', `${formatCount(summary.toolCalls)}${since}`],
    [
      'latency',
      analysedNow === 0
        ? ''
        : `p50 ${formatDuration(latencyMs.p50)}, p95 ${formatDuration(latencyMs.p95)}, p99 ${formatDuration(latencyMs.p99)}, max ${formatDuration(latencyMs.max)}`,
    ],
    ['time', `${formatDuration(elapsedMs)}${since}, ${formatCount(rate)} reviews/s`],
    ['state', state(summary)],
    ['chat model', models.chat],
    ['embeddings', models.embedding],
  ];
  return rows
    .filter(([, value]) => value !== '')
    .flatMap(([label = '', value = '']) => labelled(`  ${label.padEnd(11)} `, printableText(value), columns));
}

function resumedFrom({ checkpointId, takenAtMs, read, analysed }: ResumedRun): string {
  return `from checkpoint ${checkpointId} of ${formatTime(takenAtMs)}: ${formatCount(read)} read and ${formatCount(analysed)} analysed before`;
}

function state({ stateDir, status }: RunSummary): string {
  if (stateDir === undefined) return 'in memory';
  return `in ${stateDir}; ${status === 'finished' ? 'the next run begins anew' : 'the same command goes on from here'}`;
}

/** A value behind its label; what does not fit beside it goes below. */
function labelled(label: string, value: string, columns: number): readonly string[] {
  const indent = columnsOf(label);
  return wrapColumns(value, columns - indent).map((line, index) => (index === 0 ? label : ' '.repeat(indent)) + line);
}

/** When the reviews were written, and up to when none is missing if some are. */
function eventTime({ eventTime: time, status }: RunSummary): string {
  if (time === undefined) return '';
  const range = `${day(time.fromMs)} to ${day(time.toMs)}`;
  const { completeUntilMs = Number.NEGATIVE_INFINITY } = time;
  if (status === 'finished' || completeUntilMs >= time.toMs) return range;
  return completeUntilMs < time.fromMs ? `${range}, incomplete` : `${range}, complete until ${day(completeUntilMs)}`;
}

function day(timestampMs: number): string {
  return new Date(timestampMs).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

function worstProducts(products: readonly ProductLine[], columns: number): readonly string[] {
  return renderTable(
    [
      { title: 'product', align: 'left', shrinks: true },
      { title: 'reviews', align: 'right' },
      { title: 'score', align: 'right' },
      { title: `last ${rollingWindow}`, align: 'right' },
      { title: 'complaint', align: 'left', shrinks: true },
    ],
    products.map(({ product, reviews, score, latestScore, complaint }) => [
      product,
      formatCount(reviews),
      formatScore(score),
      formatScore(latestScore),
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
      { title: 'from', align: 'right' },
      { title: 'to', align: 'right' },
      { title: 'complaint', align: 'left', shrinks: true },
    ],
    shown.map(({ product, day, fromScore, toScore, complaint }) => [
      product,
      day,
      formatScore(fromScore),
      formatScore(toScore),
      complaint ?? '-',
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
