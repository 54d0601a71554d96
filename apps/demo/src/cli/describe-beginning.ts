import { formatCount, formatTime } from './format-quantity.js';
import type { ResumedRun } from './summary.js';

/** Where a run begins. */
export interface RunBeginning {
  /** `undefined`: state is kept in memory. */
  readonly stateDir: string | undefined;
  /** Whether the run before it had come to its end. */
  readonly previousFinished: boolean;
  /** Where it goes on; `undefined`: it begins anew. */
  readonly resumed: ResumedRun | undefined;
  /** How many reviews there are, where that is known. */
  readonly total: number | undefined;
}

/** A beginning as one line: from where, and what becomes of the run when it is killed. */
export function describeBeginning({ stateDir, previousFinished, resumed, total }: RunBeginning): string {
  if (stateDir === undefined) return 'State is kept in memory: a run that is killed begins anew.';
  if (resumed !== undefined) return `${goesOn(resumed, total)} State: ${stateDir}.`;
  const before = previousFinished ? 'The run before had finished, this is a new one. ' : '';
  return `${before}State: ${stateDir}. Killed or stopped, the same command goes on from there.`;
}

function goesOn({ checkpointId, takenAtMs, read, analysed }: ResumedRun, total: number | undefined): string {
  const all = total === undefined ? '' : ` of ${formatCount(total)}`;
  return `Going on from checkpoint ${checkpointId} of ${formatTime(takenAtMs)}: ${formatCount(read)}${all} reviews had been read, ${formatCount(analysed)} analysed.`;
}
