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
    ...report.sources.map(
      ({ id, records, bad }) => `  source ${id}: ${records} records${bad === 0 ? '' : `, ${bad} of them bad`}`,
    ),
    `  ${report.inputsProcessed} inputs processed, ${report.outputs} outputs, ${report.deadLetters} dead letters`,
    ...(report.inputsAbandoned === 0 ? [] : [`  ${report.inputsAbandoned} inputs were begun and not finished`]),
    `  guarantee: ${report.guarantee}`,
  ];
  return lines.join('\n');
}
