import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchOptions, helpText, readBenchOptions } from './cli/bench-options.js';
import type { CurveResult } from './curves/curve.js';
import { curves } from './curves/curves.js';
import type { RowResult } from './harness/figure.js';
import { runTask } from './harness/task-process.js';
import { profiledRows } from './profile/profile-load.js';
import { profileRows } from './profile/profile-rows.js';
import { curvePlot } from './report/curve-plot.js';
import { describeMachine } from './report/machine.js';
import { withResults } from './report/performance-page.js';
import type { PublishedResults } from './report/published-results.js';
import { tableLines } from './report/table-cells.js';
import { textTable } from './report/text-table.js';
import { rows } from './rows/rows.js';

const { stdout, stderr } = process;
const packageDirectory = dirname(dirname(fileURLToPath(import.meta.url)));
const resultsDirectory = join(packageDirectory, 'results');
const cacheDirectory = join(packageDirectory, '.cache');
const performancePage = join(packageDirectory, '../../docs/performance.md');

async function main(options: BenchOptions): Promise<void> {
  if (options.wantsHelp) {
    stdout.write(helpText);
  } else if (options.wantsProfile) {
    const ids = options.only.length === 0 ? profiledRows : options.only;
    stdout.write(await profileRows(ids, join(cacheDirectory, 'profiles')));
  } else {
    await measure(options);
  }
}

async function measure({ isQuick, only }: BenchOptions): Promise<void> {
  const isAsked = ({ id }: { readonly id: string }): boolean => only.length === 0 || only.includes(id);
  const rowResults: RowResult[] = [];
  for (const { id, title } of rows.filter(isAsked)) {
    rowResults.push(await timed(`${id}. ${title}`, () => runTask<RowResult>('row', { id, isQuick })));
  }
  const curveResults: CurveResult[] = [];
  for (const { id, title } of curves.filter(isAsked)) {
    curveResults.push(await timed(title, () => runTask<CurveResult>('curve', { id, isQuick })));
  }
  const results: PublishedResults = {
    measuredOn: new Date().toISOString().slice(0, 10),
    isQuick,
    machine: describeMachine(),
    rows: rowResults,
    curves: curveResults,
    table: tableLines(rowResults),
  };
  print(results);
  if (isQuick || only.length > 0) {
    write(join(cacheDirectory, 'results.json'), results);
  } else {
    publish(results);
  }
}

function print({ table, rows: rowResults, curves: curveResults }: PublishedResults): void {
  stdout.write(`\n${textTable(table)}\n`);
  for (const { id, notes } of rowResults) {
    for (const note of notes) {
      stdout.write(`${id}: ${note}\n`);
    }
  }
  for (const { title, points } of curveResults) {
    const ratios = points.map(
      ({ label, workload, ratio }) => `${label}: ${Math.round(workload)}/s, ${ratio.toFixed(2)}`,
    );
    stdout.write(`${title} and ratio: ${ratios.join('; ')}\n`);
  }
}

/** Leaves the results where they are published: as data, as plots, and as the table of the page about performance. */
function publish(results: PublishedResults): void {
  write(join(resultsDirectory, 'results.json'), results);
  for (const curve of results.curves) {
    writeFileSync(join(resultsDirectory, `${curve.id}.svg`), curvePlot(curve));
  }
  writeFileSync(performancePage, withResults(readFileSync(performancePage, 'utf8'), results));
}

function write(path: string, results: PublishedResults): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(results, roundNumbers, 2)}\n`);
}

/** Six digits are more than a measurement is good for. */
function roundNumbers(_name: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(6)) : value;
}

/** Says on standard error what is being measured, and how long it took. */
async function timed<R>(title: string, measureIt: () => Promise<R>): Promise<R> {
  stderr.write(`${title} …`);
  const startedAtMs = performance.now();
  const result = await measureIt();
  stderr.write(` ${((performance.now() - startedAtMs) / 1000).toFixed(1)} s\n`);
  return result;
}

await main(readBenchOptions(process.argv.slice(2)));
