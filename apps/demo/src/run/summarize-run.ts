import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { eventLogFileName, eventLogStem } from '@millrace/eventlog-file';
import type { JobReport } from '@millrace/runtime';
import type { DemoOptions, ModelChoice } from '../cli/options.js';
import { shownPath } from '../cli/shown-path.js';
import type { ResumedRun, RunSummary, WrittenFile } from '../cli/summary.js';
import { hashingModelName } from '../model/hashing-embedding-model-connection.js';
import { lexiconModelName } from '../model/lexicon-chat-model-connection.js';
import type { RunTally } from './run-tally.js';

const worstProductsShown = 8;

/** A run that has ended, and what is known of it. */
export interface EndedRun {
  readonly options: DemoOptions;
  readonly report: JobReport;
  readonly tally: RunTally;
  readonly resumed: ResumedRun | undefined;
  /** Paths below it are shown without it. */
  readonly cwd: string;
}

/** What a run came to, from what the job reports and what was counted beside it. */
export async function summarizeRun(run: EndedRun): Promise<RunSummary> {
  const { options, report, tally, resumed, cwd } = run;
  const totals = tally.committedTotals;
  const deadLetters = tally.deadLetterSink.committedCount;
  const read = report.sources.reduce((sum, { records }) => sum + records, resumed?.read ?? 0);
  return {
    status: report.status,
    unfinished: read - totals.analysed - deadLetters,
    counts: { read, analysed: totals.analysed, deadLetters, products: totals.productCount },
    resumed,
    stateDir: options.state.kind === 'directory' ? shownPath(options.state.path, cwd) : undefined,
    toolCalls: tally.toolCalls,
    alerts: totals.alerts,
    worstProducts: totals.worstProducts(worstProductsShown),
    latencyMs: {
      p50: latency(report, 'p50'),
      p95: latency(report, 'p95'),
      p99: latency(report, 'p99'),
      max: latency(report, 'max'),
    },
    eventTime: totals.eventTime,
    elapsedMs: report.durationMs,
    models: modelNames(options),
    files: await writtenFiles(run),
  };
}

/** As the models call themselves. */
export function modelNames({ chatModel, embeddingModel }: DemoOptions): RunSummary['models'] {
  return { chat: modelName(chatModel, lexiconModelName), embedding: modelName(embeddingModel, hashingModelName) };
}

function modelName(choice: ModelChoice, embedded: string): string {
  return choice.kind === 'embedded' ? embedded : `${choice.model} at ${choice.baseUrl}`;
}

/** How long the runs of the operator took, which the runtime measures anyway. */
function latency({ metrics }: JobReport, statistic: string): number {
  return Number(metrics[`runDurationMs.${statistic}`] ?? 0);
}

async function writtenFiles({ options, report, cwd }: EndedRun): Promise<readonly WrittenFile[]> {
  const paths = {
    results: options.outputPath,
    alerts: options.alertsPath,
    'dead letters': options.deadLettersPath,
    ...(options.logDir === undefined ? {} : { 'event log': eventLogPath(options.logDir, report) }),
  };
  const files: WrittenFile[] = [];
  for (const [label, path] of Object.entries(paths)) {
    const stats = await stat(path).catch(() => undefined);
    if (stats !== undefined) files.push({ label, path: shownPath(path, cwd), bytes: stats.size });
  }
  return files;
}

function eventLogPath(logDir: string, { jobId, agentName }: JobReport): string {
  return join(logDir, eventLogFileName(eventLogStem({ jobId, taskName: agentName, subtaskIndex: 0 })));
}
