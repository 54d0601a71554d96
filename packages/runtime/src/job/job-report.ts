import type { MetricSnapshot } from '../metrics/metric-registry.js';

/** What became of one source. */
export interface SourceReport {
  readonly id: string;
  /** Records read, good and bad. */
  readonly records: number;
  /** Records that could not be processed. */
  readonly bad: number;
}

/** Where a job begins. */
export interface JobBeginning {
  readonly jobId: string;
  /** Number of the checkpoint the job goes on from; `undefined`: it begins anew. */
  readonly resumedFrom: number | undefined;
  /** Name of the savepoint it goes on from; `undefined`: from the newest checkpoint, or anew. */
  readonly resumedFromSavepoint: string | undefined;
  /** Whether the job before it in the same place had reached the end of its input, so that this one is new. */
  readonly previousFinished: boolean;
}

/** What a job has done. */
export interface JobReport {
  readonly jobId: string;
  readonly agentName: string;
  /** `finished`: all input was processed. `stopped`: a signal or the caller ended it before. */
  readonly status: 'finished' | 'stopped';
  /** What the job guarantees end to end, as it was set up. */
  readonly guarantee: string;
  /** Number of the checkpoint the job went on from; `undefined` when it began anew. */
  readonly resumedFrom: number | undefined;
  /** Name of the savepoint the job went on from, when it was told to. */
  readonly resumedFromSavepoint: string | undefined;
  /** Whether the job before it in the same place had reached the end of its input, so that this one was new. */
  readonly previousFinished: boolean;
  /** Whether its state survives the process. */
  readonly isDurable: boolean;
  /** Name of the savepoint that was taken when the job stopped, if one was. */
  readonly savepoint: string | undefined;
  readonly sources: readonly SourceReport[];
  /** Inputs whose run ended. */
  readonly inputsProcessed: number;
  /** Outputs that were handed to the sinks. */
  readonly outputs: number;
  readonly deadLetters: number;
  /** Inputs that were taken and not finished when the job was stopped. */
  readonly inputsAbandoned: number;
  readonly durationMs: number;
  readonly metrics: MetricSnapshot;
}

/** A report as a few lines for people. */
export function formatJobReport(report: JobReport): string {
  const lines = [
    `Job ${report.agentName} (${report.jobId}) ${report.status} after ${(report.durationMs / 1000).toFixed(1)} s.`,
    ...describeBeginning(report).map((line) => `  ${line}`),
    ...report.sources.map(
      ({ id, records, bad }) => `  source ${id}: ${records} records${bad === 0 ? '' : `, ${bad} of them bad`}`,
    ),
    `  ${report.inputsProcessed} inputs processed, ${report.outputs} outputs, ${report.deadLetters} dead letters`,
    ...(report.inputsAbandoned === 0 ? [] : [`  ${report.inputsAbandoned} inputs were begun and not finished`]),
    ...(report.savepoint === undefined ? [] : [`  savepoint ${report.savepoint} was taken`]),
    `  guarantee: ${report.guarantee}`,
  ];
  return lines.join('\n');
}

function describeBeginning({
  resumedFrom,
  resumedFromSavepoint,
  previousFinished,
}: Pick<JobReport, 'resumedFrom' | 'resumedFromSavepoint' | 'previousFinished'>): readonly string[] {
  if (resumedFromSavepoint !== undefined) {
    return [`resumed from savepoint ${resumedFromSavepoint}`];
  }
  if (resumedFrom !== undefined) {
    return [`resumed from checkpoint ${resumedFrom}`];
  }
  return previousFinished ? ['a new job: the one before had finished'] : [];
}
